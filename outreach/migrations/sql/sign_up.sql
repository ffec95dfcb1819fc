-- Signing up for an activity: whoever asks sees his own row alone, and yet no place may be given twice. So the activity's
-- row is locked, and counted behind everybody's walls. For staff over the record, and for the member herself.

-- Give free places to those who wait, first come first. To be called with the activity's row locked.
CREATE FUNCTION outreach_fill_places(wanted uuid, at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    moved integer;
BEGIN
    UPDATE outreach_participation SET answer = 'coming', promoted_at = at
    WHERE id IN (
        SELECT p.id FROM outreach_participation p WHERE p.activity_id = wanted AND p.answer = 'waiting'
        ORDER BY p.place_no
        LIMIT (SELECT greatest(a.capacity - (SELECT count(*) FROM outreach_participation c
                                             WHERE c.activity_id = wanted AND c.answer = 'coming'), 0)
               FROM outreach_activity a WHERE a.id = wanted AND a.capacity IS NOT NULL));
    GET DIAGNOSTICS moved = ROW_COUNT;
    RETURN moved;
END $$;
REVOKE ALL ON FUNCTION outreach_fill_places(uuid, timestamptz) FROM PUBLIC;

-- Staff of the activity's node gave it more places.
CREATE FUNCTION outreach_more_places(wanted uuid, at timestamptz) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM 1 FROM outreach_activity a
    WHERE a.id = wanted AND a.state = 'planned' AND a.starts_at > at AND registry_covers(a.owner_path)
    FOR NO KEY UPDATE;
    IF NOT FOUND THEN
        RETURN 0;
    END IF;
    RETURN outreach_fill_places(wanted, at);
END $$;

-- What becomes of it: the answer as it now stands, or 'unknown' (no such activity for this member), 'over', 'late'.
CREATE FUNCTION outreach_sign_up(wanted uuid, who uuid, coming boolean, at timestamptz, way text) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    a outreach_activity;
    p outreach_participation;
    home text;
    said text;
BEGIN
    SELECT m.owner_path INTO home FROM registry_member m
    WHERE m.id = who AND m.is_open AND m.merged_into_id IS NULL
      AND (m.id = registry_member() OR (registry_member() IS NULL AND registry_covers(m.owner_path)));
    IF home IS NULL THEN
        RETURN 'unknown';
    END IF;
    SELECT * INTO a FROM outreach_activity WHERE id = wanted AND home ^@ owner_path FOR NO KEY UPDATE;
    SELECT * INTO p FROM outreach_participation WHERE activity_id = wanted AND member_id = who;
    IF a.id IS NULL OR (p.id IS NULL AND NOT a.open_to_all AND registry_member() IS NOT NULL) THEN
        RETURN 'unknown';
    END IF;
    IF a.state <> 'planned' OR at >= a.starts_at THEN
        RETURN 'over';
    END IF;
    IF coming AND p.answer IN ('coming', 'waiting') OR NOT coming AND p.answer IN ('declined', 'withdrawn') THEN
        RETURN p.answer;
    END IF;
    IF coming AND at >= coalesce(a.sign_up_until, a.starts_at) THEN
        RETURN 'late';
    END IF;
    said := CASE WHEN coming THEN 'waiting' WHEN p.answer IN ('coming', 'waiting') THEN 'withdrawn' ELSE 'declined' END;
    INSERT INTO outreach_participation AS t (id, owner_path, node_at_event, member_id, activity_id, answer, answered_at,
        answered_via, place_no, attendance, attendance_role, attended_via, attended_label)
    VALUES (outreach_uuid7(), home, home, who, wanted, said, at, way,
        (SELECT coalesce(max(q.place_no), 0) + 1 FROM outreach_participation q WHERE q.activity_id = wanted),
        '', a.member_role, '', '')
    ON CONFLICT (activity_id, member_id) DO UPDATE
    SET answer = EXCLUDED.answer, answered_at = at, answered_via = way, place_no = EXCLUDED.place_no, promoted_at = NULL;
    PERFORM outreach_fill_places(wanted, at);
    UPDATE outreach_participation t SET promoted_at = NULL
    WHERE t.activity_id = wanted AND t.member_id = who RETURNING t.answer INTO said;
    RETURN said;
END $$;

-- What a member who came by a personal link may know of activities: those she was asked to, and those open to all below
-- the node that announces them. Numbers of others, never who they are.
CREATE FUNCTION outreach_offers(wanted uuid, since timestamptz) RETURNS TABLE (
    id uuid, kind varchar, title varchar, starts_at timestamptz, ends_at timestamptz, place text, host_label varchar,
    joint_hosts varchar, speaker varchar, content text, capacity integer, sign_up_until timestamptz, state varchar,
    state_reason varchar, taken bigint, answer varchar, ahead bigint, attendance varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.kind, a.title, a.starts_at, a.ends_at, concat_ws(' ', v.name, v.address, nullif(a.place, '')),
        a.host_label, a.joint_hosts, a.speaker, a.content, a.capacity, a.sign_up_until, a.state, a.state_reason,
        (SELECT count(*) FROM outreach_participation c WHERE c.activity_id = a.id AND c.answer = 'coming'),
        coalesce(p.answer, 'none'),
        (SELECT count(*) FROM outreach_participation c WHERE c.activity_id = a.id AND c.answer = 'waiting'
            AND p.answer = 'waiting' AND c.place_no < p.place_no),
        coalesce(p.attendance, '')
    FROM registry_member m
    JOIN outreach_activity a ON a.owner_path IN (
        SELECT left(m.owner_path, n) FROM generate_series(4, length(m.owner_path), 4) n)
    LEFT JOIN outreach_venue v ON v.id = a.venue_id
    LEFT JOIN outreach_participation p ON p.activity_id = a.id AND p.member_id = m.id
    WHERE m.id = registry_member() AND m.is_open AND (p.id IS NOT NULL OR a.open_to_all)
      AND (wanted IS NULL OR a.id = wanted) AND a.ends_at > since
    ORDER BY a.starts_at, a.id
$$;
