-- Members of a branch carry its name; a branch that gets another one takes it to them, whoever renames it. The name at
-- which something happened stays in what happened. Anonymised records are not written to.
CREATE FUNCTION registry_label_members() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    UPDATE registry_member SET branch_label = coalesce(nullif(NEW.full_name, ''), NEW.name)
    WHERE branch_id = NEW.id AND erased_on IS NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER label_members AFTER UPDATE ON registry_organisation FOR EACH ROW
    WHEN ((OLD.full_name, OLD.name) IS DISTINCT FROM (NEW.full_name, NEW.name))
    EXECUTE FUNCTION registry_label_members();

UPDATE registry_member m SET branch_label = coalesce(nullif(o.full_name, ''), o.name)
FROM registry_organisation o
WHERE o.id = m.branch_id AND m.erased_on IS NULL AND m.branch_label <> coalesce(nullif(o.full_name, ''), o.name);
