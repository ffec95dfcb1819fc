-- As before: a node without 社区, 村, 街道 …; where another of the district would be called the same, as it is called, and
-- where that is not enough either, with the names above it. Only names that begin alike are taken apart, and
-- the statements are planned once for a connection.
CREATE OR REPLACE FUNCTION outreach_place_name(wanted text) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    ending constant text := '(村民委员会|居民委员会|社区居委会|村委会|居委会|社区|街道|村|区)$';
    district constant text := left(wanted, 4);
    called text;
    whole text;
    short text;
BEGIN
    SELECT o.name, coalesce(nullif(o.full_name, ''), o.name), coalesce(nullif(regexp_replace(o.name, ending, ''), ''), o.name)
        INTO called, whole, short FROM registry_organisation o WHERE o.path = wanted;
    IF (SELECT count(*) FROM registry_organisation o WHERE left(o.path, 4) = district AND starts_with(o.name, short)
        AND coalesce(nullif(regexp_replace(o.name, ending, ''), ''), o.name) = short) = 1 THEN
        RETURN short;
    END IF;
    RETURN CASE WHEN (SELECT count(*) FROM registry_organisation o WHERE left(o.path, 4) = district AND o.name = called) = 1
        THEN called ELSE whole END;
END $$;
