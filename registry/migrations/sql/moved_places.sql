-- A node that moves leaves its place behind: a closed node at the old path, which carries the old name and what is
-- counted there for good (reports of months that are over), and tells what it is now. A path is never given twice anyway.

-- Only the move itself says of a place what has become of it: it takes along what others can't (reports/stay.sql).
CREATE FUNCTION registry_keep_moved_as() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolbypassrls OR rolsuper)) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a place is left by a move alone';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_moved_as_new BEFORE INSERT ON registry_organisation FOR EACH ROW
    WHEN (NEW.moved_as_id IS NOT NULL) EXECUTE FUNCTION registry_keep_moved_as();
CREATE TRIGGER keep_moved_as BEFORE UPDATE OF moved_as_id ON registry_organisation FOR EACH ROW
    WHEN (OLD.moved_as_id IS DISTINCT FROM NEW.moved_as_id) EXECUTE FUNCTION registry_keep_moved_as();

-- Nor is anything written there any more: whoever began before the move wrote of the node, which is somewhere else by
-- now, and at a path that only its old superior reads. Asked at the end, as the key to the tree is.
CREATE FUNCTION registry_keep_left() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public, pg_temp AS $$
DECLARE
    here boolean := true;
BEGIN
    IF EXISTS (SELECT FROM registry_organisation o WHERE o.path = NEW.owner_path AND o.moved_as_id IS NOT NULL) THEN
        -- Written and moved in one transaction: the row went along.
        EXECUTE format('SELECT EXISTS (SELECT FROM %s WHERE id = $1 AND owner_path = $2)', TG_RELID::regclass)
            INTO here USING NEW.id, NEW.owner_path;
        IF NOT here THEN
            RETURN NULL;
        END IF;
        RAISE foreign_key_violation USING MESSAGE = format(
            '%s_anchored: a row is not written to a place that its node has left', TG_RELID::regclass);
    END IF;
    RETURN NULL;
END $$;
CREATE OR REPLACE FUNCTION registry_anchor(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (owner_path) REFERENCES registry_organisation (path)'
        ' ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED', target, target::text || '_anchored');
    PERFORM registry_watch_left(target);
END $$;
CREATE FUNCTION registry_watch_left(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('DROP TRIGGER IF EXISTS keep_left ON %s', target);
    EXECUTE format('CREATE CONSTRAINT TRIGGER keep_left AFTER INSERT ON %s DEFERRABLE INITIALLY DEFERRED'
        ' FOR EACH ROW EXECUTE FUNCTION registry_keep_left()', target);
END $$;
DO $$
DECLARE
    target regclass;
BEGIN
    FOR target IN SELECT conrelid::regclass FROM pg_constraint WHERE contype = 'f' AND conname LIKE '%\_anchored' LOOP
        PERFORM registry_watch_left(target);
    END LOOP;
END $$;

-- Where what lies at a path now stood at the end of a day. Written so that it can stand in a statement as it is: as long
-- as nothing has moved since that day, it costs one look for the whole of it.
CREATE FUNCTION registry_stood(wanted text, day date) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM registry_organisation m WHERE m.closed_on > day AND m.moved_as_id IS NOT NULL)
        THEN coalesce((
            SELECT t.path || substr(wanted, length(o.path) + 1)
            FROM registry_organisation t JOIN registry_organisation o ON o.id = t.moved_as_id
            WHERE t.closed_on > day AND starts_with(wanted, o.path)
            ORDER BY length(o.path) DESC, t.closed_on LIMIT 1), wanted)
        ELSE wanted END
$$;

-- The other way: where what was written at a path counts in a month that began on `first` and is looked at at the end of
-- `day`. In the month of a move that is still the old place; from the next month on whatever lasts counts with its node.
CREATE FUNCTION registry_stands(wanted text, first date, day date) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN EXISTS (SELECT FROM registry_organisation m WHERE m.closed_on < first AND m.moved_as_id IS NOT NULL)
        THEN coalesce((
            SELECT registry_stood(o.path || substr(wanted, length(t.path) + 1), day)
            FROM registry_organisation t JOIN registry_organisation o ON o.id = t.moved_as_id
            WHERE t.closed_on < first AND starts_with(wanted, t.path)
            ORDER BY length(t.path) DESC LIMIT 1), wanted)
        ELSE wanted END
$$;

-- The places that a node has just left: its own, and of those below it the ones that hand up a report (three segments
-- at most).
CREATE FUNCTION registry_leave_places(
    wanted uuid, old_path text, old_name text, old_parent uuid, said text, day date
) RETURNS void LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
DECLARE
    item record;
    place text;
BEGIN
    FOR item IN
        SELECT o.*, n.path AS top, old_name || substr(o.full_name, length(n.full_name) + 1) AS label
        FROM registry_organisation n
        JOIN registry_organisation o ON o.path >= n.path AND o.path < n.path || '~'
        WHERE n.id = wanted ORDER BY o.path
    LOOP
        place := old_path || substr(item.path, length(item.top) + 1);
        CONTINUE WHEN item.id <> wanted AND length(place) > 12;
        INSERT INTO registry_organisation (id, path, parent_id, kind, code, name, full_name, contact_name,
            contact_phone, is_active, spent_segment, opened_on, closed_on, moved_as_id)
        VALUES (gen_random_uuid(), place,
            CASE WHEN item.id = wanted THEN old_parent
                 ELSE (SELECT o.id FROM registry_organisation o WHERE o.path = left(place, -4)) END,
            item.kind, '', left(item.name, 100 - length(said)) || said,
            left(item.label, 200 - length(said)) || said,
            '', '', false, item.spent_segment, item.opened_on, day, item.id);
    END LOOP;
END $$;

-- As before (moving.sql), with the place that it leaves and the day on which it came.
CREATE OR REPLACE FUNCTION registry_move_organisation(
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
        placed_on = day,
        full_name = left(CASE WHEN starts_with(o.full_name, old_name)
            THEN new_name || substr(o.full_name, length(old_name) + 1) ELSE o.full_name END, 200)
    WHERE o.path >= old_path AND o.path < old_path || '~';
    -- As they were called there: the names of the old superior.
    PERFORM registry_leave_places(wanted, old_path, old_name, old_parent.id, '（已调往' || new_parent.name || '）', day);

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
