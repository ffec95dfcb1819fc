-- Reading the trail whole: for the program's verification and its anchors, and for an auditor's own district.

-- The end of every chain that is there.
CREATE FUNCTION registry_audit_heads() RETURNS TABLE (chain varchar, seq bigint, mac bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    WITH RECURSIVE known AS (
        (SELECT e.chain FROM registry_auditevent e ORDER BY e.chain LIMIT 1)
        UNION ALL
        SELECT (SELECT e.chain FROM registry_auditevent e WHERE e.chain > known.chain ORDER BY e.chain LIMIT 1)
        FROM known WHERE known.chain IS NOT NULL
    )
    SELECT head.chain, head.seq, head.mac FROM known
    CROSS JOIN LATERAL (
        SELECT e.chain, e.seq, e.mac FROM registry_auditevent e WHERE e.chain = known.chain ORDER BY e.seq DESC LIMIT 1
    ) head
    WHERE registry_role() = 'system'
$$;

-- A page of one chain, in order. The key is (seq, id), so that a forked number is not skipped at a page's edge.
CREATE FUNCTION registry_audit_chain(wanted text, after bigint, after_id uuid, most integer)
RETURNS SETOF registry_auditevent
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$
    SELECT e.* FROM registry_auditevent e
    WHERE e.chain = wanted AND (e.seq, e.id) > (after, after_id)
      AND (registry_role() = 'system' OR (registry_role() = 'auditor'
           AND wanted = left(nullif(current_setting('buduanxian.office_low', true), ''), 4)))
    ORDER BY e.seq, e.id LIMIT most
$$;
