-- One form sent several times at once, by an impatient thumb or a line that broke: the others wait until the first has
-- written its row or given up, and get its number. The lock goes with the transaction.
CREATE FUNCTION outreach_hold_suggestion(key uuid, code bytea) RETURNS TABLE (label varchar)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('suggestion|' || key, 0));
    RETURN QUERY SELECT s.label FROM outreach_suggestion s WHERE s.id = key AND s.code_digest = code;
END $$;
