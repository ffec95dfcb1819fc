"""What came in today at a node is counted by its day, which an index knows, not over all that it ever got."""

from django.db import migrations

CHANGED = """
DO $$
DECLARE
    body constant text := pg_get_functiondef('outreach_leave_suggestion'::regproc);
    was constant text := 'x.submitted_at >= since AND';
BEGIN
    IF position(was IN body) = 0 THEN
        RAISE EXCEPTION 'outreach_leave_suggestion() is not as it was left';
    END IF;
    EXECUTE replace(body, was, 'x.collected_on >= (since AT TIME ZONE ''Asia/Shanghai'')::date AND ' || was);
END $$;
"""
BACK = """
DO $$
BEGIN
    EXECUTE replace(pg_get_functiondef('outreach_leave_suggestion'::regproc),
        'x.collected_on >= (since AT TIME ZONE ''Asia/Shanghai'')::date AND ', '');
END $$;
"""


class Migration(migrations.Migration):
    """One function of the database."""

    dependencies = [("outreach", "0015_suggest_public")]
    operations = [migrations.RunSQL(CHANGED, BACK)]
