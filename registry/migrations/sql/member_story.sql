-- Contacts, study reports, files and corrections: read like any member data; a liaison writes them for the members
-- assigned to her, and changes only what she wrote herself.

-- Whether a row of this member is the caller's to write as a liaison.
CREATE FUNCTION registry_liaises(wanted uuid) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT EXISTS (SELECT 1 FROM registry_liaisonassignment a
        WHERE a.member_id = wanted AND a.ended_on IS NULL
          AND a.liaison_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid)
$$;

-- To be called after registry_protect(): lets a liaison add rows of her members and, with `author`, change her own.
CREATE FUNCTION registry_let_liaison_write(target regclass, author text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    hers constant text := 'owner_path >= nullif(current_setting(''buduanxian.low'', true), '''')'
        ' AND owner_path < nullif(current_setting(''buduanxian.high'', true), '''')'
        ' AND registry_liaises(member_id)';
    own text := CASE WHEN author IS NULL THEN hers
        ELSE hers || format(' AND %I = nullif(current_setting(''buduanxian.user_id'', true), '''')::uuid', author) END;
BEGIN
    EXECUTE format('CREATE POLICY liaison_adds ON %s FOR INSERT WITH CHECK (%s)', target, own);
    IF author IS NOT NULL THEN
        EXECUTE format('CREATE POLICY liaison_changes ON %s FOR UPDATE USING (%s) WITH CHECK (%s)', target, own, own);
    END IF;
END $$;

SELECT registry_protect('registry_contactlog', 'owner_path', false, 'member_id');
SELECT registry_protect('registry_studyreport', 'owner_path', false, 'member_id');
SELECT registry_protect('registry_attachment', 'owner_path', false, 'member_id');
SELECT registry_protect('registry_attachmentcontent', 'owner_path', false, 'member_id');
SELECT registry_protect('registry_revision', 'owner_path', false, 'member_id');
SELECT registry_protect('registry_duplicatepair', 'owner_path', false, NULL);
SELECT registry_protect('registry_membermerge', 'owner_path', false, 'kept_id');
SELECT registry_let_liaison_write('registry_contactlog', 'recorded_by_id');
SELECT registry_let_liaison_write('registry_studyreport', 'recorded_by_id');
SELECT registry_let_liaison_write('registry_attachment', 'added_by_id');
SELECT registry_let_liaison_write('registry_attachmentcontent');
SELECT registry_let_liaison_write('registry_revision', 'revised_by_id');

-- What happened is counted where the record lies at that time. Nothing of it is ever deleted; what a correction
-- replaced is not even changed.
CREATE POLICY counted_at_home ON registry_contactlog AS RESTRICTIVE FOR INSERT WITH CHECK (node_at_event = owner_path);
CREATE POLICY counted_at_home ON registry_studyreport AS RESTRICTIVE FOR INSERT WITH CHECK (node_at_event = owner_path);
CREATE FUNCTION registry_keep_count() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = format('rows of %s are counted where they happened', TG_RELID::regclass);
END $$;
CREATE TRIGGER keep_count BEFORE UPDATE OF node_at_event ON registry_contactlog FOR EACH ROW
    WHEN (OLD.node_at_event IS DISTINCT FROM NEW.node_at_event) EXECUTE FUNCTION registry_keep_count();
CREATE TRIGGER keep_count BEFORE UPDATE OF node_at_event ON registry_studyreport FOR EACH ROW
    WHEN (OLD.node_at_event IS DISTINCT FROM NEW.node_at_event) EXECUTE FUNCTION registry_keep_count();
DROP POLICY removes ON registry_contactlog;
DROP POLICY removes ON registry_studyreport;
DROP POLICY removes ON registry_attachment;
DROP POLICY removes ON registry_membermerge;
DROP POLICY changes ON registry_attachmentcontent;
DROP POLICY changes ON registry_revision;
DROP POLICY removes ON registry_revision;
DROP POLICY liaison_changes ON registry_revision;
SELECT registry_append_only('registry_revision');

SELECT registry_same_owner('registry_contactlog', 'member_id', 'registry_member');
SELECT registry_same_owner('registry_studyreport', 'member_id', 'registry_member');
SELECT registry_same_owner('registry_attachment', 'member_id', 'registry_member');
SELECT registry_same_owner('registry_attachment', 'contact_id', 'registry_contactlog');
SELECT registry_same_owner('registry_attachment', 'study_id', 'registry_studyreport');
SELECT registry_same_owner('registry_attachmentcontent', 'attachment_id', 'registry_attachment');
SELECT registry_same_owner('registry_attachmentcontent', 'member_id', 'registry_member');
SELECT registry_same_owner('registry_revision', 'member_id', 'registry_member');
SELECT registry_same_owner('registry_membermerge', 'kept_id', 'registry_member');
SELECT registry_same_owner('registry_membermerge', 'absorbed_id', 'registry_member');
SELECT registry_same_owner('registry_member', 'merged_into_id', 'registry_member');

-- A record merged into another lies where that one lies, and moves along with it.
CREATE FUNCTION registry_follow_kept() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    SELECT o.id INTO STRICT NEW.organisation_id FROM registry_organisation o WHERE o.path = NEW.owner_path;
    NEW.branch_id := NULL;
    RETURN NEW;
END $$;
CREATE TRIGGER follow_kept BEFORE UPDATE OF owner_path ON registry_member FOR EACH ROW
    WHEN (NEW.merged_into_id IS NOT NULL AND OLD.owner_path IS DISTINCT FROM NEW.owner_path)
    EXECUTE FUNCTION registry_follow_kept();

-- Bring a member's date of last contact up to the log. It is the later of what the log says (successes that were not
-- voided) and of what a ledger or a person wrote into the record; a date that neither explains was written since.
-- A liaison may not write members, hence a function; the record's version stays, for nothing was edited.
CREATE FUNCTION registry_note_contact(wanted uuid) RETURNS date
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    held registry_member;
    said date;
    logged date;
BEGIN
    SELECT * INTO held FROM registry_member WHERE id = wanted FOR NO KEY UPDATE;
    IF NOT FOUND OR NOT (registry_covers(held.owner_path) OR (
        held.owner_path >= nullif(current_setting('buduanxian.low', true), '')
        AND held.owner_path < nullif(current_setting('buduanxian.high', true), '') AND registry_liaises(wanted))
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'member is out of scope';
    END IF;
    said := held.contact_said_on;
    IF held.last_contact_on IS DISTINCT FROM greatest(said, held.contact_logged_on) THEN
        said := held.last_contact_on;
    END IF;
    SELECT max((happened_at AT TIME ZONE 'Asia/Shanghai')::date) INTO logged FROM registry_contactlog
    WHERE member_id = wanted AND side = 'member' AND outcome = 'reached' AND voided_at IS NULL;
    UPDATE registry_member SET contact_said_on = said, contact_logged_on = logged,
        last_contact_on = greatest(said, logged) WHERE id = wanted;
    RETURN greatest(said, logged);
END $$;
