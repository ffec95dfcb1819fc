-- Study materials and their files are announced to everybody below their node; who was given what follows the record.
SELECT registry_protect('outreach_material', 'owner_path', false, NULL);
SELECT registry_share_down('outreach_material');
SELECT registry_anchor('outreach_material');
SELECT registry_protect('outreach_materialfile', 'owner_path', false, NULL);
SELECT registry_share_down('outreach_materialfile');
SELECT registry_same_owner('outreach_materialfile', 'material_id', 'outreach_material');
SELECT registry_protect('outreach_handout', 'owner_path', false, 'member_id');
SELECT registry_same_owner('outreach_handout', 'member_id', 'registry_member');
-- A liaison carries the booklets to her members, and declares a mistake of her own.
SELECT registry_let_liaison_write('outreach_handout', 'recorded_by_id');
SELECT registry_narrow('outreach_material');
SELECT registry_narrow('outreach_materialfile');
SELECT registry_narrow('outreach_handout', 'member_id');
DROP POLICY removes ON outreach_material;
DROP POLICY removes ON outreach_materialfile;
DROP POLICY removes ON outreach_handout;
CREATE POLICY counted_at_home ON outreach_handout AS RESTRICTIVE FOR INSERT WITH CHECK (node_at_event = owner_path);
-- What a node announces is for its own members and those below it.
CREATE POLICY of_ones_own ON outreach_handout AS RESTRICTIVE FOR INSERT WITH CHECK (
    EXISTS (SELECT 1 FROM outreach_material m WHERE m.id = material_id AND outreach_handout.owner_path ^@ m.owner_path));

-- What was handed out stays as it was written: it is declared a mistake, once, and read by the member herself.
CREATE FUNCTION outreach_keep_handout() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolbypassrls OR rolsuper)) THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'what was handed out is declared a mistake, never rewritten';
END $$;
CREATE TRIGGER keep_handout BEFORE UPDATE ON outreach_handout FOR EACH ROW
    WHEN ((OLD.member_id, OLD.material_id, OLD.node_at_event, OLD.title, OLD.kind, OLD.given_on, OLD.channel, OLD.copies,
           OLD.client_key, OLD.recorded_at, OLD.recorded_by_id, OLD.recorded_label, OLD.read_at)
          IS DISTINCT FROM
          (NEW.member_id, NEW.material_id, NEW.node_at_event, NEW.title, NEW.kind, NEW.given_on, NEW.channel, NEW.copies,
           NEW.client_key, NEW.recorded_at, NEW.recorded_by_id, NEW.recorded_label, NEW.read_at)
          OR (OLD.voided_at IS NOT NULL
              AND (OLD.voided_at, OLD.void_reason) IS DISTINCT FROM (NEW.voided_at, NEW.void_reason)))
    EXECUTE FUNCTION outreach_keep_handout();

-- What the member of the scope was given, wherever her record lies by now; what was withdrawn opens no more.
CREATE FUNCTION outreach_my_materials() RETURNS TABLE (
    id uuid, title varchar, kind varchar, subject varchar, description varchar, link varchar, host_label varchar,
    given_on date, channel varchar, copies integer, read_at timestamptz, file_name varchar, withdrawn boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT h.id, h.title, h.kind, m.subject, m.description,
        CASE WHEN m.withdrawn_on IS NULL THEN m.link ELSE '' END, m.host_label, h.given_on, h.channel, h.copies, h.read_at,
        CASE WHEN m.withdrawn_on IS NULL THEN coalesce(f.name, '') ELSE '' END, m.withdrawn_on IS NOT NULL
    FROM outreach_handout h
    JOIN outreach_material m ON m.id = h.material_id
    LEFT JOIN outreach_materialfile f ON f.material_id = m.id AND f.removed_at IS NULL
    WHERE h.member_id = registry_member() AND h.voided_at IS NULL
    ORDER BY h.given_on DESC, h.id DESC
    LIMIT 100
$$;

CREATE FUNCTION outreach_my_file(wanted uuid) RETURNS TABLE (id uuid, name varchar, media_type varchar, data bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT f.id, f.name, f.media_type, f.data
    FROM outreach_handout h
    JOIN outreach_material m ON m.id = h.material_id AND m.withdrawn_on IS NULL
    JOIN outreach_materialfile f ON f.material_id = m.id AND f.removed_at IS NULL
    WHERE h.id = wanted AND h.member_id = registry_member() AND h.voided_at IS NULL
$$;

-- She has studied it; said again, the first time stays. Whether it is hers.
CREATE FUNCTION outreach_read_material(wanted uuid, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE outreach_handout SET read_at = coalesce(read_at, at)
    WHERE id = wanted AND member_id = registry_member() AND voided_at IS NULL;
    RETURN FOUND;
END $$;
