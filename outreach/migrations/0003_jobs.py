"""Numbers of waiting messages for the page of background work."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "jobs.sql"


class Migration(migrations.Migration):
    """A function of the database, no tables."""

    dependencies = [
        ("outreach", "0002_messages"),
        ("registry", "0022_jobs"),
    ]

    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), ["DROP FUNCTION outreach_messages_waiting()"]),
    ]
