-- Whether somebody is a liaison was asked of the session for every row that a statement looks at; it is the same for all
-- of them. As a query of its own it is asked once a statement. (The range of paths stays as it is: only so does
-- PostgreSQL know how many rows lie in it.)

-- To be called after the policies of a table are made: says it anew in every policy, in `how` 'once' or 'each' row.
CREATE FUNCTION registry_ask(how text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    setting constant text := 'NULLIF(current_setting(''buduanxian.liaison''::text, true), ''''::text)';
    each constant text := '(' || setting || ' IS NULL)';
    once constant text := '(( SELECT ' || setting || ' AS "nullif") IS NULL)';
    old constant text := CASE how WHEN 'once' THEN each ELSE once END;
    new constant text := CASE how WHEN 'once' THEN once ELSE each END;
    item record;
BEGIN
    FOR item IN SELECT polrelid::regclass AS target, polname, replace(pg_get_expr(polqual, polrelid), old, new) AS seen,
            replace(pg_get_expr(polwithcheck, polrelid), old, new) AS written
        FROM pg_policy
        WHERE concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)) LIKE '%' || old || '%' LOOP
        EXECUTE format('ALTER POLICY %I ON %s', item.polname, item.target)
            || coalesce(' USING (' || item.seen || ')', '') || coalesce(' WITH CHECK (' || item.written || ')', '');
    END LOOP;
END $$;
