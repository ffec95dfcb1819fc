-- That almost everybody who asks has an account and is no liaison, was a thing PostgreSQL could not know: of `x IS NULL` for
-- what is asked once a statement it expects that it holds for five rows in a thousand, so that of a district's ten
-- thousand members it expected some twenty, and read the whole table once for each organisation. Of `x IS NOT NULL` it
-- expects it of nearly all. So the same is asked as true or nothing, and not as a value or nothing.

-- To be called after registry_ask('once'): says it anew in every policy, so that PostgreSQL expects 'all' or 'few' rows.
CREATE FUNCTION registry_expect(how text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    member constant text := 'registry_member()';
    liaison constant text := 'NULLIF(current_setting(''buduanxian.liaison''::text, true), ''''::text)';
    few constant text[] := ARRAY[
        '(( SELECT ' || member || ' AS registry_member) IS NULL)', '(( SELECT ' || liaison || ' AS "nullif") IS NULL)'];
    every constant text[] := ARRAY[
        '(( SELECT ((' || member || ' IS NULL) OR NULL::boolean) AS everybody) IS NOT NULL)',
        '(( SELECT ((' || liaison || ' IS NULL) OR NULL::boolean) AS everybody) IS NOT NULL)'];
    old constant text[] := CASE how WHEN 'all' THEN few ELSE every END;
    new constant text[] := CASE how WHEN 'all' THEN every ELSE few END;
    item record;
BEGIN
    FOR item IN SELECT polrelid::regclass AS target, polname,
            replace(replace(pg_get_expr(polqual, polrelid), old[1], new[1]), old[2], new[2]) AS seen,
            replace(replace(pg_get_expr(polwithcheck, polrelid), old[1], new[1]), old[2], new[2]) AS written
        FROM pg_policy
        WHERE strpos(concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)), old[1]) > 0
           OR strpos(concat(pg_get_expr(polqual, polrelid), pg_get_expr(polwithcheck, polrelid)), old[2]) > 0 LOOP
        EXECUTE format('ALTER POLICY %I ON %s', item.polname, item.target)
            || coalesce(' USING (' || item.seen || ')', '') || coalesce(' WITH CHECK (' || item.written || ')', '');
    END LOOP;
END $$;
