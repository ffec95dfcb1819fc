-- The board's figures: read by a node and by what stands above it, written by the program alone. Nothing of one member.
SELECT registry_protect('reports_boardmonth', 'owner_path', false, NULL);
SELECT registry_narrow('reports_boardmonth');
SELECT registry_anchor('reports_boardmonth');
CREATE POLICY counted_by_the_program ON reports_boardmonth AS RESTRICTIVE FOR INSERT
    WITH CHECK (registry_role() = 'system');
CREATE POLICY changed_by_the_program ON reports_boardmonth AS RESTRICTIVE FOR UPDATE
    USING (registry_role() = 'system');
CREATE POLICY removed_by_the_program ON reports_boardmonth AS RESTRICTIVE FOR DELETE
    USING (registry_role() = 'system');
