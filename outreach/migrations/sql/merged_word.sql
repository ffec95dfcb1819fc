-- Whoever proposed what was merged into another one is heard as long as that one is open: a word on her own, of which
-- outreach_pass_word() leaves a copy with whoever works on the other one. Else as before.
CREATE OR REPLACE FUNCTION outreach_add_word(code bytea, key uuid, sealed bytea, at_ timestamptz, most integer) RETURNS TABLE (
    id uuid, owner_path varchar)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    s outreach_suggestion;
BEGIN
    SELECT * INTO s FROM outreach_suggestion x WHERE x.code_digest = code FOR NO KEY UPDATE;
    IF s.id IS NULL OR s.state IN ('rejected', 'closed') OR octet_length(sealed) > 8000
        OR (s.state = 'merged' AND NOT EXISTS (SELECT FROM outreach_suggestion t
            WHERE t.id = s.merged_into AND t.state NOT IN ('rejected', 'merged', 'closed')))
        OR (SELECT count(*) FROM outreach_suggestionword w WHERE w.suggestion_id = s.id AND w.kind = 'word') >= most THEN
        RETURN;
    END IF;
    INSERT INTO outreach_suggestionword (id, owner_path, suggestion_id, member_id, kind, text, at, label)
    VALUES (key, s.owner_path, s.id, s.member_id, 'word', sealed, at_, '') ON CONFLICT ON CONSTRAINT outreach_suggestionword_pkey DO NOTHING;
    UPDATE outreach_suggestion x SET touched_at = at_ WHERE x.id = s.id;
    RETURN QUERY SELECT s.id, s.owner_path;
END $$;

-- The copy of a word (`said`) that was just added to a merged one: a note, since the other one's proposer reads its words.
CREATE FUNCTION outreach_pass_word(code bytea, said uuid, key uuid, sealed bytea, at_ timestamptz) RETURNS TABLE (
    id uuid, owner_path varchar)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    s outreach_suggestion;
    t outreach_suggestion;
BEGIN
    SELECT * INTO s FROM outreach_suggestion x WHERE x.code_digest = code AND x.state = 'merged'
        AND EXISTS (SELECT FROM outreach_suggestionword w WHERE w.id = said AND w.suggestion_id = x.id AND w.kind = 'word');
    SELECT * INTO t FROM outreach_suggestion x WHERE x.id = s.merged_into
        AND x.state NOT IN ('rejected', 'merged', 'closed') FOR NO KEY UPDATE;
    IF t.id IS NULL OR octet_length(sealed) > 8000 THEN
        RETURN;
    END IF;
    INSERT INTO outreach_suggestionword (id, owner_path, suggestion_id, member_id, kind, text, at, label)
    VALUES (key, t.owner_path, t.id, NULL, 'private', sealed, at_, concat_ws(' ', nullif(s.label, ''), '的提出人'))
    ON CONFLICT ON CONSTRAINT outreach_suggestionword_pkey DO NOTHING;
    UPDATE outreach_suggestion x SET touched_at = at_ WHERE x.id = t.id;
    RETURN QUERY SELECT t.id, t.owner_path;
END $$;

-- A member's own, wherever they lie by now; of a merged one, who works on the other one, until when, and its answer.
CREATE OR REPLACE FUNCTION outreach_my_suggestions() RETURNS TABLE (
    id uuid, label varchar, title varchar, category varchar, submitted_at timestamptz, state varchar, unit varchar,
    due_on date, outcome varchar, rating varchar, reopened boolean, answer_id uuid, answer bytea, answered_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.id, s.label, s.title, s.category, s.submitted_at, s.state, coalesce(t.lead_label, s.lead_label),
        CASE WHEN t.id IS NULL THEN s.due_on END, coalesce(t.outcome, s.outcome), s.rating, s.reopened, w.id, w.text, w.at
    FROM outreach_suggestion s
    LEFT JOIN outreach_suggestion t ON t.id = s.merged_into AND s.state = 'merged'
    LEFT JOIN LATERAL (
        SELECT x.id, x.text, x.at FROM outreach_suggestionword x
        WHERE x.suggestion_id = coalesce(t.id, s.id) AND x.kind = 'answer' ORDER BY x.at DESC, x.id DESC LIMIT 1) w ON true
    WHERE s.member_id = registry_member() ORDER BY s.id DESC LIMIT 50
$$;
