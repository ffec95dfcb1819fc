-- How long what somebody has reopened may take: of its difficulty, by the days of the nearest node that set its own (no
-- row of days: the defaults of the program). For whoever has the code; nothing else of the suggestion.
CREATE FUNCTION outreach_terms_by_code(code bytea) RETURNS TABLE (
    complexity varchar, simple_days smallint, normal_days smallint, complex_days smallint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
    SELECT s.complexity, t.simple_days, t.normal_days, t.complex_days
    FROM outreach_suggestion s LEFT JOIN outreach_suggestionterms t ON starts_with(s.owner_path, t.owner_path)
    WHERE s.code_digest = code ORDER BY t.owner_path DESC NULLS LAST LIMIT 1
$$;
