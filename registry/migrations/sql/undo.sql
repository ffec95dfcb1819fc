-- What the program does by itself for who came with an intake (a task, an alert, the question whether somebody is lost)
-- is no reason to keep him when the intake is taken back: a clerk who notices after a minute that it was the wrong
-- roster has done nothing yet. Apps above take away their own before registry_undo_created runs (registry.intake.undoing.FURTHER).
DROP FUNCTION registry_referring(uuid[]);

-- Members among `wanted` that rows of any table refer to, other than their own movements and links and the tables
-- `beside`. The tables are found in the catalogue, so that one added later protects its members too. It sees what its
-- caller sees: everything when a definer's function asks, the own scope when anybody else does.
CREATE FUNCTION registry_referring(wanted uuid[], beside regclass[]) RETURNS TABLE (member_id uuid)
LANGUAGE plpgsql STABLE SET search_path = public, pg_temp
AS $$
DECLARE
    item record;
BEGIN
    FOR item IN
        SELECT DISTINCT c.conrelid::regclass AS child, a.attname AS col
        FROM pg_constraint c JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = c.conkey[1]
        WHERE c.contype = 'f' AND c.confrelid = 'registry_member'::regclass
          AND c.conrelid NOT IN ('registry_movement'::regclass, 'registry_memberlink'::regclass)
          AND c.conrelid <> ALL (beside::oid[])
    LOOP
        RETURN QUERY EXECUTE format('SELECT t.%1$I FROM %2$s t WHERE t.%1$I = ANY ($1)', item.col, item.child) USING wanted;
    END LOOP;
    RETURN QUERY SELECT f.member_id FROM registry_canvassfind f WHERE f.member_id = ANY (wanted);
END $$;

-- Members among `wanted` that the intake made and nobody has touched since: never saved again, and nothing hangs on
-- them but rows of the tables `beside` and questions that nobody has answered. They are locked until the end of the
-- transaction, so that nothing new can refer to them.
CREATE FUNCTION registry_untouched(wanted_intake uuid, wanted uuid[], beside regclass[]) RETURNS TABLE (id uuid)
LANGUAGE plpgsql SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
BEGIN
    PERFORM 1 FROM registry_intake i
    WHERE i.id = wanted_intake AND i.state = 'undoing' AND registry_covers(i.owner_path);
    IF NOT FOUND THEN
        RAISE insufficient_privilege USING MESSAGE = 'intake is out of scope or not being undone';
    END IF;
    PERFORM 1 FROM registry_member m WHERE m.id = ANY (wanted) ORDER BY m.id FOR UPDATE;
    RETURN QUERY SELECT m.id FROM registry_member m
    WHERE m.id = ANY (wanted) AND m.intake_id = wanted_intake AND registry_covers(m.owner_path)
      AND m.updated_at = m.created_at AND m.is_open
      AND m.version = 1 + (SELECT count(*) FROM registry_movement v WHERE v.member_id = m.id)
      AND NOT EXISTS (SELECT 1 FROM registry_referring(wanted, beside || 'registry_lostproposal'::regclass) r
                      WHERE r.member_id = m.id)
      AND NOT EXISTS (SELECT 1 FROM registry_lostproposal p
                      WHERE p.member_id = m.id AND (p.state <> 'open' OR p.decided_by_id IS NOT NULL));
END $$;

-- Remove them with their movements, links and unanswered questions; returns the keys of those that are gone.
CREATE OR REPLACE FUNCTION registry_undo_created(wanted_intake uuid, wanted uuid[]) RETURNS TABLE (id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
#variable_conflict use_column
DECLARE
    gone uuid[];
BEGIN
    SELECT array_agg(u.id) INTO gone FROM registry_untouched(wanted_intake, wanted, '{}') u;
    DELETE FROM registry_lostproposal p WHERE p.member_id = ANY (gone);
    DELETE FROM registry_memberlink l WHERE l.member_id = ANY (gone) OR l.other_id = ANY (gone);
    DELETE FROM registry_movement v WHERE v.member_id = ANY (gone);
    DELETE FROM registry_member m WHERE m.id = ANY (gone);
    RETURN QUERY SELECT unnest(gone);
END $$;
