-- How many messages of the caller's office wait, are uncertain or given up: numbers, for those who look after the
-- machinery and see no member data.
CREATE FUNCTION outreach_messages_waiting() RETURNS TABLE (kind text, number bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT CASE WHEN m.state IN ('queued', 'sending') THEN 'queued'
                WHEN m.state = 'unknown' AND NOT m.needs_person THEN 'unknown' ELSE 'dead' END AS kind, count(*)
    FROM outreach_message m
    WHERE registry_role() IN ('district', 'system_admin', 'system')
      AND m.owner_path >= nullif(current_setting('buduanxian.office_low', true), '')
      AND m.owner_path < nullif(current_setting('buduanxian.office_high', true), '')
      AND (m.state IN ('sending', 'unknown', 'failed') OR (m.state = 'queued' AND m.channel <> 'wechat'))
    GROUP BY 1
$$;
