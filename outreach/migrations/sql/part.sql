-- What members take part in. Rows of one member follow her record; they end or are voided, none is removed, and
-- each stays counted where it happened.
DO $$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['pioneerpost', 'councilseat', 'volunteerservice', 'partnote', 'wishclaim', 'wishevidence'] LOOP
        PERFORM registry_protect(('outreach_' || target)::regclass, 'owner_path', false, 'member_id');
        PERFORM registry_same_owner(('outreach_' || target)::regclass, 'member_id', 'registry_member');
        PERFORM registry_narrow(('outreach_' || target)::regclass, 'member_id');
        EXECUTE format('DROP POLICY removes ON outreach_%s', target);
    END LOOP;
    FOREACH target IN ARRAY ARRAY['microwish', 'wishstep'] LOOP
        PERFORM registry_protect(('outreach_' || target)::regclass, 'owner_path', false, NULL);
        PERFORM registry_narrow(('outreach_' || target)::regclass);
        EXECUTE format('DROP POLICY removes ON outreach_%s', target);
    END LOOP;
    FOREACH target IN ARRAY ARRAY['pioneerpost', 'councilseat', 'volunteerservice', 'partnote', 'microwish'] LOOP
        EXECUTE format('CREATE TRIGGER keep_count BEFORE UPDATE OF node_at_event ON outreach_%s FOR EACH ROW'
            ' WHEN (OLD.node_at_event IS DISTINCT FROM NEW.node_at_event) EXECUTE FUNCTION registry_keep_count()', target);
    END LOOP;
END $$;
SELECT registry_anchor('outreach_microwish');
SELECT registry_same_owner('outreach_wishstep', 'wish_id', 'outreach_microwish');
SELECT registry_same_owner('outreach_partnote', 'post_id', 'outreach_pioneerpost');
SELECT registry_same_owner('outreach_partnote', 'seat_id', 'outreach_councilseat');
SELECT registry_same_owner('outreach_volunteerservice', 'participation_id', 'outreach_participation');
SELECT registry_same_owner('outreach_wishevidence', 'claim_id', 'outreach_wishclaim');
-- What was done to a wish is only ever added to; a claim changes by the functions below alone.
DROP POLICY changes ON outreach_wishstep;
DROP POLICY changes ON outreach_wishclaim;
DROP POLICY changes ON outreach_wishevidence;
CREATE POLICY counted_at_home ON outreach_pioneerpost AS RESTRICTIVE FOR INSERT WITH CHECK (node_at_event = owner_path);
CREATE POLICY counted_at_home ON outreach_councilseat AS RESTRICTIVE FOR INSERT WITH CHECK (node_at_event = owner_path);
CREATE POLICY counted_at_home ON outreach_partnote AS RESTRICTIVE FOR INSERT WITH CHECK (node_at_event = owner_path);
-- What comes from an activity's list is counted where that row is.
CREATE POLICY counted_at_home ON outreach_volunteerservice AS RESTRICTIVE FOR INSERT
    WITH CHECK (node_at_event = owner_path OR participation_id IS NOT NULL);

-- She adds evidence to what she has claimed and not yet fulfilled.
SELECT registry_let_member_add('outreach_wishevidence');
CREATE POLICY member_shows ON outreach_wishevidence AS RESTRICTIVE FOR INSERT WITH CHECK (
    (SELECT registry_member()) IS NULL
    OR claim_id IN (SELECT c.id FROM outreach_wishclaim c
        WHERE c.member_id = registry_member() AND c.ended_at IS NULL AND c.fulfilled_on IS NULL));

-- What a member who came by a personal link may know of wishes: those that hang on the wall of her node and of those above
-- it. Never who wishes: neither name nor phone leaves this function.
CREATE FUNCTION outreach_wishes() RETURNS TABLE (
    id uuid, label text, category varchar, shown_as varchar, kind varchar, content varchar, community varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT w.id, w.year || '-' || lpad(w.number::text, greatest(3, length(w.number::text)), '0'), w.category,
        CASE WHEN w.category = 'child' THEN '' ELSE w.shown_as END, w.kind, w.content, w.community
    FROM registry_member m
    JOIN outreach_microwish w ON w.owner_path IN (
        SELECT left(m.owner_path, n) FROM generate_series(4, length(m.owner_path), 4) n)
    WHERE m.id = registry_member() AND m.is_open AND w.state = 'published'
    ORDER BY w.collected_on, w.id LIMIT 50
$$;

-- A member claims a wish of her node or of one above it: by herself, or staff over her record for her. Two at once queue
-- for the wish's row; the second finds it taken. What becomes of it: 'claimed', 'taken', or 'unknown'.
CREATE FUNCTION outreach_claim_wish(wanted uuid, who uuid, at timestamptz, day date, way text, said_by text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    w outreach_microwish;
    home text;
BEGIN
    SELECT m.owner_path INTO home FROM registry_member m
    WHERE m.id = who AND m.is_open AND m.merged_into_id IS NULL
      AND (m.id = registry_member() OR (registry_member() IS NULL AND registry_covers(m.owner_path)));
    IF home IS NULL THEN
        RETURN 'unknown';
    END IF;
    SELECT * INTO w FROM outreach_microwish WHERE id = wanted AND home ^@ owner_path FOR NO KEY UPDATE;
    IF w.id IS NULL OR w.state IN ('collected', 'verified', 'refused', 'withdrawn') THEN
        RETURN 'unknown';
    END IF;
    IF w.state <> 'published' THEN
        RETURN CASE WHEN EXISTS (SELECT 1 FROM outreach_wishclaim c
            WHERE c.wish_id = w.id AND c.member_id = who AND c.ended_at IS NULL) THEN 'claimed' ELSE 'taken' END;
    END IF;
    INSERT INTO outreach_wishclaim (id, owner_path, node_at_event, member_id, wish_id, title, claimed_on, claimed_at,
        claimed_via, satisfaction, end_reason)
    VALUES (outreach_uuid7(), home, home, who, wanted, w.year || '-' || lpad(w.number::text, greatest(3, length(w.number::text)), '0')
        || ' ' || w.content, day, at, way, '', '');
    UPDATE outreach_microwish SET state = 'claimed', state_at = at, version = version + 1 WHERE id = w.id;
    INSERT INTO outreach_wishstep (id, owner_path, wish_id, kind, note, at, label)
    VALUES (outreach_uuid7(), w.owner_path, w.id, 'claim', '', at, said_by);
    RETURN 'claimed';
END $$;

-- The steps of a claimed wish, for staff over the wish; that it is fulfilled may be said by her who claimed it. The claim
-- may lie in another organisation by now, hence a function. What it now stands at, or 'unknown', or 'state'.
CREATE FUNCTION outreach_step_wish(wanted uuid, step text, at timestamptz, day date, said text, said_by text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    w outreach_microwish;
    c outreach_wishclaim;
    state_after text;
BEGIN
    SELECT * INTO w FROM outreach_microwish WHERE id = wanted FOR NO KEY UPDATE;
    SELECT * INTO c FROM outreach_wishclaim WHERE wish_id = wanted AND ended_at IS NULL;
    IF w.id IS NULL OR c.id IS NULL OR NOT (
        CASE WHEN registry_member() IS NULL THEN registry_covers(w.owner_path)
             ELSE step = 'fulfil' AND c.member_id = registry_member() END) THEN
        RETURN 'unknown';
    END IF;
    state_after := CASE
        WHEN step = 'confirm' AND w.state = 'claimed' THEN 'confirmed'
        WHEN step = 'release' AND w.state IN ('claimed', 'confirmed') THEN 'published'
        WHEN step = 'fulfil' AND w.state = 'confirmed' THEN 'fulfilled'
        WHEN step = 'redo' AND w.state = 'fulfilled' THEN 'confirmed'
        WHEN step = 'visit' AND w.state = 'fulfilled' THEN 'visited' END;
    IF state_after IS NULL THEN
        RETURN 'state';
    END IF;
    UPDATE outreach_wishclaim SET
        confirmed_at = CASE WHEN step = 'confirm' THEN at ELSE confirmed_at END,
        due_on = CASE WHEN step IN ('confirm', 'redo') THEN coalesce(day, due_on) ELSE due_on END,
        fulfilled_on = CASE step WHEN 'fulfil' THEN day WHEN 'redo' THEN NULL ELSE fulfilled_on END,
        visited_at = CASE WHEN step = 'visit' THEN at ELSE visited_at END,
        satisfaction = CASE WHEN step = 'visit' THEN split_part(said, ' ', 1) ELSE satisfaction END,
        ended_at = CASE WHEN step = 'release' THEN at END,
        end_reason = CASE WHEN step = 'release' THEN left(said, 200) ELSE '' END
    WHERE id = c.id;
    UPDATE outreach_microwish SET state = state_after, state_at = at, version = version + 1 WHERE id = w.id;
    INSERT INTO outreach_wishstep (id, owner_path, wish_id, kind, note, at, label)
    VALUES (outreach_uuid7(), w.owner_path, w.id, step,
        CASE WHEN step = 'visit' THEN substr(said, strpos(said, ' ') + 1) ELSE said END, at, said_by);
    RETURN state_after;
END $$;
