-- Write the missing half of a request whose first half the caller has just written. Of a member who is offered the other
-- side learns from where; whoever asks for somebody learns nothing of where he is.
CREATE OR REPLACE FUNCTION registry_mirror_request(wanted uuid) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    half registry_moverequest;
    held registry_member;
BEGIN
    SELECT * INTO STRICT half FROM registry_moverequest WHERE key = wanted;
    IF NOT registry_covers(half.owner_path) THEN
        RAISE insufficient_privilege USING MESSAGE = 'request is out of scope';
    END IF;
    IF half.side = 'holding' THEN
        IF NOT EXISTS (
            SELECT 1 FROM registry_organisation o
            WHERE o.path = half.to_path AND o.is_active AND left(o.path, 4) = left(half.owner_path, 4)
        ) THEN
            RAISE insufficient_privilege USING MESSAGE = 'members are offered within one district only';
        END IF;
        INSERT INTO registry_moverequest (id, owner_path, key, kind, side, state, direction, name, id_number, to_path,
            to_label, reason, answer, asked_by, asked_at, effective_on, from_label)
        VALUES (gen_random_uuid(), half.to_path, half.key, half.kind, 'receiving', half.state, half.direction, half.name,
            '', half.to_path, half.to_label, half.reason, '', half.asked_by, half.asked_at, half.effective_on,
            (SELECT o.full_name FROM registry_organisation o WHERE o.path = half.owner_path));
        RETURN;
    END IF;
    SELECT * INTO held FROM registry_member
    WHERE id_index = half.id_index AND direction = half.direction AND is_open;
    IF FOUND THEN
        INSERT INTO registry_moverequest (id, owner_path, key, kind, side, state, direction, name, id_number, to_path,
            to_label, reason, answer, asked_by, asked_at, effective_on, member_id, from_label)
        VALUES (gen_random_uuid(), held.owner_path, half.key, half.kind, 'holding', 'waiting_release', half.direction, held.name,
            '', half.to_path, half.to_label, half.reason, '', half.asked_by, half.asked_at, half.effective_on, held.id, '');
    END IF;
END $$;
