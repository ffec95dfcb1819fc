-- A case of help is for its own proposer alone: whoever was merged into what became one reads that hers was taken
-- together with another, and nothing of that other. Else as before.
CREATE OR REPLACE FUNCTION outreach_suggestion_by_code(code bytea) RETURNS TABLE (
    id uuid, owner_path varchar, label varchar, title varchar, words bytea, category varchar, place varchar,
    submitted_at timestamptz, state varchar, state_at timestamptz, unit varchar, due_on date, stage_due_on date,
    outcome varchar, rating varchar, reopened boolean, closed_at timestamptz, into_id uuid, into_label varchar,
    doubtful boolean, version integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.id, s.owner_path, s.label, s.title, s.content, s.category, s.place_label, s.submitted_at,
        coalesce(t.state, s.state), coalesce(t.state_at, s.state_at), coalesce(t.lead_label, s.lead_label),
        coalesce(t.due_on, s.due_on), coalesce(t.stage_due_on, s.stage_due_on), coalesce(t.outcome, s.outcome), s.rating,
        s.reopened, s.closed_at, t.id, coalesce(t.label, ''), s.suspicion <> '', s.version
    FROM outreach_suggestion s
    LEFT JOIN outreach_suggestion t ON t.id = s.merged_into AND s.state = 'merged' AND t.kind = 'idea'
    WHERE s.code_digest = code
$$;
CREATE OR REPLACE FUNCTION outreach_suggestion_told(code bytea) RETURNS TABLE (
    id uuid, kind varchar, words bytea, at timestamptz, label varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.id, w.kind, w.text, w.at, w.label
    FROM outreach_suggestion s
    LEFT JOIN outreach_suggestion t ON t.id = s.merged_into AND s.state = 'merged' AND t.kind = 'idea'
    JOIN outreach_suggestionword w ON w.suggestion_id = s.id OR (w.suggestion_id = t.id AND w.kind = 'answer')
    WHERE s.code_digest = code AND w.kind IN ('reply', 'answer', 'word')
    ORDER BY w.at, w.id
$$;
DROP FUNCTION outreach_my_suggestions();
CREATE FUNCTION outreach_my_suggestions() RETURNS TABLE (
    id uuid, label varchar, title varchar, category varchar, submitted_at timestamptz, state varchar,
    state_at timestamptz, unit varchar, due_on date, outcome varchar, rating varchar, reopened boolean, answer_id uuid, answer bytea, answered_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.id, s.label, s.title, s.category, s.submitted_at, s.state, s.state_at,
        coalesce(t.lead_label, s.lead_label), CASE WHEN t.id IS NULL THEN s.due_on END, coalesce(t.outcome, s.outcome), s.rating, s.reopened, w.id, w.text, w.at
    FROM outreach_suggestion s
    LEFT JOIN outreach_suggestion t ON t.id = s.merged_into AND s.state = 'merged' AND t.kind = 'idea'
    LEFT JOIN LATERAL (
        SELECT x.id, x.text, x.at FROM outreach_suggestionword x
        WHERE x.suggestion_id = coalesce(t.id, s.id) AND x.kind = 'answer' ORDER BY x.at DESC, x.id DESC LIMIT 1) w ON true
    WHERE s.member_id = registry_member() ORDER BY s.id DESC LIMIT 50
$$;

-- Whether anybody's was merged into one that the caller has, wherever that lies by now.
CREATE FUNCTION outreach_has_merged(wanted uuid) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT EXISTS (SELECT 1 FROM outreach_suggestion s JOIN outreach_suggestion t ON t.id = s.merged_into
        WHERE t.id = wanted AND s.state = 'merged' AND registry_covers(t.owner_path))
$$;

-- How many days a place has for looking at what comes in: those of the nearest node that set its own; none: the defaults.
CREATE FUNCTION outreach_review_days(node uuid, member uuid) RETURNS smallint
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT t.review_days FROM outreach_suggestionterms t
    WHERE starts_with(coalesce((SELECT o.path FROM registry_organisation o WHERE o.id = node),
        (SELECT m.owner_path FROM registry_member m WHERE m.id = member
            AND (m.id = registry_member() OR (m.owner_path >= nullif(current_setting('buduanxian.low', true), '')
                AND m.owner_path < nullif(current_setting('buduanxian.high', true), ''))))), t.owner_path)
    ORDER BY t.owner_path DESC LIMIT 1
$$;

-- What was answered to both, for staff and liaisons who see the one that was merged: they tell its proposer.
CREATE FUNCTION outreach_answers_to_merged(wanted uuid[]) RETURNS TABLE (
    id uuid, into_label varchar, answered_at timestamptz, answer_id uuid, answer bytea, unit varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.id, t.label, t.answered_at, w.id, w.text, w.label
    FROM outreach_suggestion s
    JOIN outreach_suggestion t ON t.id = s.merged_into AND t.kind = 'idea' AND t.answered_at IS NOT NULL
    JOIN LATERAL (
        SELECT x.id, x.text, x.label FROM outreach_suggestionword x
        WHERE x.suggestion_id = t.id AND x.kind = 'answer' ORDER BY x.at DESC, x.id DESC LIMIT 1) w ON true
    WHERE s.id = ANY (wanted) AND s.state = 'merged' AND (registry_covers(s.owner_path) OR (
        nullif(current_setting('buduanxian.liaison', true), '') IS NOT NULL AND registry_member() IS NULL
        AND s.owner_path >= nullif(current_setting('buduanxian.low', true), '')
        AND s.owner_path < nullif(current_setting('buduanxian.high', true), '')
        AND EXISTS (SELECT 1 FROM registry_liaisonassignment a WHERE a.member_id = s.member_id AND a.ended_on IS NULL
            AND a.liaison_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid)))
$$;

-- Who proposed it, put right or struck out because she asked (what she wrote stays as it came). For staff over it, where
-- nobody was faster.
CREATE FUNCTION outreach_name_proposer(wanted uuid, seen integer, name bytea, phone bytea, at_ timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH named AS (
        UPDATE outreach_suggestion x SET proposer_name = name, proposer_phone = phone, touched_at = at_, version = x.version + 1
        WHERE x.id = wanted AND x.version = seen AND registry_covers(x.owner_path)
            AND octet_length(name) <= 1000 AND octet_length(phone) <= 1000 RETURNING 1)
    SELECT EXISTS (SELECT FROM named)
$$;
