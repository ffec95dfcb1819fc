-- The photographs that a liaison sent along when she entered what her member proposed: of that suggestion (or the one file),
-- as long as the member is hers. All other files stay closed to her.
CREATE FUNCTION outreach_entered_files(wanted uuid) RETURNS SETOF outreach_suggestionfile
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT f.* FROM outreach_suggestionfile f JOIN outreach_suggestion s ON s.id = f.suggestion_id
    WHERE (f.suggestion_id = wanted OR f.id = wanted) AND f.from_proposer AND registry_member() IS NULL
      AND s.entered_by_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid
      AND s.owner_path >= nullif(current_setting('buduanxian.low', true), '')
      AND s.owner_path < nullif(current_setting('buduanxian.high', true), '')
      AND EXISTS (SELECT 1 FROM registry_liaisonassignment a WHERE a.member_id = s.member_id AND a.ended_on IS NULL
          AND a.liaison_id = s.entered_by_id)
    ORDER BY f.added_at, f.id
$$;
