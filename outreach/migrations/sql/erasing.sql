-- What outreach knows of members that registry_erase() has just emptied. Ideas are the community's business and stay,
-- without who had them; a case of help is her own business and goes.
CREATE FUNCTION outreach_erase(wanted uuid[], emptied text) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    gone uuid[];
    helped uuid[];
BEGIN
    IF coalesce(registry_role() NOT IN ('district', 'system'), true) THEN
        RAISE insufficient_privilege USING MESSAGE = 'records are erased by their district';
    END IF;
    SELECT array_agg(m.id) INTO gone FROM registry_member m
    WHERE m.id = ANY (wanted) AND registry_covers(m.owner_path) AND m.erased_on IS NOT NULL;
    UPDATE outreach_task SET reason = '' WHERE member_id = ANY (gone);
    UPDATE outreach_message SET title = '', content = '', address_hint = '', reason = '', provider_id = ''
        WHERE member_id = ANY (gone);
    DELETE FROM outreach_messageanswer WHERE member_id = ANY (gone);
    UPDATE outreach_activitynotice SET reason = '' WHERE member_id = ANY (gone);
    UPDATE outreach_optout SET note = '', undo_reason = '' WHERE member_id = ANY (gone);
    UPDATE outreach_personallink SET revoked_at = now() WHERE member_id = ANY (gone) AND revoked_at IS NULL;
    UPDATE outreach_correction SET old = '', wanted = '', why = '', given = '', answer = ''
        WHERE member_id = ANY (gone);
    UPDATE outreach_lead SET said = '', phone_index = NULL, note = '', purged_at = coalesce(purged_at, now())
        WHERE member_id = ANY (gone);
    UPDATE outreach_handout SET void_reason = '' WHERE member_id = ANY (gone);
    UPDATE outreach_pioneerpost SET name = emptied, unit = '', commitment = '', end_reason = '', void_reason = ''
        WHERE member_id = ANY (gone);
    UPDATE outreach_councilseat SET end_reason = '', void_reason = '' WHERE member_id = ANY (gone);
    -- The project stays: an occasion is counted once, however many served.
    UPDATE outreach_volunteerservice SET place = '', content = '', void_reason = '' WHERE member_id = ANY (gone);
    UPDATE outreach_partnote SET text = '', void_reason = '' WHERE member_id = ANY (gone);
    UPDATE outreach_wishclaim SET end_reason = '' WHERE member_id = ANY (gone);
    DELETE FROM outreach_wishevidence WHERE member_id = ANY (gone);
    UPDATE outreach_suggestion SET proposer_name = '', proposer_phone = '' WHERE member_id = ANY (gone);
    SELECT array_agg(s.id) INTO helped FROM outreach_suggestion s WHERE s.member_id = ANY (gone) AND s.kind = 'help';
    UPDATE outreach_suggestion SET title = emptied, content = '', grams = '{}', result = '', remark = '',
        public_title = '', public_text = '', public_result = ''
        WHERE id = ANY (helped);
    UPDATE outreach_suggestionstep SET why = '' WHERE suggestion_id = ANY (helped);
    UPDATE outreach_suggestionword SET text = '' WHERE suggestion_id = ANY (helped);
    DELETE FROM outreach_suggestionfile WHERE suggestion_id = ANY (helped);
    UPDATE outreach_suggestionunit SET opinion = '' WHERE suggestion_id = ANY (helped);
    UPDATE outreach_suggestionextension SET why = '', answer = '' WHERE suggestion_id = ANY (helped);
    UPDATE outreach_supervision SET note = '' WHERE suggestion_id = ANY (helped);
END $$;
