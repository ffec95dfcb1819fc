-- When a node moves, its reports stay at the place that it leaves: they were counted there, handed up to the superior of
-- then, and added up with his others. What its own staff is still writing of the present month goes along.
CREATE FUNCTION reports_stay() RETURNS trigger LANGUAGE plpgsql SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE reports_monthlyreport r SET organisation_id = NEW.id, owner_path = NEW.path
    WHERE r.organisation_id = NEW.moved_as_id AND NOT (
        r.state IN ('draft', 'returned')
        AND make_date(r.year, r.month, 1) >= date_trunc('month', NEW.closed_on)::date);
    RETURN NULL;
END $$;
CREATE TRIGGER reports_stay AFTER INSERT ON registry_organisation FOR EACH ROW
    WHEN (NEW.moved_as_id IS NOT NULL) EXECUTE FUNCTION reports_stay();

-- So do the board's months that were counted there: the program counts them anew, at the place that was left.
DROP TRIGGER keep_left ON reports_boardmonth;
