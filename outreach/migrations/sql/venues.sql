-- Venues are read from below their node, written at home; closed, never removed.
SELECT registry_protect('outreach_venue', 'owner_path', false, NULL);
SELECT registry_share_down('outreach_venue');
SELECT registry_anchor('outreach_venue');
SELECT registry_narrow('outreach_venue');
DROP POLICY removes ON outreach_venue;
