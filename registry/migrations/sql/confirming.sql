-- Whether the program itself writes: set-up, tasks, migrations, functions that see more than their caller.
CREATE FUNCTION registry_is_program() RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(registry_role() = 'system', false)
        OR EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolbypassrls OR rolsuper))
$$;

-- What one system administrator gives takes force when a second officer has confirmed it: a role, and a password that is
-- somebody else's. Those that were given before this was asked for stay as they are.
CREATE FUNCTION registry_expect_confirmation() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF registry_is_program() THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'INSERT' THEN
        IF NEW.confirmed_at IS NULL AND NEW.confirmed_by_id IS NULL THEN
            RETURN NEW;
        END IF;
    ELSIF (OLD.confirmed_at, OLD.confirmed_by_id, OLD.posted_by_id, OLD.user_id, OLD.organisation_id, OLD.role)
        IS NOT DISTINCT FROM
        (NEW.confirmed_at, NEW.confirmed_by_id, NEW.posted_by_id, NEW.user_id, NEW.organisation_id, NEW.role)
        AND (OLD.ends_on IS NULL OR coalesce(NEW.ends_on <= OLD.ends_on, false)) THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'a posting is confirmed by the security administrator';
END $$;
CREATE TRIGGER expect_confirmation BEFORE INSERT OR UPDATE ON registry_posting
    FOR EACH ROW EXECUTE FUNCTION registry_expect_confirmation();

-- A password that was set by somebody else holds the account back; the owner's next one frees it.
CREATE FUNCTION registry_hold_account() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF registry_is_program() THEN
        RETURN NEW;
    END IF;
    IF NEW.password IS DISTINCT FROM OLD.password THEN
        NEW.held_at := CASE WHEN NEW.id IS DISTINCT FROM nullif(current_setting('buduanxian.user_id', true), '')::uuid
            THEN coalesce(NEW.held_at, now()) END;
    ELSIF NEW.held_at IS DISTINCT FROM OLD.held_at THEN
        RAISE insufficient_privilege USING MESSAGE = 'a password is confirmed by the security administrator';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER hold_account BEFORE UPDATE ON registry_user FOR EACH ROW
    WHEN ((OLD.password, OLD.held_at) IS DISTINCT FROM (NEW.password, NEW.held_at))
    EXECUTE FUNCTION registry_hold_account();

-- Whether the caller is a security administrator whose office reaches a row there.
CREATE FUNCTION registry_confirms(at text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(registry_role() IN ('security_admin', 'system')
        AND at >= nullif(current_setting('buduanxian.office_low', true), '')
        AND at < nullif(current_setting('buduanxian.office_high', true), ''), false)
$$;

-- The second officer's yes or no; nobody's to the own posting. Each tells whether there was something to decide.
CREATE FUNCTION registry_confirm_posting(wanted uuid, moment timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    who uuid := nullif(current_setting('buduanxian.user_id', true), '')::uuid;
BEGIN
    UPDATE registry_posting SET confirmed_at = moment, confirmed_by_id = who
    WHERE id = wanted AND confirmed_at IS NULL AND user_id IS DISTINCT FROM who AND registry_confirms(owner_path);
    RETURN found;
END $$;

CREATE FUNCTION registry_refuse_posting(wanted uuid, until date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE registry_posting SET ends_on = least(ends_on, until), starts_on = least(starts_on, ends_on, until)
    WHERE id = wanted AND confirmed_at IS NULL AND registry_confirms(owner_path)
      AND user_id IS DISTINCT FROM nullif(current_setting('buduanxian.user_id', true), '')::uuid;
    RETURN found;
END $$;

CREATE FUNCTION registry_release_account(wanted uuid) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    UPDATE registry_user SET held_at = NULL
    WHERE id = wanted AND held_at IS NOT NULL AND registry_confirms(owner_path)
      AND id IS DISTINCT FROM nullif(current_setting('buduanxian.user_id', true), '')::uuid;
    RETURN found;
END $$;

UPDATE registry_posting SET confirmed_at = now();

CREATE OR REPLACE FUNCTION registry_postings_of(wanted uuid, day date)
RETURNS TABLE (id uuid, role varchar, organisation_id uuid, path varchar, name varchar, full_name varchar, kind varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT p.id, p.role, o.id, o.path, o.name, o.full_name, o.kind
    FROM registry_posting p JOIN registry_organisation o ON o.id = p.organisation_id
    JOIN registry_user u ON u.id = p.user_id
    WHERE p.user_id = wanted AND u.is_active AND o.is_active AND p.confirmed_at IS NOT NULL
      AND p.starts_on <= day AND (p.ends_on IS NULL OR p.ends_on >= day)
    ORDER BY o.path, p.role
$$;

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
          AND p.role NOT IN ('system_admin', 'security_admin', 'auditor') AND p.confirmed_at IS NOT NULL
          AND p.starts_on <= day AND (p.ends_on IS NULL OR p.ends_on >= day)
          AND (f.until IS NULL OR f.until >= day))
$$;
