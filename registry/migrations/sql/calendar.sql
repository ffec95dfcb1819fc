-- The working-day calendar: read from everywhere below its district, written where the district stands and nowhere else.
SELECT registry_protect('registry_calendaryear', 'owner_path', false, NULL);
SELECT registry_protect('registry_calendarday', 'owner_path', false, NULL);
SELECT registry_share_down('registry_calendaryear');
SELECT registry_share_down('registry_calendarday');
SELECT registry_anchor('registry_calendaryear');
SELECT registry_same_owner('registry_calendarday', 'announcement_id', 'registry_calendaryear');

CREATE POLICY district_adds ON registry_calendaryear AS RESTRICTIVE FOR INSERT
    WITH CHECK (registry_role() IN ('district', 'system'));
CREATE POLICY district_changes ON registry_calendaryear AS RESTRICTIVE FOR UPDATE
    USING (registry_role() IN ('district', 'system'));
CREATE POLICY district_removes ON registry_calendaryear AS RESTRICTIVE FOR DELETE
    USING (registry_role() IN ('district', 'system'));
CREATE POLICY district_adds ON registry_calendarday AS RESTRICTIVE FOR INSERT
    WITH CHECK (registry_role() IN ('district', 'system'));
CREATE POLICY district_changes ON registry_calendarday AS RESTRICTIVE FOR UPDATE
    USING (registry_role() IN ('district', 'system'));
CREATE POLICY district_removes ON registry_calendarday AS RESTRICTIVE FOR DELETE
    USING (registry_role() IN ('district', 'system'));
