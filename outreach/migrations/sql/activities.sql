-- Activities are announced to everybody below their node; what was written down of them is the node's own.
SELECT registry_protect('outreach_activity', 'owner_path', false, NULL);
SELECT registry_share_down('outreach_activity');
SELECT registry_anchor('outreach_activity');
SELECT registry_protect('outreach_activityrecord', 'owner_path', false, NULL);
SELECT registry_same_owner('outreach_activityrecord', 'activity_id', 'outreach_activity');
SELECT registry_protect('outreach_activityphoto', 'owner_path', false, NULL);
SELECT registry_same_owner('outreach_activityphoto', 'activity_id', 'outreach_activity');
SELECT registry_protect('outreach_participation', 'owner_path', false, 'member_id');
SELECT registry_same_owner('outreach_participation', 'member_id', 'registry_member');
SELECT registry_protect('outreach_activitynotice', 'owner_path', false, 'member_id');
SELECT registry_same_owner('outreach_activitynotice', 'member_id', 'registry_member');
SELECT registry_same_owner('outreach_activitynotice', 'participation_id', 'outreach_participation');
SELECT registry_same_owner('outreach_activitynotice', 'message_id', 'outreach_message');
SELECT registry_narrow('outreach_activity');
SELECT registry_narrow('outreach_activityrecord');
SELECT registry_narrow('outreach_activityphoto');
SELECT registry_narrow('outreach_participation', 'member_id');
SELECT registry_narrow('outreach_activitynotice', 'member_id');
DROP POLICY removes ON outreach_activity;
DROP POLICY removes ON outreach_activityrecord;
DROP POLICY removes ON outreach_activityphoto;
DROP POLICY removes ON outreach_participation;
DROP POLICY removes ON outreach_activitynotice;

-- Who takes part in what stays; and what a member answered is written by outreach_sign_up() alone, under the
-- activity's lock. It runs as the tables' owner.
CREATE FUNCTION outreach_keep_participation() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolbypassrls OR rolsuper)) THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'places are given by outreach_sign_up() alone';
END $$;
CREATE TRIGGER keep_participation BEFORE UPDATE ON outreach_participation FOR EACH ROW
    WHEN ((OLD.member_id, OLD.activity_id, OLD.node_at_event, OLD.answer, OLD.answered_at, OLD.place_no, OLD.promoted_at)
          IS DISTINCT FROM
          (NEW.member_id, NEW.activity_id, NEW.node_at_event, NEW.answer, NEW.answered_at, NEW.place_no, NEW.promoted_at))
    EXECUTE FUNCTION outreach_keep_participation();
CREATE TRIGGER new_participation BEFORE INSERT ON outreach_participation FOR EACH ROW
    WHEN (NEW.answer <> 'none') EXECUTE FUNCTION outreach_keep_participation();

-- A link opens what it was made for.
DROP TRIGGER keep_link ON outreach_personallink;
CREATE TRIGGER keep_link BEFORE UPDATE ON outreach_personallink FOR EACH ROW
    WHEN ((OLD.id, OLD.member_id, OLD.purpose, OLD.digest, OLD.message_id, OLD.activity_id, OLD.created_at, OLD.expires_at)
          IS DISTINCT FROM
          (NEW.id, NEW.member_id, NEW.purpose, NEW.digest, NEW.message_id, NEW.activity_id, NEW.created_at, NEW.expires_at)
          OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at))
    EXECUTE FUNCTION outreach_keep_link();
