-- Tools for this and later migrations: put a table behind the walls.

-- The role somebody works in, as the unit of work declared it; NULL for nobody.
CREATE FUNCTION registry_role() RETURNS text LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('buduanxian.role', true), '')
$$;

-- Row-level security on one table: a range of paths from transaction-local settings. nullif() because a setting that
-- was once set in a session reads '' afterwards, not NULL, and '' would open every row.
-- Member data is read in the range of `path`, by a liaison only where an assigned member is concerned, and written by
-- everybody in that range but liaisons. Rows of the office are read in the range of `office`, and written by `writers`.
CREATE FUNCTION registry_protect(
    target regclass, path_column text, office boolean, member_column text, writers text[] DEFAULT '{}'
) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    prefix text := CASE WHEN office THEN 'buduanxian.office_' ELSE 'buduanxian.' END;
    reach text := format(
        '%1$I >= nullif(current_setting(%2$L, true), '''') AND %1$I < nullif(current_setting(%3$L, true), '''')',
        path_column, prefix || 'low', prefix || 'high');
    no_liaison constant text := 'nullif(current_setting(''buduanxian.liaison'', true), '''') IS NULL';
    me constant text := 'nullif(current_setting(''buduanxian.user_id'', true), '''')::uuid';
    seen text := reach;
    written text := reach || CASE WHEN office THEN format(' AND registry_role() = ANY (%L)', writers)
                                  ELSE ' AND ' || no_liaison END;
BEGIN
    IF target = 'registry_liaisonassignment'::regclass THEN
        seen := reach || format(' AND (%s OR liaison_id = %s)', no_liaison, me);
    ELSIF NOT office AND member_column IS NULL THEN
        seen := written;
    ELSIF NOT office THEN
        seen := reach || format(
            ' AND (%s OR %I IN (SELECT a.member_id FROM registry_liaisonassignment a'
            ' WHERE a.liaison_id = %s AND a.ended_on IS NULL))', no_liaison, member_column, me);
    END IF;
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', target);
    EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', target);
    EXECUTE format('CREATE POLICY scope ON %s FOR SELECT USING (%s)', target, seen);
    EXECUTE format('CREATE POLICY adds ON %s FOR INSERT WITH CHECK (%s)', target, written);
    EXECUTE format('CREATE POLICY changes ON %s FOR UPDATE USING (%s) WITH CHECK (%s)', target, written, written);
    EXECUTE format('CREATE POLICY removes ON %s FOR DELETE USING (%s)', target, written);
    EXECUTE format(
        'CREATE TRIGGER keep_path BEFORE UPDATE OF %1$I ON %2$s FOR EACH ROW'
        ' WHEN (OLD.%1$I IS DISTINCT FROM NEW.%1$I) EXECUTE FUNCTION registry_keep_path()', path_column, target);
END $$;

-- Whose a row is never changes by an UPDATE of the app role, wherever its scope reaches: only the functions that check
-- both sides (and the cascades they set off) change it. They run as the tables' owner, who passes row-level security.
CREATE FUNCTION registry_keep_path() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolbypassrls OR rolsuper)) THEN
        RAISE insufficient_privilege USING MESSAGE = format('rows of %s do not change hands by an update', TG_RELID::regclass);
    END IF;
    RETURN NEW;
END $$;

-- A child and its parent belong to the same organisation. Deferred, so that a move can update both; mismatches
-- show at commit.
CREATE FUNCTION registry_same_owner(
    child regclass, child_column text, parent regclass, parent_path text DEFAULT 'owner_path'
) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'ALTER TABLE %s ADD CONSTRAINT %I FOREIGN KEY (%I, owner_path) REFERENCES %s (id, %I)'
        ' ON UPDATE CASCADE DEFERRABLE INITIALLY DEFERRED',
        child, child::text || '_' || child_column || '_same_owner', child_column, parent, parent_path);
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
