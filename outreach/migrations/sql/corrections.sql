-- What a member wants put right of her own data: asked for by herself, answered once by staff over the record.
SELECT registry_protect('outreach_correction', 'owner_path', false, 'member_id');
SELECT registry_same_owner('outreach_correction', 'member_id', 'registry_member');
SELECT registry_narrow('outreach_correction', 'member_id');
SELECT registry_let_member_add('outreach_correction');
DROP POLICY removes ON outreach_correction;
CREATE POLICY counted_at_home ON outreach_correction AS RESTRICTIVE FOR INSERT WITH CHECK (node_at_event = owner_path);
-- Nobody asks in her name, and she does not answer herself.
CREATE POLICY asked_by_herself ON outreach_correction AS RESTRICTIVE FOR INSERT WITH CHECK (
    registry_role() = 'system'
    OR (member_id = registry_member() AND state = 'open' AND decided_at IS NULL AND decided_by_id IS NULL
        AND decided_label = '' AND octet_length(given) = 0 AND octet_length(answer) = 0));

CREATE FUNCTION outreach_keep_correction() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF registry_role() = 'system'
        OR EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolbypassrls OR rolsuper)) THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'what a member asked to have put right is answered, once';
END $$;
CREATE TRIGGER keep_correction BEFORE UPDATE ON outreach_correction FOR EACH ROW
    WHEN ((OLD.member_id, OLD.node_at_event, OLD.field, OLD.old, OLD.wanted, OLD.why, OLD.asked_at)
          IS DISTINCT FROM (NEW.member_id, NEW.node_at_event, NEW.field, NEW.old, NEW.wanted, NEW.why, NEW.asked_at)
          OR (OLD.state <> 'open'
              AND (OLD.state, OLD.given, OLD.answer, OLD.decided_at, OLD.decided_by_id, OLD.decided_label)
              IS DISTINCT FROM
              (NEW.state, NEW.given, NEW.answer, NEW.decided_at, NEW.decided_by_id, NEW.decided_label)))
    EXECUTE FUNCTION outreach_keep_correction();
