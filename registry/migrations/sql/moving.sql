-- Moving a node to another superior, with everything below it and every row that carries its path.

-- A row without a parent of its own is tied to the tree by its path. With the same-owner keys this ties every scoped
-- row to the tree (a system check reads it from the catalogue): rows follow when a path changes, and none is written to
-- a path that is gone.
CREATE FUNCTION registry_anchor(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (owner_path) REFERENCES registry_organisation (path)'
        ' ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED', target, target::text || '_anchored');
END $$;
SELECT registry_anchor('registry_user');
SELECT registry_anchor('registry_headermapping');
SELECT registry_anchor('registry_savedfilter');
SELECT registry_anchor('registry_site');
SELECT registry_anchor('registry_canvass');
SELECT registry_anchor('registry_duplicatepair');
-- A request may be without a member.
SELECT registry_anchor('registry_moverequest');

-- What a move would take along: nodes, records in custody, accounts at work there, rosters under way.
-- For those who may edit the tree; numbers only, and only of the caller's own office.
CREATE FUNCTION registry_moving_with(wanted uuid, day date)
RETURNS TABLE (nodes bigint, members bigint, accounts bigint, intakes bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT (SELECT count(*) FROM registry_organisation n WHERE n.path >= o.path AND n.path < o.path || '~'),
           (SELECT count(*) FROM registry_member m
            WHERE m.owner_path >= o.path AND m.owner_path < o.path || '~' AND m.is_open),
           (SELECT count(DISTINCT p.user_id) FROM registry_posting p
            WHERE p.owner_path >= o.path AND p.owner_path < o.path || '~'
              AND p.starts_on <= day AND (p.ends_on IS NULL OR p.ends_on >= day)),
           (SELECT count(*) FROM registry_intake i
            WHERE (starts_with(i.owner_path, o.path) OR starts_with(o.path, i.owner_path))
              AND i.state IN ('reading', 'checking', 'apply_queued', 'applying', 'undo_queued', 'undoing'))
    FROM registry_organisation o
    WHERE o.id = wanted AND registry_role() IN ('district', 'street', 'system_admin', 'system')
      AND o.path >= nullif(current_setting('buduanxian.office_low', true), '')
      AND o.path < nullif(current_setting('buduanxian.office_high', true), '')
$$;

-- Whether the caller stands above the node at `wanted` (a district above itself too) and may edit the tree.
CREATE FUNCTION registry_superior_of(wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(registry_role() IN ('district', 'street', 'system_admin', 'system')
       AND starts_with(wanted, root) AND (wanted <> root OR length(root) = 4), false)
    FROM nullif(current_setting('buduanxian.office_low', true), '') AS root
$$;

-- The nearest node over two others of a district.
CREATE FUNCTION registry_nearest(one text, other text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT left(one, 4 * n) FROM generate_series(least(length(one), length(other)) / 4, 1, -1) AS n
    WHERE left(one, 4 * n) = left(other, 4 * n) LIMIT 1
$$;

-- The move itself; nowhere else does a node's path change. Rights, cycles, districts and closed nodes are checked here.
-- What happened keeps the node at which it happened (node_at_event), and so does the trail. Each record in custody gets
-- a movement of this day, so that it is counted under the old superior before and under the new one from now on.
CREATE FUNCTION registry_move_organisation(
    wanted uuid, above uuid, segment text, who uuid, label text, moment timestamptz, day date, said text
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp SET lock_timeout = '5s'
AS $$
DECLARE
    node registry_organisation;
    old_parent registry_organisation;
    new_parent registry_organisation;
    old_path text;
    new_path text;
    old_name text;
    new_name text;
    item record;
BEGIN
    -- One move at a time in a district: two of them could make a circle.
    PERFORM pg_advisory_xact_lock(hashtextextended('tree-move|' || left(path, 4), 0))
    FROM registry_organisation WHERE id = wanted;
    SELECT * INTO STRICT node FROM registry_organisation WHERE id = wanted FOR UPDATE;
    SELECT * INTO STRICT old_parent FROM registry_organisation WHERE id = node.parent_id FOR UPDATE;
    SELECT * INTO STRICT new_parent FROM registry_organisation WHERE id = above FOR UPDATE;
    old_path := node.path;
    new_path := new_parent.path || segment;
    IF NOT (registry_superior_of(old_parent.path) AND registry_superior_of(new_parent.path)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a superior of both the old and the new parent moves a node';
    END IF;
    IF left(old_path, 4) <> left(new_path, 4) OR starts_with(new_parent.path, old_path) OR new_parent.id = old_parent.id
            OR NOT (node.is_active AND new_parent.is_active) THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'a node moves within its district, to a node in use, not below itself';
    END IF;
    -- A path is never given twice: what happened at a node that has moved away is counted by it.
    IF segment !~ '^[0-9a-z]{4}$' OR segment <= new_parent.spent_segment COLLATE "C" OR EXISTS (
            SELECT 1 FROM registry_organisation o WHERE o.parent_id = new_parent.id AND right(o.path, 4) >= segment COLLATE "C") THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'this place under the new parent is taken or was';
    END IF;
    UPDATE registry_organisation SET spent_segment = greatest(spent_segment, right(old_path, 4) COLLATE "C")
    WHERE id = old_parent.id;

    old_name := node.full_name;
    new_name := CASE WHEN new_parent.kind = 'district' THEN '' ELSE new_parent.full_name END || node.name;
    UPDATE registry_organisation o
    SET path = new_path || substr(o.path, length(old_path) + 1),
        parent_id = CASE WHEN o.id = wanted THEN new_parent.id ELSE o.parent_id END,
        full_name = left(CASE WHEN starts_with(o.full_name, old_name)
            THEN new_name || substr(o.full_name, length(old_name) + 1) ELSE o.full_name END, 200)
    WHERE o.path >= old_path AND o.path < old_path || '~';

    -- Paths kept beside the owner's (where a request leads); found in the catalogue, so that later tables come along.
    FOR item IN
        SELECT a.attrelid::regclass AS target, a.attname AS col FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relkind = 'r' AND c.relnamespace = 'public'::regnamespace AND NOT a.attisdropped
          AND a.attname LIKE '%\_path' AND a.attname NOT IN ('owner_path', 'parent_path')
          AND a.attcollation = 'pg_catalog."C"'::regcollation
    LOOP
        EXECUTE format('UPDATE %1$s SET %2$I = $2 || substr(%2$I, length($1) + 1) WHERE %2$I >= $1 AND %2$I < $1 || ''~''',
            item.target, item.col) USING old_path, new_path;
    END LOOP;

    WITH held AS (
        UPDATE registry_member m SET version = m.version + 1, updated_at = moment
        WHERE m.owner_path >= new_path AND m.owner_path < new_path || '~' AND m.is_open
        RETURNING m.id, m.owner_path
    )
    INSERT INTO registry_movement (id, owner_path, member_id, kind, effective_on, recorded_at, recorded_by_id,
        recorded_label, node_at_event, note, detail)
    SELECT gen_random_uuid(), held.owner_path, held.id, 'moved', day, moment, who, label, held.owner_path, said,
           jsonb_build_object('tree', true, 'from', old_path || substr(held.owner_path, length(new_path) + 1))
    FROM held;

    -- A pair of records belongs to the nearest node over both.
    UPDATE registry_duplicatepair p SET owner_path = registry_nearest(f.owner_path, s.owner_path)
    FROM registry_member f, registry_member s
    WHERE f.id = p.first_id AND s.id = p.second_id AND left(f.owner_path, 4) = left(s.owner_path, 4)
      AND p.owner_path >= left(new_path, 4) AND p.owner_path < left(new_path, 4) || '~'
      AND p.owner_path IS DISTINCT FROM registry_nearest(f.owner_path, s.owner_path);

    -- A liaison whose posting no longer reaches a member can't keep in touch with her.
    UPDATE registry_liaisonassignment a SET ended_on = day
    WHERE a.owner_path >= new_path AND a.owner_path < new_path || '~' AND a.ended_on IS NULL AND NOT EXISTS (
        SELECT 1 FROM registry_posting p WHERE p.user_id = a.liaison_id AND starts_with(a.owner_path, p.owner_path)
          AND p.starts_on <= day AND (p.ends_on IS NULL OR p.ends_on >= day));
    RETURN new_path;
END $$;
