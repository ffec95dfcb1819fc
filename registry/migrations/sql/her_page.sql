-- What a member who came by a personal link learns and writes beside the rows that name her. Each function asks for the
-- member that the unit of work declared, and does nothing for everybody else.

-- The organisation that holds her record, and whom she may call there.
CREATE FUNCTION registry_member_place() RETURNS TABLE (name text, contact_name text, contact_phone text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT coalesce(nullif(o.full_name, ''), o.name), o.contact_name, o.contact_phone
    FROM registry_member m JOIN registry_organisation o ON o.id = m.organisation_id
    WHERE m.id = registry_member()
$$;

-- That she has read the notice (告知书); the first time counts. Whether it is new.
CREATE FUNCTION registry_acknowledge_notice(day date) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$
    WITH said AS (
        UPDATE registry_member SET notice_acknowledged_on = day, version = version + 1
        WHERE id = registry_member() AND is_open AND notice_acknowledged_on IS NULL RETURNING 1)
    SELECT EXISTS (SELECT FROM said)
$$;
