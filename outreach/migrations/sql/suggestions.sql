-- 金点子: their walls, and the functions by which they come in, change hands, and are read by whoever knows the code.
DO $$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['suggestion', 'suggestionword'] LOOP
        PERFORM registry_protect(('outreach_' || target)::regclass, 'owner_path', false, 'member_id');
        PERFORM registry_narrow(('outreach_' || target)::regclass, 'member_id');
        EXECUTE format('DROP POLICY removes ON outreach_%s', target);
    END LOOP;
    FOREACH target IN ARRAY ARRAY['suggestioncounter', 'suggestionstep', 'suggestionfile', 'suggestionunit',
                                  'suggestionextension', 'supervision', 'suggestionglance'] LOOP
        PERFORM registry_protect(('outreach_' || target)::regclass, 'owner_path', false, NULL);
        PERFORM registry_narrow(('outreach_' || target)::regclass);
        EXECUTE format('DROP POLICY removes ON outreach_%s', target);
    END LOOP;
    FOREACH target IN ARRAY ARRAY['suggestionterms', 'replytemplate'] LOOP
        PERFORM registry_protect(('outreach_' || target)::regclass, 'owner_path', false, NULL);
        PERFORM registry_narrow(('outreach_' || target)::regclass);
        PERFORM registry_share_down(('outreach_' || target)::regclass);
        PERFORM registry_anchor(('outreach_' || target)::regclass);
    END LOOP;
    FOREACH target IN ARRAY ARRAY['suggestionstep', 'suggestionword', 'suggestionfile', 'suggestionunit',
                                  'suggestionextension', 'supervision', 'suggestionglance'] LOOP
        PERFORM registry_same_owner(('outreach_' || target)::regclass, 'suggestion_id', 'outreach_suggestion');
    END LOOP;
    -- Steps and words are only ever added to; a file stays as it came.
    FOREACH target IN ARRAY ARRAY['suggestionstep', 'suggestionword', 'suggestionfile'] LOOP
        EXECUTE format('DROP POLICY changes ON outreach_%s', target);
    END LOOP;
END $$;
SELECT registry_anchor('outreach_suggestion');
SELECT registry_anchor('outreach_suggestioncounter');
-- Numbers are given, and suggestions come in, by the function below alone, or from the program itself.
CREATE POLICY from_the_program ON outreach_suggestion AS RESTRICTIVE FOR INSERT WITH CHECK (registry_role() = 'system');
CREATE POLICY from_the_program ON outreach_suggestioncounter AS RESTRICTIVE FOR INSERT
    WITH CHECK (registry_role() = 'system');
DROP POLICY changes ON outreach_suggestioncounter;
CREATE TRIGGER keep_count BEFORE UPDATE OF node_at_event ON outreach_suggestion FOR EACH ROW
    WHEN (OLD.node_at_event IS DISTINCT FROM NEW.node_at_event) EXECUTE FUNCTION registry_keep_count();

-- Who wrote what, under which number and code, never changes; what was given once is not given again.
CREATE FUNCTION outreach_keep_suggestion() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolbypassrls OR rolsuper)) THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'what was proposed stays as it came';
END $$;
CREATE TRIGGER keep_suggestion BEFORE UPDATE ON outreach_suggestion FOR EACH ROW
    WHEN ((OLD.content, OLD.proposer_name, OLD.proposer_phone, OLD.member_id, OLD.contact_id, OLD.may_publish,
           OLD.code_digest, OLD.year, OLD.submitted_at, OLD.collected_on, OLD.source)
          IS DISTINCT FROM
          (NEW.content, NEW.proposer_name, NEW.proposer_phone, NEW.member_id, NEW.contact_id, NEW.may_publish,
           NEW.code_digest, NEW.year, NEW.submitted_at, NEW.collected_on, NEW.source)
          OR (NEW.number, NEW.label) IS DISTINCT FROM (OLD.number, OLD.label))
    EXECUTE FUNCTION outreach_keep_suggestion();

-- A node as numbers name it: without 社区, 村, 街道 …; where another of the district would be called the same, as it is
-- called, and where that is not enough either, with the names above it.
CREATE FUNCTION outreach_place_name(wanted text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH named AS (
        SELECT o.path, o.name, coalesce(nullif(o.full_name, ''), o.name) AS whole,
            coalesce(nullif(regexp_replace(o.name, '(村民委员会|居民委员会|社区居委会|村委会|居委会|社区|街道|村|区)$', ''), ''),
                o.name) AS short
        FROM registry_organisation o WHERE left(o.path, 4) = left(wanted, 4)
    )
    SELECT CASE
        WHEN (SELECT count(*) FROM named n WHERE n.short = m.short) = 1 THEN m.short
        WHEN (SELECT count(*) FROM named n WHERE n.name = m.name) = 1 THEN m.name
        ELSE m.whole END
    FROM named m WHERE m.path = wanted
$$;

-- The next number of a node and year. The counter's row stays locked until the number is written or given up.
CREATE FUNCTION outreach_next_suggestion(path text, wanted_year integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    INSERT INTO outreach_suggestioncounter AS c (id, owner_path, year, last)
    VALUES (outreach_uuid7(), path, wanted_year, 1)
    ON CONFLICT (owner_path, year) DO UPDATE SET last = c.last + 1
    RETURNING last
$$;
REVOKE ALL ON FUNCTION outreach_next_suggestion(text, integer) FROM PUBLIC;

-- One suggestion comes in: from anybody by the public page (no scope at all), from a member by her link, from staff on
-- somebody's behalf. `facts` are plain columns. Whose it is, is checked here: a member writes for herself, a liaison for
-- whom she is assigned to, staff for members and nodes of theirs, nobody else for anybody. Where it went and under which
-- number; `fresh` is false where this key came before: then nothing is written. No row where nothing may be.
CREATE FUNCTION outreach_leave_suggestion(
    key uuid, node uuid, facts jsonb, words bytea, name bytea, phone bytea, pairs integer[], code bytea, at timestamptz,
    review_by date, most integer, since timestamptz
) RETURNS TABLE (path varchar, label varchar, fresh boolean)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    o registry_organisation;
    m registry_member;
    s outreach_suggestion;
    me constant uuid := registry_member();
    low constant text := nullif(current_setting('buduanxian.low', true), '');
    liaison constant boolean := nullif(current_setting('buduanxian.liaison', true), '') IS NOT NULL AND me IS NULL;
    who constant uuid := (facts ->> 'member')::uuid;
    doubtful constant text := coalesce(facts ->> 'suspicion', '');
BEGIN
    SELECT * INTO s FROM outreach_suggestion x WHERE x.id = key;
    IF s.id IS NOT NULL THEN
        RETURN QUERY SELECT s.owner_path, s.label, false
            WHERE s.code_digest = code;
        RETURN;
    END IF;
    IF who IS NOT NULL THEN
        SELECT * INTO m FROM registry_member x WHERE x.id = who AND (
            CASE WHEN me IS NOT NULL THEN x.id = me
                 WHEN liaison THEN EXISTS (SELECT 1 FROM registry_liaisonassignment a WHERE a.member_id = x.id
                    AND a.liaison_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid AND a.ended_on IS NULL)
                 ELSE registry_covers(x.owner_path) END);
    END IF;
    IF (who IS NOT NULL AND m.id IS NULL) OR (who IS NULL AND (me IS NOT NULL OR liaison)) THEN
        RETURN;
    END IF;
    SELECT * INTO o FROM registry_organisation x WHERE x.is_active AND
        CASE WHEN node IS NOT NULL THEN x.id = node AND x.kind IN ('district', 'street', 'community', 'village')
             ELSE x.path = m.owner_path END;
    -- Staff write for nodes of theirs; a member and her liaison for the one that holds her record, or any public one.
    IF o.id IS NULL OR (low IS NOT NULL AND me IS NULL AND NOT liaison AND NOT registry_covers(o.path)) THEN
        RETURN;
    END IF;
    IF octet_length(words) > 20000 OR (coalesce(facts ->> 'entered_label', '') = '' AND (SELECT count(*) FROM outreach_suggestion x
        WHERE x.node_at_event = o.path AND x.submitted_at >= since AND x.entered_label = '') >= most) THEN
        RETURN;
    END IF;
    s.year := extract(year FROM (facts ->> 'collected_on')::date);
    s.label := '';
    IF doubtful = '' THEN
        s.number := outreach_next_suggestion(o.path, s.year);
        s.label := concat_ws('-', 'JDZ', s.year, outreach_place_name(o.path), lpad(s.number::text,
            greatest(4, length(s.number::text)), '0'));
    END IF;
    INSERT INTO outreach_suggestion (
        id, owner_path, node_at_event, kind, state, state_at, version, year, number, label, place_label, source,
        collected_on, category, title, content, grams, proposer_name, proposer_phone, proposer_kind, member_id, contact_id,
        may_publish, notice, code_digest, suspicion, submitted_at, entered_by_id, entered_label, on_list, complexity,
        lead_label, handler_name, stage_due_on, extensions, outcome, feedback_way, rating, reopened, result, remark,
        split_from, touched_at, published_label, public_title, public_text, public_result)
    VALUES (
        key, o.path, o.path, 'idea', 'received', at, 1, s.year, s.number, s.label,
        coalesce(nullif(o.full_name, ''), o.name), facts ->> 'source', (facts ->> 'collected_on')::date,
        facts ->> 'category', facts ->> 'title', words, pairs, name, phone,
        CASE WHEN m.id IS NOT NULL THEN m.direction ELSE coalesce(facts ->> 'proposer_kind', 'other') END, m.id,
        (facts ->> 'contact')::uuid, coalesce((facts ->> 'may_publish')::boolean, false), coalesce(facts ->> 'notice', ''),
        code, doubtful, at, nullif(current_setting('buduanxian.user_id', true), '')::uuid,
        coalesce(facts ->> 'entered_label', ''), false, '', '', '', review_by, 0, '', '', '', false, '', '',
        (facts ->> 'split_from')::uuid, at, '', '', '', '');
    INSERT INTO outreach_suggestionstep (id, owner_path, suggestion_id, seq, move, before, after, why, due_on, at, label)
    VALUES (outreach_uuid7(), o.path, key, 1, 'receive', '', 'received', '', review_by, at,
        coalesce(facts ->> 'entered_label', ''));
    RETURN QUERY SELECT o.path, s.label, true;
EXCEPTION WHEN unique_violation THEN
    -- The same key at the same moment: whoever was first has written it.
    RETURN QUERY SELECT x.owner_path, x.label, false FROM outreach_suggestion x
        WHERE x.id = key AND x.code_digest = code;
END $$;

-- A photograph of what was just left, by whoever has its code.
CREATE FUNCTION outreach_attach_suggestion(
    code bytea, key uuid, called text, kind text, bytes integer, sha text, sealed bytea, at timestamptz, most integer
) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    s outreach_suggestion;
BEGIN
    SELECT * INTO s FROM outreach_suggestion x WHERE x.code_digest = code AND x.state = 'received' FOR NO KEY UPDATE;
    IF s.id IS NULL OR (SELECT count(*) FROM outreach_suggestionfile f WHERE f.suggestion_id = s.id) >= most THEN
        RETURN false;
    END IF;
    INSERT INTO outreach_suggestionfile (id, owner_path, suggestion_id, name, media_type, size, digest, data,
        from_proposer, added_at, added_label)
    VALUES (key, s.owner_path, s.id, called, kind, bytes, sha, sealed, true, at, '')
    ON CONFLICT (id) DO NOTHING;
    RETURN FOUND;
END $$;

-- A suspect one is genuine after all: it gets its number now. For staff over it.
CREATE FUNCTION outreach_number_suggestion(wanted uuid) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    s outreach_suggestion;
BEGIN
    SELECT * INTO s FROM outreach_suggestion x WHERE x.id = wanted AND registry_covers(x.owner_path) FOR NO KEY UPDATE;
    IF s.id IS NULL OR s.number IS NOT NULL THEN
        RETURN s.label;
    END IF;
    s.number := outreach_next_suggestion(s.node_at_event, s.year);
    s.label := concat_ws('-', 'JDZ', s.year, outreach_place_name(s.node_at_event), lpad(s.number::text,
        greatest(4, length(s.number::text)), '0'));
    UPDATE outreach_suggestion SET number = s.number, label = s.label, suspicion = '' WHERE id = s.id;
    RETURN s.label;
END $$;

-- It changes hands: both nodes must be the caller's. What belongs to it goes along (ON UPDATE CASCADE).
CREATE FUNCTION outreach_hand_suggestion(wanted uuid, target text) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH handed AS (
        UPDATE outreach_suggestion SET owner_path = target
        WHERE id = wanted AND registry_covers(owner_path) AND registry_covers(target)
          AND EXISTS (SELECT 1 FROM registry_organisation o WHERE o.path = target AND o.is_active) RETURNING 1)
    SELECT EXISTS (SELECT FROM handed)
$$;

-- What whoever has the code may know of it; of a merged one, how the one stands that it was merged into.
CREATE FUNCTION outreach_suggestion_by_code(code bytea) RETURNS TABLE (
    id uuid, owner_path varchar, label varchar, title varchar, words bytea, category varchar, place varchar,
    submitted_at timestamptz, state varchar, state_at timestamptz, unit varchar, due_on date, stage_due_on date,
    outcome varchar, rating varchar, reopened boolean, closed_at timestamptz, into_id uuid, into_label varchar,
    doubtful boolean, version integer)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.id, s.owner_path, s.label, s.title, s.content, s.category, s.place_label, s.submitted_at,
        coalesce(t.state, s.state), coalesce(t.state_at, s.state_at), coalesce(t.lead_label, s.lead_label),
        coalesce(t.due_on, s.due_on), coalesce(t.stage_due_on, s.stage_due_on), coalesce(t.outcome, s.outcome), s.rating,
        s.reopened, s.closed_at, t.id, coalesce(t.label, ''), s.suspicion <> '', s.version
    FROM outreach_suggestion s LEFT JOIN outreach_suggestion t ON t.id = s.merged_into AND s.state = 'merged'
    WHERE s.code_digest = code
$$;
CREATE FUNCTION outreach_suggestion_told(code bytea) RETURNS TABLE (
    id uuid, kind varchar, words bytea, at timestamptz, label varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.id, w.kind, w.text, w.at, w.label
    FROM outreach_suggestion s JOIN outreach_suggestionword w ON w.suggestion_id = s.id
        OR (s.state = 'merged' AND w.suggestion_id = s.merged_into AND w.kind = 'answer')
    WHERE s.code_digest = code AND w.kind IN ('reply', 'answer', 'word')
    ORDER BY w.at, w.id
$$;

-- She adds a word, as long as it is open; whose it was, for the trail.
CREATE FUNCTION outreach_add_word(code bytea, key uuid, sealed bytea, at_ timestamptz, most integer) RETURNS TABLE (
    id uuid, owner_path varchar)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    s outreach_suggestion;
BEGIN
    SELECT * INTO s FROM outreach_suggestion x WHERE x.code_digest = code FOR NO KEY UPDATE;
    IF s.id IS NULL OR s.state IN ('rejected', 'merged', 'closed') OR octet_length(sealed) > 8000
        OR (SELECT count(*) FROM outreach_suggestionword w WHERE w.suggestion_id = s.id AND w.kind = 'word') >= most THEN
        RETURN;
    END IF;
    INSERT INTO outreach_suggestionword (id, owner_path, suggestion_id, member_id, kind, text, at, label)
    VALUES (key, s.owner_path, s.id, s.member_id, 'word', sealed, at_, '') ON CONFLICT ON CONSTRAINT outreach_suggestionword_pkey DO NOTHING;
    UPDATE outreach_suggestion x SET touched_at = at_ WHERE x.id = s.id;
    RETURN QUERY SELECT s.id, s.owner_path;
END $$;

-- The moves that are hers: the answer reached her, she rates it, she has it reopened once. From where they lead stands in
-- the program's table, which is handed in; what each changes stands here. NULL where it can't be now.
CREATE FUNCTION outreach_step_by_code(
    code bytea, step text, froms text[], target text, stage_by date, work_by date, said text, why_ text, at_ timestamptz
) RETURNS TABLE (id uuid, owner_path varchar)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    s outreach_suggestion;
BEGIN
    SELECT * INTO s FROM outreach_suggestion x WHERE x.code_digest = code FOR NO KEY UPDATE;
    IF s.id IS NULL OR NOT (s.state = ANY (froms)) OR step NOT IN ('feed_back', 'rate', 'reopen')
        OR (step = 'reopen' AND (s.reopened OR s.rating <> 'not'))
        OR (step = 'rate' AND said NOT IN ('content', 'fairly', 'not')) THEN
        RETURN;
    END IF;
    UPDATE outreach_suggestion x SET
        state = target, state_at = at_, touched_at = at_, version = x.version + 1, stage_due_on = stage_by,
        feedback_way = CASE WHEN x.feedback_way = '' AND step IN ('feed_back', 'rate') THEN 'online' ELSE x.feedback_way END,
        fed_back_at = CASE WHEN step IN ('feed_back', 'rate') THEN coalesce(x.fed_back_at, at_) ELSE x.fed_back_at END,
        rating = CASE WHEN step = 'rate' THEN said ELSE x.rating END,
        rated_at = CASE WHEN step = 'rate' THEN at_ ELSE x.rated_at END,
        reopened = x.reopened OR step = 'reopen',
        due_on = CASE WHEN step = 'reopen' THEN work_by ELSE x.due_on END
    WHERE x.id = s.id;
    INSERT INTO outreach_suggestionstep (id, owner_path, suggestion_id, seq, move, before, after, why, due_on, at, label)
    SELECT outreach_uuid7(), s.owner_path, s.id, max(p.seq) + 1, step, s.state, target, why_, stage_by, at_, '本人'
    FROM outreach_suggestionstep p WHERE p.suggestion_id = s.id;
    RETURN QUERY SELECT s.id, s.owner_path;
END $$;

-- The places that the public page offers: what every map shows.
CREATE FUNCTION outreach_suggest_places() RETURNS TABLE (
    id uuid, code varchar, name varchar, kind varchar, parent varchar, path varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT o.id, o.code, o.name, o.kind, coalesce(p.name, ''), o.path
    FROM registry_organisation o LEFT JOIN registry_organisation p ON p.id = o.parent_id
    WHERE o.is_active AND o.kind IN ('district', 'street', 'community', 'village') ORDER BY o.path
$$;

-- What is public: in the words that staff made public, with the state and nothing else.
CREATE FUNCTION outreach_published(about text, low text, before timestamptz, most integer) RETURNS TABLE (
    id uuid, label varchar, title varchar, words varchar, result varchar, category varchar, place varchar, state varchar,
    outcome varchar, unit varchar, collected_on date, published_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.id, s.label, s.public_title, s.public_text, s.public_result, s.category, s.place_label, s.state, s.outcome,
        s.lead_label, s.collected_on, s.published_at
    FROM outreach_suggestion s
    WHERE s.published_at IS NOT NULL AND s.published_at < before AND s.kind = 'idea' AND s.may_publish
      AND (about = '' OR s.category = about) AND (low = '' OR s.node_at_event ^@ low)
    ORDER BY s.published_at DESC, s.id DESC LIMIT most
$$;

-- Published ones that share pairs of characters with what somebody is writing, the nearest first (Jaccard's measure).
CREATE FUNCTION outreach_published_alike(pairs integer[], most integer) RETURNS TABLE (
    id uuid, label varchar, title varchar, result varchar, place varchar, state varchar, likeness real)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT found.id, found.label, found.public_title, found.public_result, found.place_label, found.state, found.likeness
    FROM (
        SELECT s.*, (shared.n::real / (cardinality(s.grams) + cardinality(pairs) - shared.n)) AS likeness
        FROM outreach_suggestion s,
            LATERAL (SELECT count(*) AS n FROM unnest(s.grams) g WHERE g = ANY (pairs)) shared
        WHERE s.grams && pairs AND s.published_at IS NOT NULL AND s.kind = 'idea' AND s.may_publish
    ) found
    WHERE found.likeness >= 0.1 ORDER BY found.likeness DESC, found.id LIMIT least(most, 10)
$$;

-- A member's own, wherever they lie by now.
CREATE FUNCTION outreach_my_suggestions() RETURNS TABLE (
    id uuid, label varchar, title varchar, category varchar, submitted_at timestamptz, state varchar, unit varchar,
    due_on date, outcome varchar, rating varchar, reopened boolean, answer_id uuid, answer bytea, answered_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.id, s.label, s.title, s.category, s.submitted_at, s.state, s.lead_label, s.due_on, s.outcome, s.rating,
        s.reopened, w.id, w.text, w.at
    FROM outreach_suggestion s LEFT JOIN LATERAL (
        SELECT x.id, x.text, x.at FROM outreach_suggestionword x
        WHERE x.suggestion_id = s.id AND x.kind = 'answer' ORDER BY x.at DESC, x.id DESC LIMIT 1) w ON true
    WHERE s.member_id = registry_member() ORDER BY s.id DESC LIMIT 50
$$;
