-- Liaisons: rows of the office. Whoever may assign them says what they are; a posting as liaison brings one along.
SELECT registry_protect('registry_liaisonprofile', 'owner_path', true, NULL,
    '{district,street,community,system_admin,system}');
SELECT registry_same_owner('registry_liaisonprofile', 'organisation_id', 'registry_organisation', 'path');

-- Assignments in force, of members of the caller, whose liaison has left: account off, or no posting over the member
-- that is in force and within its term. The liaison may be posted above the caller and out of her sight; she learns
-- that somebody left who kept in touch with members of hers, nothing else. Asked from those who ever left, who are
-- few, not from the members.
CREATE FUNCTION registry_stranded(day date) RETURNS SETOF uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH gone AS (
        SELECT u.id AS user_id FROM registry_user u WHERE NOT u.is_active
        UNION SELECT p.user_id FROM registry_posting p WHERE p.ends_on < day
        UNION SELECT f.user_id FROM registry_liaisonprofile f WHERE f.until < day
    )
    SELECT a.id FROM gone g JOIN registry_liaisonassignment a ON a.liaison_id = g.user_id AND a.ended_on IS NULL
    WHERE registry_covers(a.owner_path) AND NOT EXISTS (
        SELECT 1 FROM registry_user u JOIN registry_posting p ON p.user_id = u.id
        LEFT JOIN registry_liaisonprofile f ON f.user_id = u.id AND f.organisation_id = p.organisation_id
        WHERE u.id = a.liaison_id AND u.is_active AND starts_with(a.owner_path, p.owner_path)
          AND p.role NOT IN ('system_admin', 'security_admin', 'auditor')
          AND p.starts_on <= day AND (p.ends_on IS NULL OR p.ends_on >= day)
          AND (f.until IS NULL OR f.until >= day))
$$;
