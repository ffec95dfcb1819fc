-- Who has custody, across organisations. Callers see only their own half; these functions see both, and say little.

-- Whether a row at `wanted` is the caller's to act on. Never for a liaison, whose range is wider than her members.
CREATE FUNCTION registry_covers(wanted text) RETURNS boolean LANGUAGE sql STABLE AS $$
    SELECT coalesce(wanted >= nullif(current_setting('buduanxian.low', true), '')
                AND wanted < nullif(current_setting('buduanxian.high', true), ''), false)
       AND nullif(current_setting('buduanxian.liaison', true), '') IS NULL
$$;

-- Asked by somebody who may register: everybody with member data of her own, but liaisons.
CREATE FUNCTION registry_open_anywhere(wanted bytea, flow text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT registry_covers(current_setting('buduanxian.low', true))
       AND EXISTS (SELECT 1 FROM registry_member WHERE id_index = wanted AND direction = flow AND is_open)
$$;

-- The same for a whole roster at once.
CREATE FUNCTION registry_open_among(wanted bytea[], flow text) RETURNS TABLE (id_index bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT m.id_index FROM registry_member m
    WHERE registry_covers(current_setting('buduanxian.low', true))
      AND m.id_index = ANY (wanted) AND m.direction = flow AND m.is_open
$$;

-- A link counts only while both halves are one person's: a link left behind by a corrected ID number shows nothing.
CREATE FUNCTION registry_other_half(wanted uuid) RETURNS TABLE (direction varchar, status varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT other.direction, other.status FROM registry_memberlink l
    JOIN registry_member mine ON mine.id = l.member_id
    JOIN registry_member other ON other.id = l.other_id AND other.id_index = mine.id_index
                              AND other.direction <> mine.direction
    WHERE l.member_id = wanted AND registry_covers(mine.owner_path)
$$;

-- Tie the two halves of each person among `wanted` (members of the caller) together; returns how many.
CREATE FUNCTION registry_link_halves(wanted uuid[]) RETURNS integer
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    made integer;
BEGIN
    WITH pairs AS (
        SELECT mine.id AS a, mine.owner_path AS a_path, other.id AS b, other.owner_path AS b_path
        FROM registry_member mine JOIN registry_member other
          ON other.id_index = mine.id_index AND other.direction <> mine.direction AND other.is_open
        WHERE mine.id = ANY (wanted) AND mine.is_open AND registry_covers(mine.owner_path)
    ), made_rows AS (
        INSERT INTO registry_memberlink (id, member_id, other_id, owner_path, linked_at)
        SELECT gen_random_uuid(), a, b, a_path, now() FROM pairs
        UNION ALL SELECT gen_random_uuid(), b, a, b_path, now() FROM pairs
        ON CONFLICT (member_id) DO UPDATE SET other_id = excluded.other_id, linked_at = excluded.linked_at
        RETURNING 1
    )
    SELECT count(*) / 2 INTO made FROM made_rows;
    RETURN made;
END $$;

-- Write the missing half of a request whose first half the caller has just written.
CREATE FUNCTION registry_mirror_request(wanted uuid) RETURNS void
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
            to_label, reason, answer, asked_by, asked_at, effective_on)
        VALUES (gen_random_uuid(), half.to_path, half.key, half.kind, 'receiving', half.state, half.direction, half.name,
            '', half.to_path, half.to_label, half.reason, '', half.asked_by, half.asked_at, half.effective_on);
        RETURN;
    END IF;
    SELECT * INTO held FROM registry_member
    WHERE id_index = half.id_index AND direction = half.direction AND is_open;
    IF FOUND THEN
        INSERT INTO registry_moverequest (id, owner_path, key, kind, side, state, direction, name, id_number, to_path,
            to_label, reason, answer, asked_by, asked_at, effective_on, member_id)
        VALUES (gen_random_uuid(), held.owner_path, half.key, half.kind, 'holding', 'waiting_release', half.direction, held.name,
            '', half.to_path, half.to_label, half.reason, '', half.asked_by, half.asked_at, half.effective_on, held.id);
    END IF;
END $$;

-- The holding side agrees or not.
CREATE FUNCTION registry_release_custody(wanted uuid, agreed boolean, who uuid, moment timestamptz, said text)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    holding registry_moverequest;
BEGIN
    SELECT * INTO STRICT holding FROM registry_moverequest WHERE key = wanted AND side = 'holding' FOR UPDATE;
    IF NOT registry_covers(holding.owner_path) THEN
        RAISE insufficient_privilege USING MESSAGE = 'request is out of scope';
    END IF;
    IF holding.state <> 'waiting_release' THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'request is not waiting for release';
    END IF;
    UPDATE registry_moverequest
    SET state = CASE WHEN agreed THEN 'waiting_approval' ELSE 'refused' END,
        answer = CASE WHEN side = 'holding' OR NOT agreed THEN said ELSE answer END,
        decided_by = CASE WHEN agreed THEN decided_by ELSE who END,
        decided_at = CASE WHEN agreed THEN decided_at ELSE moment END
    WHERE key = wanted;
END $$;

-- The move itself: both sides and the approval are checked here, nowhere else can custody change.
-- The caller has to stand above the receiving node, and above the holding one too unless that side has released:
-- what counts is the holding half's state, which only that side's organisation can bring about.
CREATE FUNCTION registry_move_custody(
    wanted uuid, agreed boolean, who uuid, label text, moment timestamptz, day date, movement_id uuid, said text
) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    receiving registry_moverequest;
    holding registry_moverequest;
    target registry_organisation;
    root text := nullif(current_setting('buduanxian.low', true), '');
BEGIN
    SELECT * INTO STRICT receiving FROM registry_moverequest WHERE key = wanted AND side = 'receiving' FOR UPDATE;
    SELECT * INTO holding FROM registry_moverequest WHERE key = wanted AND side = 'holding' FOR UPDATE;
    IF NOT registry_covers(receiving.owner_path) OR (root = receiving.owner_path AND length(root) > 4) THEN
        RAISE insufficient_privilege USING MESSAGE = 'only a superior of the receiving node approves';
    END IF;
    IF receiving.state NOT IN ('waiting_release', 'waiting_approval') THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'request is decided already';
    END IF;
    IF NOT agreed THEN
        UPDATE registry_moverequest SET state = 'refused', answer = said, decided_by = who, decided_at = moment
        WHERE key = wanted;
        RETURN NULL;
    END IF;
    IF holding.id IS NULL OR NOT (holding.state = 'waiting_approval'
            OR (holding.state = 'waiting_release' AND registry_covers(holding.owner_path))) THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'the holding side has not released';
    END IF;
    SELECT * INTO STRICT target FROM registry_organisation WHERE path = receiving.owner_path AND is_active;
    -- Deferred keys would notice a half that names somebody else's member only at commit, when the move has hidden it.
    PERFORM 1 FROM registry_member m WHERE m.id = holding.member_id AND m.owner_path = holding.owner_path FOR UPDATE;
    IF NOT FOUND THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'the holding side does not hold this member';
    END IF;
    UPDATE registry_moverequest SET member_id = NULL WHERE key = wanted;
    -- Another organisation's requests and liaisons end with its custody; their rows follow the member.
    UPDATE registry_moverequest SET state = 'withdrawn', decided_at = moment
    WHERE member_id = holding.member_id AND state IN ('waiting_release', 'waiting_approval');
    UPDATE registry_liaisonassignment SET ended_on = day WHERE member_id = holding.member_id AND ended_on IS NULL;
    UPDATE registry_member
    SET owner_path = target.path, organisation_id = target.id, branch_id = NULL, branch_label = '',
        version = version + 1, updated_at = moment
    WHERE id = holding.member_id AND is_open;
    IF NOT FOUND THEN
        RAISE object_not_in_prerequisite_state USING MESSAGE = 'the record has ended meanwhile';
    END IF;
    INSERT INTO registry_movement (id, owner_path, member_id, kind, effective_on, recorded_at, recorded_by_id,
        recorded_label, node_at_event, note, detail)
    VALUES (movement_id, target.path, holding.member_id, 'moved', day, moment, who, label, target.path, said, '{}');
    UPDATE registry_moverequest
    SET state = 'done', answer = said, decided_by = who, decided_at = moment,
        member_id = CASE WHEN side = 'receiving' THEN holding.member_id END
    WHERE key = wanted;
    RETURN holding.member_id;
END $$;

-- Where a member may be handed to: path and label of one organisation of the asker's district.
CREATE FUNCTION registry_directory_entry(wanted uuid) RETURNS TABLE (path varchar, full_name varchar)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT o.path, o.full_name FROM registry_organisation o
    WHERE o.id = wanted AND o.is_active
      AND o.path LIKE left(nullif(current_setting('buduanxian.office_low', true), ''), 4) || '%'
$$;

-- The asker takes a move back: the side that wrote first, i.e. the holding side of a transfer, the receiving one of
-- a take-over.
CREATE FUNCTION registry_withdraw_request(wanted uuid, who uuid, moment timestamptz) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM registry_moverequest r WHERE r.key = wanted AND registry_covers(r.owner_path)
          AND r.side = CASE WHEN r.kind = 'transfer' THEN 'holding' ELSE 'receiving' END
    ) THEN
        RAISE insufficient_privilege USING MESSAGE = 'request is out of scope';
    END IF;
    UPDATE registry_moverequest SET state = 'withdrawn', decided_by = who, decided_at = moment
    WHERE key = wanted AND state IN ('waiting_release', 'waiting_approval');
END $$;
