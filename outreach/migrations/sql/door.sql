-- The code on the wall, asked before anybody's scope: an activity as long as it may be signed in at, by its code alone.
CREATE FUNCTION outreach_door(code text, at timestamptz) RETURNS TABLE (
    id uuid, title varchar, starts_at timestamptz, ends_at timestamptz, place text, host_label varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT a.id, a.title, a.starts_at, a.ends_at, concat_ws(' ', v.name, nullif(a.place, '')), a.host_label
    FROM outreach_activity a LEFT JOIN outreach_venue v ON v.id = a.venue_id
    WHERE a.door_code = code AND a.state IN ('planned', 'held')
      AND at BETWEEN a.starts_at - interval '60 minutes' AND a.ends_at + interval '30 minutes'
$$;

-- Who stands at the door: the one open record below the activity's node with that name and end of the phone number.
CREATE FUNCTION outreach_at_door(wanted uuid, called text, tail bytea) RETURNS TABLE (id uuid, owner_path varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT m.id, m.owner_path FROM registry_member m JOIN outreach_activity a ON a.id = wanted
    WHERE m.phone_tail_index = tail AND m.name = called AND m.is_open AND m.merged_into_id IS NULL
      AND m.owner_path >= a.owner_path AND m.owner_path < a.owner_path || '~'
    LIMIT 2
$$;

-- The member of this scope is here. 'present' or 'late', or 'unknown' away from the activity; a second time changes nothing.
CREATE FUNCTION outreach_check_in(wanted uuid, at timestamptz, late_after interval) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    a outreach_activity;
    home text;
    sign text;
BEGIN
    SELECT m.owner_path INTO home FROM registry_member m WHERE m.id = registry_member() AND m.is_open;
    SELECT * INTO a FROM outreach_activity WHERE id = wanted AND home ^@ owner_path AND state IN ('planned', 'held')
        AND at BETWEEN starts_at - interval '60 minutes' AND ends_at + interval '30 minutes';
    IF a.id IS NULL THEN
        RETURN 'unknown';
    END IF;
    sign := CASE WHEN at > a.starts_at + late_after THEN 'late' ELSE 'present' END;
    INSERT INTO outreach_participation AS t (id, owner_path, node_at_event, member_id, activity_id, answer, answered_via,
        attendance, attendance_role, attended_at, attended_via, attended_label)
    VALUES (outreach_uuid7(), home, home, registry_member(), wanted, 'none', '', sign, a.member_role, at, 'door', '')
    ON CONFLICT (activity_id, member_id) DO UPDATE SET attendance = sign, attended_at = at, attended_via = 'door'
    WHERE t.attendance NOT IN ('present', 'late');
    SELECT attendance INTO sign FROM outreach_participation WHERE activity_id = wanted AND member_id = registry_member();
    RETURN sign;
END $$;
