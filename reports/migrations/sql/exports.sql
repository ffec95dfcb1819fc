-- Exports: rows of a node, read by it and by what stands above it; liaisons and members have none.
SELECT registry_protect('reports_export', 'owner_path', false, NULL);
SELECT registry_protect('reports_exportpart', 'owner_path', false, NULL);
SELECT registry_narrow('reports_export');
SELECT registry_narrow('reports_exportpart');
SELECT registry_same_owner('reports_export', 'organisation_id', 'registry_organisation', 'path');
SELECT registry_same_owner('reports_exportpart', 'export_id', 'reports_export');
DROP POLICY removes ON reports_export;
DROP POLICY changes ON reports_exportpart;

-- A file with whole numbers is its asker's alone, whoever else's scope covers the node.
CREATE POLICY own_numbers ON reports_export AS RESTRICTIVE FOR SELECT USING (
    masked OR registry_role() = 'system'
    OR asked_by_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid);
CREATE POLICY of_a_file ON reports_exportpart AS RESTRICTIVE FOR SELECT
    USING (EXISTS (SELECT 1 FROM reports_export e WHERE e.id = export_id));
-- People ask, in their own name; files are the program's.
CREATE POLICY asked_for ON reports_export AS RESTRICTIVE FOR INSERT WITH CHECK (
    registry_role() = 'system'
    OR (state = 'queued' AND sha256 = '' AND NOT archive
        AND asked_by_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid));
CREATE POLICY by_the_program ON reports_exportpart AS RESTRICTIVE FOR INSERT WITH CHECK (registry_role() = 'system');
CREATE POLICY removed_by_the_program ON reports_exportpart AS RESTRICTIVE FOR DELETE
    USING (registry_role() = 'system');

-- People may call off what is not made yet, and nothing else.
CREATE FUNCTION reports_keep_export() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF registry_role() = 'system'
        OR EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolbypassrls OR rolsuper))
        OR (NEW.state = 'cancelled' AND OLD.state IN ('queued', 'running')
            AND to_jsonb(NEW) - 'state' = to_jsonb(OLD) - 'state') THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'an export is the program''s; it may only be called off';
END $$;
CREATE TRIGGER keep_export BEFORE UPDATE ON reports_export FOR EACH ROW EXECUTE FUNCTION reports_keep_export();

-- Which version of a month its district has closed (0: none), for a node that does not see the district's rows.
CREATE FUNCTION reports_closed(node text, of_year integer, of_month integer) RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(max(number), 0)::integer FROM reports_monthclose
    WHERE owner_path = left(node, 4) AND year = of_year AND month = of_month
      AND left(nullif(current_setting('buduanxian.low', true), ''), 4) = left(node, 4)
$$;
