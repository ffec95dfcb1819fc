-- Tools for this and later migrations: put a table behind the walls.

-- Row-level security on one table: a range of paths from transaction-local settings. nullif() because a setting that
-- was once set in a session reads '' afterwards, not NULL, and '' would open every row. For a liaison a row of
-- member data must also belong to an assigned member.
CREATE FUNCTION registry_protect(target regclass, path_column text, office boolean, member_column text)
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    prefix text := CASE WHEN office THEN 'buduanxian.office_' ELSE 'buduanxian.' END;
    rule text := format(
        '%1$I >= nullif(current_setting(%2$L, true), '''') AND %1$I < nullif(current_setting(%3$L, true), '''')',
        path_column, prefix || 'low', prefix || 'high');
    no_liaison constant text := 'nullif(current_setting(''buduanxian.liaison'', true), '''') IS NULL';
    me constant text := 'nullif(current_setting(''buduanxian.user_id'', true), '''')::uuid';
BEGIN
    IF target = 'registry_liaisonassignment'::regclass THEN
        rule := rule || format(' AND (%s OR liaison_id = %s)', no_liaison, me);
    ELSIF target = 'registry_user'::regclass THEN
        rule := format('(%s) OR id = %s', rule, me);
    ELSIF NOT office AND member_column IS NULL THEN
        rule := rule || ' AND ' || no_liaison;
    ELSIF NOT office THEN
        rule := rule || format(
            ' AND (%s OR %I IN (SELECT a.member_id FROM registry_liaisonassignment a'
            ' WHERE a.liaison_id = %s AND a.ended_on IS NULL))', no_liaison, member_column, me);
    END IF;
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('DROP POLICY IF EXISTS scope ON %s', target);
    EXECUTE format('CREATE POLICY scope ON %s USING (%s) WITH CHECK (%s)', target, rule, rule);
END $$;

-- A child and its parent belong to the same organisation. Deferred, so that a move can update both; mismatches
-- show at commit.
CREATE FUNCTION registry_same_owner(child regclass, child_column text, parent regclass)
RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (%I, owner_path) REFERENCES %s (id, owner_path)'
        ' ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED',
        child, child::text || '_' || child_column || '_same_owner', child_column, parent);
END $$;

-- Rows that may be added and read, never changed or removed.
CREATE FUNCTION registry_append_only(target regclass) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    grantee_name text;
BEGIN
    FOR grantee_name IN
        SELECT DISTINCT grantee::regrole::text FROM pg_class, aclexplode(relacl)
        WHERE pg_class.oid = target AND grantee <> relowner AND grantee <> 0
    LOOP
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %s FROM %s', target, grantee_name);
    END LOOP;
END $$;
