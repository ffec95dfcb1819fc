-- Whom this account cares for, as one value: a policy that asks for it is planned in half the time of one that reads the
-- table of assignments itself, whose own policies PostgreSQL would take apart again for every table of every statement.
-- Rights are the asker's own; asked once a statement, and only where a liaison asks.
CREATE FUNCTION registry_assigned() RETURNS uuid[] LANGUAGE sql STABLE PARALLEL SAFE AS $$
    SELECT array_agg(a.member_id) FROM registry_liaisonassignment a
    WHERE a.liaison_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid AND a.ended_on IS NULL
$$;

-- Every policy that asks which members a liaison has: 'function' by registry_assigned(), 'table' as it was before.
-- New tables call registry_assign('function') after registry_protect() and registry_narrow().
CREATE FUNCTION registry_assign(how text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    spaced constant text := '\s*IN \( SELECT a\.member_id\s+FROM registry_liaisonassignment a\s+WHERE'
        ' \(\(a\.liaison_id = \(NULLIF\(current_setting\(''buduanxian\.user_id''::text, true\), ''''::text\)\)::uuid\)'
        ' AND \(a\.ended_on IS NULL\)\)\)';
    called constant text := '\s*= ANY \(\( SELECT registry_assigned\(\) AS registry_assigned\)::uuid\[\]\)';
    old constant text := CASE how WHEN 'function' THEN spaced ELSE called END;
    new constant text := CASE how
        WHEN 'function' THEN ' = ANY ((SELECT registry_assigned())::uuid[])'
        ELSE ' IN (SELECT a.member_id FROM registry_liaisonassignment a WHERE a.liaison_id ='
            ' nullif(current_setting(''buduanxian.user_id'', true), '''')::uuid AND a.ended_on IS NULL)' END;
    item record;
BEGIN
    FOR item IN SELECT polrelid::regclass AS target, polname,
            regexp_replace(pg_get_expr(polqual, polrelid), old, new, 'g') AS seen
        FROM pg_policy WHERE pg_get_expr(polqual, polrelid) ~ old LOOP
        EXECUTE format('ALTER POLICY %I ON %s USING (%s)', item.polname, item.target, item.seen);
    END LOOP;
END $$;
