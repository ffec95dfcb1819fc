-- Forms of the superior office: the district's own. Nothing of members is in them.
SELECT registry_protect('reports_officialform', 'owner_path', false, NULL);
SELECT registry_protect('reports_officialformfile', 'owner_path', false, NULL);
SELECT registry_narrow('reports_officialform');
SELECT registry_narrow('reports_officialformfile');
SELECT registry_same_owner('reports_officialform', 'organisation_id', 'registry_organisation', 'path');
SELECT registry_same_owner('reports_officialformfile', 'form_id', 'reports_officialform');
DROP POLICY removes ON reports_officialform;
DROP POLICY removes ON reports_officialformfile;
DROP POLICY changes ON reports_officialformfile;
CREATE POLICY of_the_district ON reports_officialform AS RESTRICTIVE FOR INSERT
    WITH CHECK (registry_role() = 'system' OR (registry_role() = 'district' AND length(owner_path) = 4));
CREATE POLICY by_the_district ON reports_officialform AS RESTRICTIVE FOR UPDATE
    USING (registry_role() IN ('system', 'district')) WITH CHECK (registry_role() IN ('system', 'district'));
CREATE POLICY of_the_district ON reports_officialformfile AS RESTRICTIVE FOR INSERT
    WITH CHECK (registry_role() = 'system' OR (registry_role() = 'district' AND length(owner_path) = 4));

-- What was uploaded stays what it was: only what its cells are bound to changes, and that it is retired.
CREATE FUNCTION reports_keep_form() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolbypassrls OR rolsuper))
        OR (to_jsonb(NEW) - ARRAY['bindings', 'revision', 'retired_at', 'retired_label', 'owner_path']
            = to_jsonb(OLD) - ARRAY['bindings', 'revision', 'retired_at', 'retired_label', 'owner_path']
            AND (OLD.retired_at IS NULL OR (OLD.retired_at, OLD.bindings) = (NEW.retired_at, NEW.bindings))) THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'a form stays as it was uploaded; a new upload is a new version';
END $$;
CREATE TRIGGER keep_form BEFORE UPDATE ON reports_officialform FOR EACH ROW EXECUTE FUNCTION reports_keep_form();
