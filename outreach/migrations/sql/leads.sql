-- The code on a venue's wall, and what people wrote there: a node's own, and what stands above it.
SELECT registry_protect('outreach_registrationpoint', 'owner_path', false, NULL);
SELECT registry_same_owner('outreach_registrationpoint', 'venue_id', 'outreach_venue');
SELECT registry_protect('outreach_lead', 'owner_path', false, NULL);
SELECT registry_same_owner('outreach_lead', 'point_id', 'outreach_registrationpoint');
SELECT registry_narrow('outreach_registrationpoint');
SELECT registry_narrow('outreach_lead');
DROP POLICY removes ON outreach_registrationpoint;
DROP POLICY removes ON outreach_lead;
-- Nobody writes a lead in somebody's name: it comes through outreach_leave_lead(), or from the program itself.
CREATE POLICY from_the_wall ON outreach_lead AS RESTRICTIVE FOR INSERT WITH CHECK (registry_role() = 'system');

-- What was written stays until it is purged; an answer is given once.
CREATE FUNCTION outreach_keep_lead() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF registry_role() = 'system'
        OR EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolbypassrls OR rolsuper)) THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'what was written at a registration point is answered, once';
END $$;
CREATE TRIGGER keep_lead BEFORE UPDATE ON outreach_lead FOR EACH ROW
    WHEN ((OLD.point_id, OLD.said, OLD.phone_index, OLD.notice, OLD.left_at, OLD.purged_at)
          IS DISTINCT FROM (NEW.point_id, NEW.said, NEW.phone_index, NEW.notice, NEW.left_at, NEW.purged_at)
          OR (OLD.state <> 'open'
              AND (OLD.state, OLD.reason, OLD.note, OLD.member_id, OLD.decided_at, OLD.decided_by_id, OLD.decided_label)
              IS DISTINCT FROM
              (NEW.state, NEW.reason, NEW.note, NEW.member_id, NEW.decided_at, NEW.decided_by_id, NEW.decided_label)))
    EXECUTE FUNCTION outreach_keep_lead();

-- The code on the wall, asked before anybody's scope: the place, and whether its form is open. Nothing of persons but the
-- office that the poster names too.
CREATE FUNCTION outreach_point(wanted text) RETURNS TABLE (
    venue varchar, address varchar, open_hours varchar, contact_name varchar, contact_phone varchar, host_label varchar,
    in_force boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT v.name, v.address, v.open_hours, v.contact_name, v.contact_phone, v.host_label,
        p.ended_at IS NULL AND v.closed_on IS NULL AND (v.takes_reports OR v.kind = 'registration_point')
    FROM outreach_registrationpoint p JOIN outreach_venue v ON v.id = p.venue_id
    WHERE p.code = wanted
$$;

-- What somebody wrote there. It reads nothing of members, so that nothing can be learnt from it. The path of the node for
-- the trail; NULL where the code opens nothing, or the point has had its fill of today. Sent twice, it is one.
CREATE FUNCTION outreach_leave_lead(
    wanted text, key uuid, words bytea, phone bytea, wording text, at timestamptz, since timestamptz, most integer
) RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    p outreach_registrationpoint;
BEGIN
    SELECT q.* INTO p FROM outreach_registrationpoint q JOIN outreach_venue v ON v.id = q.venue_id
    WHERE q.code = wanted AND q.ended_at IS NULL AND v.closed_on IS NULL
      AND (v.takes_reports OR v.kind = 'registration_point')
    FOR NO KEY UPDATE OF q;
    IF p.id IS NULL OR octet_length(words) > 8000
        OR (SELECT count(*) FROM outreach_lead l WHERE l.point_id = p.id AND l.left_at >= since) >= most THEN
        RETURN NULL;
    END IF;
    INSERT INTO outreach_lead (id, owner_path, point_id, said, phone_index, notice, left_at, state, reason, note,
        decided_label)
    VALUES (key, p.owner_path, p.id, words, phone, wording, at, 'open', '', '', '')
    ON CONFLICT (id) DO NOTHING;
    RETURN CASE WHEN FOUND THEN p.owner_path ELSE '' END;
END $$;
