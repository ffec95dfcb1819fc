-- A study report that a member hands in herself, and the answer of her liaison. `channel = 'self'` marks it.
SELECT registry_let_member_add('registry_studyreport');
SELECT registry_let_member_add('registry_attachment');
SELECT registry_let_member_add('registry_attachmentcontent');
SELECT registry_let_member_add('registry_revision');

-- She says what she studied, nothing of what others write: who took it down, who read it, with which answer.
CREATE POLICY member_hands_in ON registry_studyreport AS RESTRICTIVE FOR INSERT WITH CHECK (
    (SELECT registry_member()) IS NULL
    OR (channel = 'self' AND state = 'pending' AND recorded_by_id IS NULL AND reviewed_by_id IS NULL
        AND reviewed_at IS NULL AND comment = '' AND NOT share_home AND voided_at IS NULL));
-- Files and kept values only with such a report of hers.
CREATE POLICY member_attaches ON registry_attachment AS RESTRICTIVE FOR INSERT WITH CHECK (
    (SELECT registry_member()) IS NULL
    OR (contact_id IS NULL AND added_by_id IS NULL AND removed_at IS NULL AND study_id IN (
        SELECT s.id FROM registry_studyreport s WHERE s.member_id = registry_member() AND s.channel = 'self')));
CREATE POLICY member_attaches ON registry_attachmentcontent AS RESTRICTIVE FOR INSERT WITH CHECK (
    (SELECT registry_member()) IS NULL
    OR attachment_id IN (SELECT a.id FROM registry_attachment a JOIN registry_studyreport s ON s.id = a.study_id
        WHERE a.member_id = registry_member() AND a.added_by_id IS NULL AND s.channel = 'self'));
CREATE POLICY member_revises ON registry_revision AS RESTRICTIVE FOR INSERT WITH CHECK (
    (SELECT registry_member()) IS NULL
    OR (kind = 'studyreport' AND revised_by_id IS NULL AND object_id IN (
        SELECT s.id FROM registry_studyreport s WHERE s.member_id = registry_member() AND s.channel = 'self')));

-- Until it was read she may mend it; then it waits again.
CREATE POLICY member_mends ON registry_studyreport FOR UPDATE
    USING (member_id = registry_member() AND channel = 'self' AND state <> 'read' AND voided_at IS NULL)
    WITH CHECK (member_id = registry_member() AND channel = 'self' AND state = 'pending' AND voided_at IS NULL);
-- The liaison in charge reads or returns it.
CREATE POLICY liaison_answers ON registry_studyreport FOR UPDATE
    USING (owner_path >= nullif(current_setting('buduanxian.low', true), '')
       AND owner_path < nullif(current_setting('buduanxian.high', true), '')
       AND registry_liaises(member_id) AND channel = 'self' AND state = 'pending' AND voided_at IS NULL)
    WITH CHECK (owner_path >= nullif(current_setting('buduanxian.low', true), '')
       AND owner_path < nullif(current_setting('buduanxian.high', true), '')
       AND registry_liaises(member_id) AND channel = 'self' AND state IN ('read', 'returned') AND voided_at IS NULL
       AND reviewed_by_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid);

-- Policies don't see the old row: what she said stays hers, what others said stays theirs.
CREATE FUNCTION registry_keep_hand_in() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF registry_member() IS NOT NULL AND
        (OLD.comment, OLD.reviewed_at, OLD.reviewed_by_id, OLD.reviewed_label, OLD.recorded_at, OLD.recorded_by_id,
         OLD.recorded_label, OLD.client_key, OLD.campaign, OLD.share_home, OLD.void_reason) IS DISTINCT FROM
        (NEW.comment, NEW.reviewed_at, NEW.reviewed_by_id, NEW.reviewed_label, NEW.recorded_at, NEW.recorded_by_id,
         NEW.recorded_label, NEW.client_key, NEW.campaign, NEW.share_home, NEW.void_reason) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a member mends what she said alone';
    END IF;
    IF registry_member() IS NULL AND nullif(current_setting('buduanxian.liaison', true), '') IS NOT NULL AND
        (OLD.topic, OLD.form, OLD.studied_on, OLD.hours, OLD.text, OLD.channel, OLD.campaign, OLD.share_home,
         OLD.recorded_at, OLD.recorded_by_id, OLD.recorded_label, OLD.client_key) IS DISTINCT FROM
        (NEW.topic, NEW.form, NEW.studied_on, NEW.hours, NEW.text, NEW.channel, NEW.campaign, NEW.share_home,
         NEW.recorded_at, NEW.recorded_by_id, NEW.recorded_label, NEW.client_key) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a liaison answers what a member handed in, and changes nothing of it';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_hand_in BEFORE UPDATE ON registry_studyreport FOR EACH ROW WHEN (OLD.channel = 'self')
    EXECUTE FUNCTION registry_keep_hand_in();
