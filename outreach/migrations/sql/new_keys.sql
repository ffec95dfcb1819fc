-- What a member said stays as it was said; under which key it lies is the owner's, who alone changes keys.
CREATE OR REPLACE FUNCTION outreach_keep_word() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = current_user AND (rolbypassrls OR rolsuper)) THEN
        RETURN NEW;
    END IF;
    RAISE insufficient_privilege USING MESSAGE = 'what a member said stays as it was said';
END $$;
