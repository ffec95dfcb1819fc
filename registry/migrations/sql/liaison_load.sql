-- The same question, bound to be asked from those who ever left: without the fences the planner reads all assignments of
-- the scope first, a second at a million.
CREATE OR REPLACE FUNCTION registry_stranded(day date) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH gone AS MATERIALIZED (
        SELECT u.id AS user_id FROM registry_user u WHERE NOT u.is_active
        UNION SELECT p.user_id FROM registry_posting p WHERE p.ends_on < day
        UNION SELECT f.user_id FROM registry_liaisonprofile f WHERE f.until < day
    ), held AS MATERIALIZED (
        SELECT a.* FROM gone g CROSS JOIN LATERAL (
            SELECT s.id, s.liaison_id, s.owner_path FROM registry_liaisonassignment s
            WHERE s.liaison_id = g.user_id AND s.ended_on IS NULL
              AND s.owner_path >= nullif(current_setting('buduanxian.low', true), '')
              AND s.owner_path < nullif(current_setting('buduanxian.high', true), '')
            OFFSET 0
        ) a
    )
    SELECT a.id FROM held a WHERE registry_covers(a.owner_path) AND NOT EXISTS (
        SELECT 1 FROM registry_user u JOIN registry_posting p ON p.user_id = u.id
        LEFT JOIN registry_liaisonprofile f ON f.user_id = u.id AND f.organisation_id = p.organisation_id
        WHERE u.id = a.liaison_id AND u.is_active AND starts_with(a.owner_path, p.owner_path)
          AND p.role NOT IN ('system_admin', 'security_admin', 'auditor')
          AND p.starts_on <= day AND (p.ends_on IS NULL OR p.ends_on >= day)
          AND (f.until IS NULL OR f.until >= day))
$$;
