-- Rules are read from below their node; tasks and alerts are member data.
SELECT registry_protect('outreach_rule', 'owner_path', false, NULL);
SELECT registry_share_down('outreach_rule');
SELECT registry_anchor('outreach_rule');
SELECT registry_protect('outreach_planning', 'owner_path', false, NULL);
SELECT registry_protect('outreach_task', 'owner_path', false, 'member_id');
SELECT registry_protect('outreach_alert', 'owner_path', false, 'member_id');

SELECT registry_same_owner('outreach_planning', 'rule_id', 'outreach_rule');
SELECT registry_same_owner('outreach_task', 'member_id', 'registry_member');
SELECT registry_same_owner('outreach_alert', 'task_id', 'outreach_task');
SELECT registry_same_owner('outreach_alert', 'member_id', 'registry_member');

-- A rule is switched off, never removed: its tasks stay to be counted. So do tasks and alerts.
DROP POLICY removes ON outreach_rule;
DROP POLICY removes ON outreach_task;
DROP POLICY removes ON outreach_alert;

-- A liaison closes, skips and puts off what concerns the members assigned to her.
CREATE POLICY liaison_changes ON outreach_task FOR UPDATE
    USING (owner_path >= nullif(current_setting('buduanxian.low', true), '')
       AND owner_path < nullif(current_setting('buduanxian.high', true), '') AND registry_liaises(member_id))
    WITH CHECK (owner_path >= nullif(current_setting('buduanxian.low', true), '')
       AND owner_path < nullif(current_setting('buduanxian.high', true), '') AND registry_liaises(member_id));

-- A rule asks for tasks below its own node alone, and a task stays what it was made for.
CREATE FUNCTION outreach_keep_task() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF (OLD.member_id, OLD.rule_id) IS DISTINCT FROM (NEW.member_id, NEW.rule_id) THEN
        RAISE insufficient_privilege USING MESSAGE = 'a task stays with its member and its rule';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER keep_task BEFORE UPDATE OF member_id, rule_id ON outreach_task FOR EACH ROW
    EXECUTE FUNCTION outreach_keep_task();

-- Keys of rows made in the database: version 7 like those made by the program (RFC 9562 §5.7), 48 bits of Unix
-- milliseconds before 74 random bits. PostgreSQL has a function of its own from 18 on; 15 must do.
CREATE FUNCTION outreach_uuid7() RETURNS uuid LANGUAGE sql VOLATILE PARALLEL SAFE AS $$
    SELECT encode(
        set_byte(
            overlay(uuid_send(gen_random_uuid())
                PLACING substring(int8send((extract(epoch FROM clock_timestamp()) * 1000)::bigint) FROM 3) FROM 1 FOR 6),
            6, (get_byte(uuid_send(gen_random_uuid()), 6) & 15) | 112),
        'hex')::uuid
$$;
