-- When the caller may again ask about people who are open elsewhere: NULL while fewer than `most` different people were
-- told of since `since`. The trail itself is counted, so that nobody can ask without leaving the mark that counts; the
-- caller's own rows only, and nothing of them but a moment. Takes the account's lock until the transaction ends, so that
-- questions sent at the same time can't overtake the count.
CREATE FUNCTION registry_told_enough(since timestamptz, most integer) RETURNS timestamptz
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    me constant uuid := nullif(current_setting('buduanxian.user_id', true), '')::uuid;
    reached timestamptz;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('probing|' || me, 0));
    SELECT max(e.at) INTO reached FROM registry_auditevent e
    WHERE e.actor_id = me AND e.at > since AND e.detail ? 'person'
    GROUP BY e.detail ->> 'person' ORDER BY 1 DESC OFFSET most - 1 LIMIT 1;
    RETURN reached;
END $$;
