-- Members among `wanted` that rows of any table refer to, other than their own movements and links. The tables are
-- found in the catalogue, so that one added later protects its members too. It sees what its caller sees: everything
-- when registry_undo_created asks, the own scope when anybody else does.
CREATE FUNCTION registry_referring(wanted uuid[]) RETURNS TABLE (member_id uuid)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp
AS $$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT DISTINCT c.conrelid::regclass AS child, a.attname AS col
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = 'registry_member'::regclass
          AND c.conrelid NOT IN ('registry_movement'::regclass, 'registry_memberlink'::regclass)
    LOOP
        RETURN QUERY EXECUTE format('SELECT t.%1$I FROM %2$s t WHERE t.%1$I = ANY ($1)', item.col, item.child) USING wanted;
    END LOOP;
    RETURN QUERY SELECT f.member_id FROM registry_canvassfind f WHERE f.member_id = ANY (wanted);
END $$;

-- Remove members that the intake made and nobody has touched since (never saved again, nothing hangs on them), with
-- their movements and links; returns the keys of those that are gone. Scope and stage are checked here.
CREATE FUNCTION registry_undo_created(wanted_intake uuid, wanted uuid[]) RETURNS TABLE (id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    gone uuid[];
BEGIN
    PERFORM 1 FROM registry_intake i
    WHERE i.id = wanted_intake AND i.state = 'undoing' AND registry_covers(i.owner_path);
    IF NOT FOUND THEN
        RAISE insufficient_privilege USING MESSAGE = 'intake is out of scope or not being undone';
    END IF;
    PERFORM 1 FROM registry_member m WHERE m.id = ANY (wanted) ORDER BY m.id FOR UPDATE;
    SELECT array_agg(m.id) INTO gone FROM registry_member m
    WHERE m.id = ANY (wanted) AND m.intake_id = wanted_intake AND registry_covers(m.owner_path)
      AND m.updated_at = m.created_at AND m.is_open
      AND m.version = 1 + (SELECT count(*) FROM registry_movement v WHERE v.member_id = m.id)
      AND NOT EXISTS (SELECT 1 FROM registry_referring(wanted) r WHERE r.member_id = m.id);
    DELETE FROM registry_memberlink l WHERE l.member_id = ANY (gone) OR l.other_id = ANY (gone);
    DELETE FROM registry_movement v WHERE v.member_id = ANY (gone);
    DELETE FROM registry_member m WHERE m.id = ANY (gone);
    RETURN QUERY SELECT unnest(gone);
END $$;

-- The same answer as before, one index look-up for each number whatever the planner knows of the table: while a
-- roster is being written its statistics lag behind, and a scan for each block would make the work grow by the square.
CREATE OR REPLACE FUNCTION registry_open_among(wanted bytea[], flow text) RETURNS TABLE (id_index bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off SET jit = off
AS $$
    SELECT w.number FROM unnest(wanted) AS w (number)
    WHERE registry_covers(current_setting('buduanxian.low', true))
      AND EXISTS (SELECT 1 FROM registry_member m WHERE m.id_index = w.number AND m.direction = flow AND m.is_open)
$$;

-- While a roster is being written the planner's picture of the table grows old within seconds, and with it the plan
-- that finds people again: it would walk the whole scope for each of them.
CREATE FUNCTION registry_refresh_statistics() RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    ANALYZE registry_member (owner_path, direction, is_open, id_index, phone_index, lead_index, name_key, intake_id);
END $$;
