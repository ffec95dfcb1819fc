-- What the same person wrote again before anybody answered is part of the first, in her node alone. The program says so.
SELECT registry_same_owner('outreach_lead', 'joined_to_id', 'outreach_lead');
CREATE TRIGGER keep_joined BEFORE UPDATE ON outreach_lead FOR EACH ROW
    WHEN (OLD.joined_to_id IS DISTINCT FROM NEW.joined_to_id) EXECUTE FUNCTION outreach_keep_lead();
