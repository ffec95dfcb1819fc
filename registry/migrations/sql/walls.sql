-- Which roles write rows of the office; the table of rights (registry/policies) says the same to the doors.
SELECT registry_protect('registry_organisation', 'path', true, NULL, '{district,street,system_admin,system}');
SELECT registry_protect('registry_organisationalias', 'owner_path', true, NULL, '{district,street,system_admin,system}');
SELECT registry_protect('registry_user', 'owner_path', true, NULL, '{system_admin,system}');
SELECT registry_protect('registry_posting', 'owner_path', true, NULL, '{system_admin,system}');

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

-- Everybody reads and changes the own account, wherever its home is; what rights hang on, the administrator changes.
ALTER POLICY scope ON registry_user
    USING ((owner_path >= nullif(current_setting('buduanxian.office_low', true), '')
        AND owner_path < nullif(current_setting('buduanxian.office_high', true), ''))
        OR id = nullif(current_setting('buduanxian.user_id', true), '')::uuid);
ALTER POLICY changes ON registry_user
    USING ((owner_path >= nullif(current_setting('buduanxian.office_low', true), '')
        AND owner_path < nullif(current_setting('buduanxian.office_high', true), '')
        AND registry_role() IN ('system_admin', 'system'))
        OR id = nullif(current_setting('buduanxian.user_id', true), '')::uuid)
    WITH CHECK ((owner_path >= nullif(current_setting('buduanxian.office_low', true), '')
        AND owner_path < nullif(current_setting('buduanxian.office_high', true), '')
        AND registry_role() IN ('system_admin', 'system'))
        OR id = nullif(current_setting('buduanxian.user_id', true), '')::uuid);
DROP POLICY removes ON registry_user;
DROP TRIGGER keep_path ON registry_user;
CREATE FUNCTION registry_keep_account() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF registry_role() IN ('system_admin', 'system')
        OR EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolbypassrls OR rolsuper)) THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'home, name and state of an account are the administrator''s to change';
END $$;
CREATE TRIGGER keep_account BEFORE UPDATE ON registry_user FOR EACH ROW
    WHEN ((OLD.owner_path, OLD.username, OLD.is_active) IS DISTINCT FROM (NEW.owner_path, NEW.username, NEW.is_active))
    EXECUTE FUNCTION registry_keep_account();

-- Nobody gives a role to himself. An officer (三员) holds one role alone, in whichever district the others lie.
CREATE POLICY not_to_oneself ON registry_posting AS RESTRICTIVE FOR INSERT
    WITH CHECK (user_id IS DISTINCT FROM nullif(current_setting('buduanxian.user_id', true), '')::uuid);
CREATE POLICY not_ones_own ON registry_posting AS RESTRICTIVE FOR UPDATE
    USING (user_id IS DISTINCT FROM nullif(current_setting('buduanxian.user_id', true), '')::uuid)
    WITH CHECK (user_id IS DISTINCT FROM nullif(current_setting('buduanxian.user_id', true), '')::uuid);
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE registry_posting ADD CONSTRAINT posting_officers_apart EXCLUDE USING gist (
    user_id WITH =,
    (CASE WHEN role IN ('system_admin', 'security_admin', 'auditor') THEN role::text ELSE 'business' END) WITH <>,
    daterange(starts_on, ends_on, '[]') WITH &&
);

-- A filter not shared is its owner's alone.
CREATE POLICY own_or_shared ON registry_savedfilter AS RESTRICTIVE FOR SELECT
    USING (shared OR owner_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid OR registry_role() = 'system');
CREATE POLICY adds_own ON registry_savedfilter AS RESTRICTIVE FOR INSERT
    WITH CHECK (owner_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid OR registry_role() = 'system');
CREATE POLICY changes_own ON registry_savedfilter AS RESTRICTIVE FOR UPDATE
    USING (owner_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid OR registry_role() = 'system');
CREATE POLICY removes_own ON registry_savedfilter AS RESTRICTIVE FOR DELETE
    USING (owner_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid OR registry_role() = 'system');

-- The first half of a request is written in its first state; the halves of a move then belong to the functions of
-- custody.sql. An enrolment is decided from above (a district decides for itself) and withdrawn from anywhere.
CREATE POLICY first_half ON registry_moverequest AS RESTRICTIVE FOR INSERT WITH CHECK (
    (side = 'own' AND kind = 'enroll' AND state = 'waiting_approval')
    OR (side = 'holding' AND kind = 'transfer' AND state = 'waiting_approval' AND member_id IS NOT NULL)
    OR (side = 'receiving' AND kind = 'take_over' AND state = 'waiting_release' AND member_id IS NULL
        AND to_path = owner_path));
CREATE POLICY enrolment_only ON registry_moverequest AS RESTRICTIVE FOR UPDATE
    USING (side = 'own' AND state = 'waiting_approval')
    WITH CHECK (side = 'own' AND (state IN ('waiting_approval', 'withdrawn')
        OR length(nullif(current_setting('buduanxian.low', true), '')) = 4
        OR length(nullif(current_setting('buduanxian.low', true), '')) < length(owner_path)));
DROP POLICY removes ON registry_moverequest;

-- What happened is counted where the record lies at that time. Rows are added, never changed.
CREATE POLICY counted_at_home ON registry_movement AS RESTRICTIVE FOR INSERT WITH CHECK (node_at_event = owner_path);
DROP POLICY changes ON registry_movement;
DROP POLICY removes ON registry_movement;
SELECT registry_append_only('registry_movement');

-- The trail: read by auditors within their office, written by anybody at work, each row to the chain of its path;
-- changed by nobody.
SELECT registry_protect('registry_auditevent', 'owner_path', true, NULL);
ALTER POLICY scope ON registry_auditevent
    USING (owner_path >= nullif(current_setting('buduanxian.office_low', true), '')
       AND owner_path < nullif(current_setting('buduanxian.office_high', true), '')
       AND registry_role() IN ('auditor', 'system'));
ALTER POLICY adds ON registry_auditevent
    WITH CHECK (chain = CASE WHEN owner_path = '' THEN '~sys' ELSE left(owner_path, 4) END);
DROP POLICY changes ON registry_auditevent;
DROP POLICY removes ON registry_auditevent;
SELECT registry_append_only('registry_auditevent');

-- A node lies directly under its parent, and what names an organisation as its own carries that organisation's path:
-- a posting whose organisation lay above its path would open the whole district.
ALTER TABLE registry_organisation
    ADD COLUMN parent_path varchar(64) COLLATE "C" GENERATED ALWAYS AS (nullif(left(path, -4), '')) STORED,
    ADD CONSTRAINT organisation_id_path UNIQUE (id, path),
    ADD CONSTRAINT organisation_root CHECK ((parent_id IS NULL) = (length(path) = 4)),
    ADD CONSTRAINT registry_organisation_parent_id_same_owner FOREIGN KEY (parent_id, parent_path)
        REFERENCES registry_organisation (id, path) DEFERRABLE INITIALLY DEFERRED;
SELECT registry_same_owner('registry_posting', 'organisation_id', 'registry_organisation', 'path');
SELECT registry_same_owner('registry_organisationalias', 'organisation_id', 'registry_organisation', 'path');
SELECT registry_same_owner('registry_member', 'organisation_id', 'registry_organisation', 'path');
SELECT registry_same_owner('registry_intake', 'organisation_id', 'registry_organisation', 'path');

ALTER TABLE registry_movement ADD CONSTRAINT movement_id_owner_path UNIQUE (id, owner_path);
SELECT registry_same_owner('registry_movement', 'voids_id', 'registry_movement');
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
