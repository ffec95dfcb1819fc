-- Channels: rows of the office, read from every node below (that a channel is on is no secret), written by the security
-- administrator and the program. Their secrets: read by those two alone, wherever else a scope reaches.
SELECT registry_protect('outreach_channel', 'owner_path', true, NULL, '{security_admin,system}');
SELECT registry_protect('outreach_channelsecret', 'owner_path', true, NULL, '{security_admin,system}');
SELECT registry_anchor('outreach_channel');
SELECT registry_same_owner('outreach_channelsecret', 'channel_id', 'outreach_channel');
ALTER POLICY scope ON outreach_channel USING (
    (owner_path >= nullif(current_setting('buduanxian.office_low', true), '')
     AND owner_path < nullif(current_setting('buduanxian.office_high', true), ''))
    OR nullif(current_setting('buduanxian.office_low', true), '') ^@ owner_path);
ALTER POLICY scope ON outreach_channelsecret USING (
    owner_path >= nullif(current_setting('buduanxian.office_low', true), '')
    AND owner_path < nullif(current_setting('buduanxian.office_high', true), '')
    AND registry_role() IN ('security_admin', 'system'));
DROP POLICY removes ON outreach_channel;

-- Templates hold for everything below; batches are their node's.
SELECT registry_protect('outreach_messagetemplate', 'owner_path', false, NULL);
SELECT registry_share_down('outreach_messagetemplate');
SELECT registry_anchor('outreach_messagetemplate');
DROP POLICY removes ON outreach_messagetemplate;
SELECT registry_protect('outreach_messagebatch', 'owner_path', false, NULL);
SELECT registry_anchor('outreach_messagebatch');
DROP POLICY removes ON outreach_messagebatch;

-- The outbox. Nothing of it is removed. A liaison writes to her own members, singly and by her own hand alone.
SELECT registry_protect('outreach_message', 'owner_path', false, 'member_id');
SELECT registry_same_owner('outreach_message', 'member_id', 'registry_member');
SELECT registry_anchor('outreach_message');  -- a message to a group is to no member
DROP POLICY removes ON outreach_message;
CREATE POLICY counted_at_home ON outreach_message AS RESTRICTIVE FOR INSERT WITH CHECK (node_at_event = owner_path);
SELECT registry_let_liaison_write('outreach_message', 'created_by_id');
CREATE POLICY liaison_by_hand ON outreach_message AS RESTRICTIVE FOR INSERT WITH CHECK (
    nullif(current_setting('buduanxian.liaison', true), '') IS NULL OR (channel = 'wechat' AND batch_id IS NULL));
CREATE POLICY liaison_stays_by_hand ON outreach_message AS RESTRICTIVE FOR UPDATE
    USING (true) WITH CHECK (
        nullif(current_setting('buduanxian.liaison', true), '') IS NULL OR (channel = 'wechat' AND batch_id IS NULL));

-- To whom, by what and under which approval a message goes is decided once. Its text is only ever taken away.
CREATE FUNCTION outreach_keep_message() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'member, channel, batch and approval of a message stay as they are';
END $$;
CREATE TRIGGER keep_message BEFORE UPDATE ON outreach_message FOR EACH ROW
    WHEN ((OLD.id, OLD.member_id, OLD.batch_id, OLD.channel, OLD.seal, OLD.node_at_event, OLD.created_by_id)
          IS DISTINCT FROM
          (NEW.id, NEW.member_id, NEW.batch_id, NEW.channel, NEW.seal, NEW.node_at_event, NEW.created_by_id))
    EXECUTE FUNCTION outreach_keep_message();

-- What a member says through a personal link: an answer, or that she wants no more. Staff note when they read an answer
-- and may lift an opt-out; neither is ever removed.
SELECT registry_protect('outreach_messageanswer', 'owner_path', false, 'member_id');
SELECT registry_same_owner('outreach_messageanswer', 'member_id', 'registry_member');
SELECT registry_same_owner('outreach_messageanswer', 'message_id', 'outreach_message');
DROP POLICY removes ON outreach_messageanswer;
SELECT registry_protect('outreach_optout', 'owner_path', false, 'member_id');
SELECT registry_same_owner('outreach_optout', 'member_id', 'registry_member');
DROP POLICY removes ON outreach_optout;
CREATE FUNCTION outreach_keep_word() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'what a member said stays as it was said';
END $$;
CREATE TRIGGER keep_word BEFORE UPDATE OF id, member_id, message_id, text, answered_at ON outreach_messageanswer
    FOR EACH ROW WHEN ((OLD.id, OLD.member_id, OLD.message_id, OLD.text, OLD.answered_at) IS DISTINCT FROM
                       (NEW.id, NEW.member_id, NEW.message_id, NEW.text, NEW.answered_at))
    EXECUTE FUNCTION outreach_keep_word();
CREATE TRIGGER keep_word BEFORE UPDATE ON outreach_optout
    FOR EACH ROW WHEN ((OLD.id, OLD.member_id, OLD.channel, OLD.since, OLD.via) IS DISTINCT FROM
                       (NEW.id, NEW.member_id, NEW.channel, NEW.since, NEW.via)
                       OR (OLD.undone_at IS NOT NULL AND NEW.undone_at IS DISTINCT FROM OLD.undone_at))
    EXECUTE FUNCTION outreach_keep_word();

-- Personal links. What is known of one before anybody's scope is one row by its hash. They are revoked, never changed.
SELECT registry_protect('outreach_personallink', 'owner_path', false, 'member_id');
SELECT registry_same_owner('outreach_personallink', 'member_id', 'registry_member');
SELECT registry_same_owner('outreach_personallink', 'message_id', 'outreach_message');
SELECT registry_let_liaison_write('outreach_personallink', 'created_by_id');
DROP POLICY removes ON outreach_personallink;
CREATE FUNCTION outreach_keep_link() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'a link is revoked, never changed';
END $$;
CREATE TRIGGER keep_link BEFORE UPDATE ON outreach_personallink FOR EACH ROW
    WHEN ((OLD.id, OLD.member_id, OLD.purpose, OLD.digest, OLD.message_id, OLD.created_at, OLD.expires_at)
          IS DISTINCT FROM
          (NEW.id, NEW.member_id, NEW.purpose, NEW.digest, NEW.message_id, NEW.created_at, NEW.expires_at)
          OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at))
    EXECUTE FUNCTION outreach_keep_link();
CREATE FUNCTION outreach_link_by_digest(wanted bytea) RETURNS SETOF outreach_personallink
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT * FROM outreach_personallink WHERE digest = wanted $$;
-- By the member who holds it, and only its last use.
CREATE FUNCTION outreach_note_link(wanted uuid) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$ UPDATE outreach_personallink SET used_at = now() WHERE id = wanted AND member_id = registry_member() $$;

-- What a personal link sees and may add.
SELECT registry_narrow('outreach_channel');
SELECT registry_narrow('outreach_channelsecret');
SELECT registry_narrow('outreach_messagetemplate');
SELECT registry_narrow('outreach_messagebatch');
SELECT registry_narrow('outreach_message', 'member_id');
SELECT registry_narrow('outreach_messageanswer', 'member_id');
SELECT registry_narrow('outreach_optout', 'member_id');
SELECT registry_narrow('outreach_personallink', 'member_id');
SELECT registry_narrow('outreach_rule');
SELECT registry_narrow('outreach_planning');
SELECT registry_narrow('outreach_task', 'member_id');
SELECT registry_narrow('outreach_alert', 'member_id');
SELECT registry_let_member_add('outreach_messageanswer');
SELECT registry_let_member_add('outreach_optout');
