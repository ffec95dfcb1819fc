-- Candidates for "one person, two records": pairs that share a key. A key is a number, or the sound of the name
-- together with what else agrees, so that no name is compared with all others; a key that more than `most` records
-- share says nothing and is left out. The function sees what its caller sees.
CREATE FUNCTION registry_duplicate_candidates(most integer) RETURNS TABLE (first_id uuid, second_id uuid)
LANGUAGE sql STABLE SET search_path = public, pg_temp SET work_mem = '128MB' SET jit = off
AS $$
    WITH known AS (
        SELECT m.id, m.direction, m.id_index, m.phone_index, m.birth_on, m.birth_precision = 'day' AS to_the_day,
            m.employer_key, m.origin_code, m.home_org_name, m.owner_path, m.status = 'lead' AS lead, s.sound
        FROM registry_member m
        CROSS JOIN LATERAL (SELECT m.pinyin UNION ALL SELECT m.pinyin_alt WHERE m.pinyin_alt NOT IN ('', m.pinyin)) AS s (sound)
        WHERE m.is_open AND m.merged_into_id IS NULL AND m.pinyin <> ''
    ), keyed AS MATERIALIZED (
        -- One number a key: text is dear to sort. Two keys that fall together cost a comparison, nothing else.
        SELECT k.id, hashtextextended(k.direction || f.key, f.kind) AS key, f.sure
        FROM known k CROSS JOIN LATERAL (VALUES
            (1, encode(k.phone_index, 'hex'), true),
            (2, k.sound || CASE WHEN k.to_the_day THEN k.birth_on END, true),
            (3, k.sound || extract(year FROM k.birth_on), NOT k.to_the_day),
            (4, k.sound || ' ' || nullif(k.employer_key, ''), true),
            (5, k.sound || CASE WHEN k.origin_code !~ '^(..0000)?$' THEN k.origin_code END, true),
            (6, k.sound || ' ' || nullif(k.home_org_name, ''), true),
            (7, k.sound || ' ' || k.owner_path, k.lead),
            (8, CASE WHEN k.to_the_day THEN k.birth_on END || nullif(k.employer_key, ''), true)
        ) AS f (kind, key, sure) WHERE f.key IS NOT NULL
        UNION ALL
        SELECT m.id, hashtextextended(m.direction || encode(m.id_index, 'hex'), 9), true FROM registry_member m
        WHERE m.id_index IS NOT NULL AND m.merged_into_id IS NULL
    ), shared AS (
        SELECT key FROM keyed GROUP BY key HAVING count(*) BETWEEN 2 AND most AND bool_or(sure)
    ), held AS MATERIALIZED (
        SELECT key, id FROM keyed JOIN shared USING (key)
    ), pairs AS (
        SELECT DISTINCT a.id AS one, b.id AS two FROM held a JOIN held b ON b.key = a.key AND a.id < b.id
    )
    -- Birthdays that contradict end it here. Two ID numbers may differ by a slip in the birthday, in one part of it.
    SELECT one, two FROM pairs JOIN registry_member x ON x.id = one JOIN registry_member y ON y.id = two
    WHERE x.birth_precision <> 'day' OR y.birth_precision <> 'day' OR x.birth_on = y.birth_on
       OR (x.id_index <> y.id_index AND
           (date_part('year', x.birth_on) <> date_part('year', y.birth_on))::int
         + (date_part('month', x.birth_on) <> date_part('month', y.birth_on))::int
         + (date_part('day', x.birth_on) <> date_part('day', y.birth_on))::int = 1)
       OR x.birth_on IS NULL OR y.birth_on IS NULL OR x.id_index = y.id_index
$$;

-- The other half of a person follows a merge: whoever pointed at `gone` points at `kept`, and `gone`'s own link becomes
-- `kept`'s where that has none. It acts between a record and the one it is merged into only, in either direction; with
-- `only` it touches no other links (the undoing). Returns the links that it touched.
CREATE FUNCTION registry_follow_merge(gone uuid, kept uuid, only_links uuid[]) RETURNS TABLE (link_id uuid)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
BEGIN
    PERFORM 1 FROM registry_member a JOIN registry_member b ON b.id = kept
    WHERE a.id = gone AND registry_covers(a.owner_path) AND registry_covers(b.owner_path)
      AND a.owner_path = b.owner_path AND a.direction = b.direction
      AND (a.merged_into_id = b.id OR b.merged_into_id = a.id);
    IF NOT FOUND THEN
        RAISE insufficient_privilege USING MESSAGE = 'no merge of the caller ties these records';
    END IF;
    RETURN QUERY UPDATE registry_memberlink l SET other_id = kept
    WHERE l.other_id = gone AND l.member_id <> kept AND (only_links IS NULL OR l.id = ANY (only_links)) RETURNING l.id;
    RETURN QUERY UPDATE registry_memberlink l SET member_id = kept
    WHERE l.member_id = gone AND l.other_id <> kept AND (only_links IS NULL OR l.id = ANY (only_links))
      AND NOT EXISTS (SELECT 1 FROM registry_memberlink own WHERE own.member_id = kept) RETURNING l.id;
END $$;

-- As before, but a link that is right already keeps the day on which it was made.
CREATE OR REPLACE FUNCTION registry_link_halves(wanted uuid[]) RETURNS integer
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
        INSERT INTO registry_memberlink AS l (id, member_id, other_id, owner_path, linked_at)
        SELECT gen_random_uuid(), a, b, a_path, now() FROM pairs
        UNION ALL SELECT gen_random_uuid(), b, a, b_path, now() FROM pairs
        ON CONFLICT (member_id) DO UPDATE SET other_id = excluded.other_id, linked_at = excluded.linked_at
        WHERE l.other_id <> excluded.other_id
        RETURNING 1
    )
    SELECT count(*) / 2 INTO made FROM made_rows;
    RETURN made;
END $$;

-- The bytes of a file belong to the record that the file belongs to, also when a merge hands it on.
ALTER TABLE registry_attachment ADD CONSTRAINT attachment_id_member UNIQUE (id, member_id);
ALTER TABLE registry_attachmentcontent ADD CONSTRAINT registry_attachmentcontent_same_member
    FOREIGN KEY (attachment_id, member_id) REFERENCES registry_attachment (id, member_id)
    ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED;
