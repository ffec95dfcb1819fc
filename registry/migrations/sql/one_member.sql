-- One member, come by a personal link: a scope without an account. The unit of work declares the node's range, the member
-- and `liaison`, so that all that is shut to a liaison (writing, tables without a member, the functions that see more
-- than their caller) is shut here too. What opens again are the member's own rows, for reading; what she may add has
-- a policy of its own (`member_adds`). A restrictive policy on every scoped table says the same once more.

-- The member that the unit of work declared; NULL for everybody with an account.
CREATE FUNCTION registry_member() RETURNS uuid LANGUAGE sql STABLE AS $$
    SELECT nullif(current_setting('buduanxian.member', true), '')::uuid
$$;

-- To be called after registry_protect() for every scoped table, with the same member column.
CREATE FUNCTION registry_narrow(target regclass, member_column text DEFAULT NULL) RETURNS void
LANGUAGE plpgsql AS $$
DECLARE
    nobody constant text := '(SELECT registry_member()) IS NULL';
    hers text := nobody;
BEGIN
    IF member_column IS NOT NULL THEN
        hers := nobody || format(' OR %I = (SELECT registry_member())', member_column);
        IF target <> 'registry_liaisonassignment'::regclass THEN
            EXECUTE format('ALTER POLICY scope ON %s USING (%s)', target, registry_seen(member_column, true));
        END IF;
    END IF;
    -- The trail is written by everybody, read by auditors.
    EXECUTE format('CREATE POLICY one_member ON %s AS RESTRICTIVE FOR %s USING (%s)', target,
        CASE WHEN target = 'registry_auditevent'::regclass THEN 'SELECT' ELSE 'ALL' END, hers);
END $$;

-- What registry_protect() writes for reading member data, with or without the member herself.
CREATE FUNCTION registry_seen(member_column text, herself boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT 'owner_path >= nullif(current_setting(''buduanxian.low'', true), '''')'
        ' AND owner_path < nullif(current_setting(''buduanxian.high'', true), '''')'
        ' AND (nullif(current_setting(''buduanxian.liaison'', true), '''') IS NULL'
        || format(' OR %I IN (SELECT a.member_id FROM registry_liaisonassignment a WHERE a.liaison_id ='
                  ' nullif(current_setting(''buduanxian.user_id'', true), '''')::uuid AND a.ended_on IS NULL)',
                  member_column)
        || CASE WHEN herself THEN format(' OR %I = (SELECT registry_member())', member_column) ELSE '' END
        || ')'
$$;

-- To be called after registry_narrow(): lets a member add rows of her own.
CREATE FUNCTION registry_let_member_add(target regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format(
        'CREATE POLICY member_adds ON %s FOR INSERT WITH CHECK ('
        'owner_path >= nullif(current_setting(''buduanxian.low'', true), '''')'
        ' AND owner_path < nullif(current_setting(''buduanxian.high'', true), '''')'
        ' AND member_id = registry_member())', target);
END $$;

-- Who her liaison is; liaisons see their own.
ALTER POLICY scope ON registry_liaisonassignment USING (
    owner_path >= nullif(current_setting('buduanxian.low', true), '')
    AND owner_path < nullif(current_setting('buduanxian.high', true), '')
    AND (nullif(current_setting('buduanxian.liaison', true), '') IS NULL
         OR liaison_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid
         OR member_id = (SELECT registry_member())));
SELECT registry_narrow('registry_member', 'id');
SELECT registry_narrow('registry_movement', 'member_id');
SELECT registry_narrow('registry_memberlink', 'member_id');
SELECT registry_narrow('registry_lostproposal', 'member_id');
SELECT registry_narrow('registry_moverequest', 'member_id');
SELECT registry_narrow('registry_liaisonassignment', 'member_id');
SELECT registry_narrow('registry_contactlog', 'member_id');
SELECT registry_narrow('registry_studyreport', 'member_id');
SELECT registry_narrow('registry_attachment', 'member_id');
SELECT registry_narrow('registry_attachmentcontent', 'member_id');
SELECT registry_narrow('registry_revision', 'member_id');
SELECT registry_narrow('registry_membermerge', 'kept_id');

-- Everything else names no member, or more than one.
DO $$
DECLARE
    target regclass;
BEGIN
    FOR target IN SELECT p.polrelid::regclass FROM pg_policy p
        WHERE p.polname = 'scope' AND p.polrelid::regclass::text LIKE 'registry\_%'
          AND NOT EXISTS (SELECT 1 FROM pg_policy q WHERE q.polrelid = p.polrelid AND q.polname = 'one_member') LOOP
        PERFORM registry_narrow(target);
    END LOOP;
END $$;
