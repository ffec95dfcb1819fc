-- Tokens of programs. Everybody sees and revokes the own ones; the system and the security administrator see and revoke
-- those of their office. What is known of a token before anybody's scope is one row by its hash.
SELECT registry_protect('registry_apitoken', 'owner_path', true, NULL, '{system}');
SELECT registry_same_owner('registry_apitoken', 'posting_id', 'registry_posting');
ALTER POLICY scope ON registry_apitoken
    USING (owner_path >= nullif(current_setting('buduanxian.office_low', true), '')
       AND owner_path < nullif(current_setting('buduanxian.office_high', true), '')
       AND (user_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid
            OR registry_role() IN ('system_admin', 'security_admin', 'system')));
ALTER POLICY adds ON registry_apitoken
    WITH CHECK (owner_path >= nullif(current_setting('buduanxian.office_low', true), '')
       AND owner_path < nullif(current_setting('buduanxian.office_high', true), '')
       AND (user_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid OR registry_role() = 'system'));
ALTER POLICY changes ON registry_apitoken
    USING (owner_path >= nullif(current_setting('buduanxian.office_low', true), '')
       AND owner_path < nullif(current_setting('buduanxian.office_high', true), '')
       AND (user_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid
            OR registry_role() IN ('system_admin', 'security_admin', 'system')))
    WITH CHECK (owner_path >= nullif(current_setting('buduanxian.office_low', true), '')
       AND owner_path < nullif(current_setting('buduanxian.office_high', true), ''));
DROP POLICY removes ON registry_apitoken;

-- A token is bound to an account and a posting, and ends for good: only its end and its last use are ever written.
CREATE FUNCTION registry_keep_token() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    RAISE insufficient_privilege USING MESSAGE = 'a token is revoked, never changed';
END $$;
CREATE TRIGGER keep_token BEFORE UPDATE ON registry_apitoken FOR EACH ROW
    WHEN ((OLD.id, OLD.digest, OLD.user_id, OLD.posting_id, OLD.posting_stamp, OLD.second_factor, OLD.created, OLD.expiry)
          IS DISTINCT FROM
          (NEW.id, NEW.digest, NEW.user_id, NEW.posting_id, NEW.posting_stamp, NEW.second_factor, NEW.created, NEW.expiry)
          OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at))
    EXECUTE FUNCTION registry_keep_token();

CREATE FUNCTION registry_token_by_digest(wanted text) RETURNS SETOF registry_apitoken
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp
AS $$ SELECT * FROM registry_apitoken WHERE digest = wanted $$;

CREATE FUNCTION registry_note_token(wanted uuid, moment timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp
AS $$ UPDATE registry_apitoken SET used_at = moment WHERE id = wanted $$;
