-- Take away what the planner has made by itself for members of an intake that is being taken back: tasks on which
-- nobody has done or decided anything, with their alerts, of members on whom nothing else hangs.
CREATE FUNCTION outreach_forget_planned(wanted_intake uuid, wanted uuid[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp
AS $$
DECLARE
    untouched uuid[];
BEGIN
    SELECT array_agg(u.id) INTO untouched
    FROM registry_untouched(wanted_intake, wanted, ARRAY['outreach_task', 'outreach_alert']::regclass[]) u
    WHERE NOT EXISTS (
        SELECT 1 FROM outreach_task t
        WHERE t.member_id = u.id
          AND (t.state = 'done' OR t.decided_by_id IS NOT NULL OR t.delegate_id IS NOT NULL OR t.held_until IS NOT NULL));
    DELETE FROM outreach_alert a USING outreach_task t WHERE t.member_id = ANY (untouched) AND a.task_id = t.id;
    DELETE FROM outreach_task t WHERE t.member_id = ANY (untouched);
END $$;
