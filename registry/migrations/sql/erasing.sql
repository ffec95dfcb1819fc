-- 匿名化: of a record that ended long ago stays what the figures need, and nothing of the person. Movements and earlier
-- values are rows that nobody may change, and a request has a half that lies elsewhere: hence a function.

-- What was erased stays so, whoever comes by whichever door.
CREATE FUNCTION registry_keep_erased() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolbypassrls OR rolsuper)) THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'a record is erased by registry_erase() alone, and once';
END $$;
CREATE TRIGGER keep_erased BEFORE UPDATE ON registry_member FOR EACH ROW
    WHEN (OLD.erased_on IS NOT NULL OR NEW.erased_on IS NOT NULL) EXECUTE FUNCTION registry_keep_erased();

-- The keys erased: those of `wanted` that have ended and are the caller's to act on, and what was merged into them.
-- Only for a district, or the program at work in one. `emptied` stands where a name has to be.
CREATE FUNCTION registry_erase(wanted uuid[], day date, emptied text) RETURNS SETOF uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone uuid[];
BEGIN
    IF coalesce(registry_role() NOT IN ('district', 'system'), true) THEN
        RAISE insufficient_privilege USING MESSAGE = 'records are erased by their district';
    END IF;
    -- Whoever writes about one of them now comes first, and is erased too.
    PERFORM 1 FROM registry_member m WHERE m.id = ANY (wanted) AND registry_covers(m.owner_path) ORDER BY m.id FOR UPDATE;
    WITH RECURSIVE hers AS (
        SELECT m.id FROM registry_member m
        WHERE m.id = ANY (wanted) AND registry_covers(m.owner_path) AND NOT m.is_open AND m.erased_on IS NULL
          AND (m.merged_into_id IS NULL OR m.merged_into_id = ANY (wanted))
        UNION
        SELECT a.id FROM registry_member a JOIN hers h ON a.merged_into_id = h.id WHERE NOT a.is_open
    )
    SELECT array_agg(id) INTO gone FROM hers;
    -- Figures of a month are asked of its last day: the month of a birthday says the same as its day.
    UPDATE registry_member SET
        erased_on = day, version = version + 1, updated_at = now(), name = emptied,
        name_key = '', given_key = '', pinyin = '', initials = '', pinyin_alt = '', initials_alt = '', employer_key = '',
        id_number = '', id_index = NULL, id_legacy = false, birth_on = date_trunc('month', birth_on)::date,
        birth_precision = CASE WHEN birth_precision = 'day' THEN 'month' ELSE birth_precision END,
        ethnic_code = '', education_text = '', joined_on = NULL, joined_precision = '', regular_on = NULL,
        phone = '', phone_index = NULL, phone_tail_index = NULL, other_phones = '', contact_way = '', origin_text = '',
        home_org_name = '', home_org_contact = '', home_org_phone = '', host_org_name = '',
        work_community_code = '', work_community_name = '', employer = '', job_title = '', occupation = '',
        is_migrant_worker = NULL, flow_reason = '', expected_return_on = NULL, residence = '', household = '',
        native_place = '', certificate = '', liaison_note = '', liaison_phone = '', remark = '', extra = '',
        lead_index = NULL, notice_acknowledged_on = NULL, client_key = NULL
    WHERE id = ANY (gone);
    UPDATE registry_movement SET note = '', detail = '{}' WHERE member_id = ANY (gone);
    UPDATE registry_contactlog SET summary = '', thoughts = '', work = '', family = '', study = '', dues = '',
        difficulties = '', ideas = '', changes = '', void_reason = '' WHERE member_id = ANY (gone);
    UPDATE registry_studyreport SET topic = emptied, text = '', comment = '', void_reason = ''
        WHERE member_id = ANY (gone);
    DELETE FROM registry_attachmentcontent WHERE member_id = ANY (gone);
    UPDATE registry_attachment SET name = emptied, digest = '', size = 0, removed_at = coalesce(removed_at, now()),
        remove_reason = emptied WHERE member_id = ANY (gone);
    DELETE FROM registry_revision WHERE member_id = ANY (gone);
    DELETE FROM registry_duplicatepair WHERE first_id = ANY (gone) OR second_id = ANY (gone);
    UPDATE registry_membermerge SET before = '', reason = '', undo_reason = ''
        WHERE kept_id = ANY (gone) OR absorbed_was = ANY (gone);
    UPDATE registry_moverequest SET name = emptied, id_number = '', id_index = NULL, reason = '', answer = ''
        WHERE key IN (SELECT r.key FROM registry_moverequest r WHERE r.member_id = ANY (gone));
    UPDATE registry_lostproposal SET note = '' WHERE member_id = ANY (gone);
    DELETE FROM registry_memberlink WHERE member_id = ANY (gone) OR other_id = ANY (gone);
    UPDATE registry_intakerow SET before = NULL, note = '' WHERE member_id = ANY (gone);
    UPDATE registry_rosterdifference SET fields = '[]' WHERE member_id = ANY (gone);
    RETURN QUERY SELECT unnest(gone);
END $$;
