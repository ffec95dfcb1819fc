-- Background work: rows of the office at the district. The program writes them; the district and its system administrator
-- read them and put back what failed, which is all that a person may change.
SELECT registry_protect('registry_job', 'owner_path', true, NULL, '{district,system_admin,system}');
SELECT registry_protect('registry_alarm', 'owner_path', true, NULL, '{district,system_admin,system}');
SELECT registry_protect('registry_sign', 'owner_path', true, NULL, '{system}');
SELECT registry_anchor('registry_job');
SELECT registry_anchor('registry_alarm');
SELECT registry_anchor('registry_sign');
SELECT registry_narrow('registry_job');
SELECT registry_narrow('registry_alarm');
SELECT registry_narrow('registry_sign');

CREATE POLICY program_adds ON registry_job AS RESTRICTIVE FOR INSERT WITH CHECK (registry_role() = 'system');
CREATE POLICY program_removes ON registry_job AS RESTRICTIVE FOR DELETE USING (registry_role() = 'system');
CREATE POLICY people_put_back ON registry_job AS RESTRICTIVE FOR UPDATE
    USING (registry_role() = 'system' OR state IN ('waiting', 'set_aside'))
    WITH CHECK (registry_role() = 'system' OR state = 'waiting');
CREATE POLICY program_adds ON registry_alarm AS RESTRICTIVE FOR INSERT WITH CHECK (registry_role() = 'system');
CREATE POLICY program_removes ON registry_alarm AS RESTRICTIVE FOR DELETE USING (registry_role() = 'system');
CREATE POLICY people_close ON registry_alarm AS RESTRICTIVE FOR UPDATE
    USING (registry_role() = 'system' OR closed_at IS NULL)
    WITH CHECK (registry_role() = 'system' OR closed_at IS NOT NULL);

-- How many intakes of the caller's office wait, are worked on or failed: numbers, for those who look after the machinery
-- and see no member data.
CREATE FUNCTION registry_intakes_waiting() RETURNS TABLE (state text, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT i.state::text, count(*) FROM registry_intake i
    WHERE registry_role() IN ('district', 'system_admin', 'system')
      AND i.owner_path >= nullif(current_setting('buduanxian.office_low', true), '')
      AND i.owner_path < nullif(current_setting('buduanxian.office_high', true), '')
      AND i.state IN ('uploaded', 'reading', 'queued', 'checking', 'apply_queued', 'applying', 'undo_queued', 'undoing',
                      'failed')
    GROUP BY i.state
$$;
