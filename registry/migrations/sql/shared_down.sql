-- Rules, calendars and texts hold for everything below their node. To be called after registry_protect(), for a table
-- without data of members: its rows are read in scope and from every node below theirs, by liaisons too; they are
-- written in scope alone, as registry_protect() left it.
CREATE FUNCTION registry_share_down(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'ALTER POLICY scope ON %s USING ('
        '(owner_path >= nullif(current_setting(''buduanxian.low'', true), '''')'
        ' AND owner_path < nullif(current_setting(''buduanxian.high'', true), ''''))'
        ' OR nullif(current_setting(''buduanxian.low'', true), '''') ^@ owner_path)', target);
END $$;
