-- A liaison has called the member whom she looks after: the answer has arrived. From where it leads stands in the program's
-- table, which is handed in. False where it is not hers, or can't be now.
CREATE FUNCTION outreach_call_back_suggestion(
    wanted uuid, froms text[], target text, way text, why_ text, by_ text, at_ timestamptz
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    s outreach_suggestion;
BEGIN
    SELECT * INTO s FROM outreach_suggestion x WHERE x.id = wanted AND registry_member() IS NULL
        AND x.owner_path >= nullif(current_setting('buduanxian.low', true), '')
        AND x.owner_path < nullif(current_setting('buduanxian.high', true), '')
        AND EXISTS (SELECT 1 FROM registry_liaisonassignment a WHERE a.member_id = x.member_id AND a.ended_on IS NULL
            AND a.liaison_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid) FOR NO KEY UPDATE;
    IF s.id IS NULL OR NOT (s.state = ANY (froms)) OR way NOT IN ('phone', 'visit', 'wechat', 'meeting') THEN
        RETURN false;
    END IF;
    UPDATE outreach_suggestion x SET state = target, state_at = at_, touched_at = at_, version = x.version + 1,
        stage_due_on = NULL, feedback_way = way, fed_back_at = at_
    WHERE x.id = s.id;
    INSERT INTO outreach_suggestionstep (id, owner_path, suggestion_id, seq, move, before, after, why, due_on, at, label)
    SELECT outreach_uuid7(), s.owner_path, s.id, max(p.seq) + 1, 'feed_back', s.state, target, left(why_, 300), NULL, at_,
        left(by_, 120)
    FROM outreach_suggestionstep p WHERE p.suggestion_id = s.id;
    RETURN true;
END $$;
