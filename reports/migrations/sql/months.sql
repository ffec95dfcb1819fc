-- Monthly reports: a node's own and what stands above it. Nothing of members is in them.
DO $$
DECLARE
    target text;
BEGIN
    FOREACH target IN ARRAY ARRAY['monthlyreport', 'reportversion', 'reportstep', 'monthclose'] LOOP
        PERFORM registry_protect(('reports_' || target)::regclass, 'owner_path', false, NULL);
        PERFORM registry_narrow(('reports_' || target)::regclass);
        EXECUTE format('DROP POLICY removes ON reports_%s', target);
    END LOOP;
    FOREACH target IN ARRAY ARRAY['reportversion', 'reportstep', 'monthclose'] LOOP
        EXECUTE format('DROP POLICY changes ON reports_%s', target);
    END LOOP;
END $$;
SELECT registry_same_owner('reports_monthlyreport', 'organisation_id', 'registry_organisation', 'path');
SELECT registry_anchor('reports_monthclose');
SELECT registry_same_owner('reports_reportversion', 'report_id', 'reports_monthlyreport');
SELECT registry_same_owner('reports_reportstep', 'report_id', 'reports_monthlyreport');
-- A draft is made by the program, a month is closed by its district.
CREATE POLICY from_the_program ON reports_monthlyreport AS RESTRICTIVE FOR INSERT WITH CHECK (registry_role() = 'system');
CREATE POLICY of_the_district ON reports_monthclose AS RESTRICTIVE FOR INSERT
    WITH CHECK (registry_role() = 'system' OR (registry_role() = 'district' AND length(owner_path) = 4));

-- Nobody types a figure: the program works them out, and what is handed up is what the report says.
CREATE FUNCTION reports_keep_figures() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF registry_role() = 'system'
        OR EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolbypassrls OR rolsuper)) THEN
        RETURN NEW;
    END IF;
    IF TG_TABLE_NAME = 'reports_reportversion' THEN
        IF EXISTS (SELECT 1 FROM reports_monthlyreport r
            WHERE r.id = NEW.report_id AND r.figures = NEW.figures AND r.known_at = NEW.known_at) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'figures of a month are worked out, never typed';
END $$;
CREATE TRIGGER keep_figures BEFORE UPDATE ON reports_monthlyreport FOR EACH ROW
    WHEN ((OLD.figures, OLD.known_at, OLD.year, OLD.month, OLD.organisation_id)
          IS DISTINCT FROM (NEW.figures, NEW.known_at, NEW.year, NEW.month, NEW.organisation_id))
    EXECUTE FUNCTION reports_keep_figures();
CREATE TRIGGER keep_figures BEFORE INSERT ON reports_reportversion FOR EACH ROW EXECUTE FUNCTION reports_keep_figures();
