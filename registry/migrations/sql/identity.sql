-- What has to be read before anybody's scope is known: the account that logs in and its postings.

CREATE FUNCTION registry_user_by_name(wanted text) RETURNS SETOF registry_user
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT * FROM registry_user WHERE username = wanted $$;

CREATE FUNCTION registry_user_by_id(wanted uuid) RETURNS SETOF registry_user
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT * FROM registry_user WHERE id = wanted $$;

CREATE FUNCTION registry_note_login(wanted uuid, moment timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$ UPDATE registry_user SET last_login = moment WHERE id = wanted $$;

CREATE FUNCTION registry_postings_of(wanted uuid, day date)
RETURNS TABLE (id uuid, role varchar, organisation_id uuid, path varchar, name varchar, full_name varchar, kind varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT p.id, p.role, o.id, o.path, o.name, o.full_name, o.kind
    FROM registry_posting p JOIN registry_organisation o ON o.id = p.organisation_id
    JOIN registry_user u ON u.id = p.user_id
    WHERE p.user_id = wanted AND u.is_active AND o.is_active
      AND p.starts_on <= day AND (p.ends_on IS NULL OR p.ends_on >= day)
    ORDER BY o.path, p.role
$$;

-- Roots of the tree: what a timetable task walks, district by district.
CREATE FUNCTION registry_roots() RETURNS TABLE (id uuid, path varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT id, path FROM registry_organisation WHERE parent_id IS NULL AND is_active ORDER BY path $$;

-- Names of organisations one may hand a member to: those of the asker's own district, names only.
CREATE FUNCTION registry_directory(wanted text, most integer)
RETURNS TABLE (id uuid, full_name varchar, kind varchar, code varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT o.id, o.full_name, o.kind, o.code FROM registry_organisation o
    WHERE o.is_active
      AND o.path LIKE left(nullif(current_setting('buduanxian.office_low', true), ''), 4) || '%'
      AND (strpos(o.full_name, wanted) > 0 OR o.code = wanted
           OR EXISTS (SELECT 1 FROM registry_organisationalias a WHERE a.organisation_id = o.id AND a.alias = wanted))
    ORDER BY o.path LIMIT most
$$;

-- The end of one chain of the trail. Takes the chain's lock until the transaction ends: call it last.
CREATE FUNCTION registry_audit_tail(wanted text) RETURNS TABLE (seq bigint, mac bytea)
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('registry_audit|' || wanted, 0));
    RETURN QUERY SELECT e.seq, e.mac FROM registry_auditevent e WHERE e.chain = wanted ORDER BY e.seq DESC LIMIT 1;
END $$;
