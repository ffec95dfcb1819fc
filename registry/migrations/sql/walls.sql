SELECT registry_protect('registry_organisation', 'path', true, NULL);
SELECT registry_protect('registry_organisationalias', 'owner_path', true, NULL);
SELECT registry_protect('registry_user', 'owner_path', true, NULL);
SELECT registry_protect('registry_posting', 'owner_path', true, NULL);

SELECT registry_protect('registry_liaisonassignment', 'owner_path', false, 'member_id');
SELECT registry_protect('registry_member', 'owner_path', false, 'id');
SELECT registry_protect('registry_movement', 'owner_path', false, 'member_id');
SELECT registry_protect('registry_memberlink', 'owner_path', false, 'member_id');
SELECT registry_protect('registry_lostproposal', 'owner_path', false, 'member_id');
SELECT registry_protect('registry_moverequest', 'owner_path', false, 'member_id');

SELECT registry_protect('registry_headermapping', 'owner_path', false, NULL);
SELECT registry_protect('registry_savedfilter', 'owner_path', false, NULL);
SELECT registry_protect('registry_site', 'owner_path', false, NULL);
SELECT registry_protect('registry_canvass', 'owner_path', false, NULL);
SELECT registry_protect('registry_canvassvisit', 'owner_path', false, NULL);
SELECT registry_protect('registry_canvassfind', 'owner_path', false, NULL);
SELECT registry_protect('registry_intake', 'owner_path', false, NULL);
SELECT registry_protect('registry_intakefile', 'owner_path', false, NULL);
SELECT registry_protect('registry_intakerow', 'owner_path', false, NULL);
SELECT registry_protect('registry_rosterdifference', 'owner_path', false, NULL);

-- The trail: read within the office's scope, written by anybody at work, changed by nobody.
SELECT registry_protect('registry_auditevent', 'owner_path', true, NULL);
DROP POLICY scope ON registry_auditevent;
CREATE POLICY scope ON registry_auditevent FOR SELECT
    USING (owner_path >= nullif(current_setting('buduanxian.office_low', true), '')
       AND owner_path < nullif(current_setting('buduanxian.office_high', true), ''));
CREATE POLICY append ON registry_auditevent FOR INSERT WITH CHECK (true);
SELECT registry_append_only('registry_auditevent');
SELECT registry_append_only('registry_movement');

SELECT registry_same_owner('registry_movement', 'member_id', 'registry_member');
SELECT registry_same_owner('registry_memberlink', 'member_id', 'registry_member');
SELECT registry_same_owner('registry_liaisonassignment', 'member_id', 'registry_member');
SELECT registry_same_owner('registry_lostproposal', 'member_id', 'registry_member');
SELECT registry_same_owner('registry_moverequest', 'member_id', 'registry_member');
SELECT registry_same_owner('registry_canvassvisit', 'canvass_id', 'registry_canvass');
SELECT registry_same_owner('registry_canvassvisit', 'site_id', 'registry_site');
SELECT registry_same_owner('registry_canvassfind', 'visit_id', 'registry_canvassvisit');
SELECT registry_same_owner('registry_intakefile', 'intake_id', 'registry_intake');
SELECT registry_same_owner('registry_intakerow', 'intake_id', 'registry_intake');
SELECT registry_same_owner('registry_rosterdifference', 'intake_id', 'registry_intake');
