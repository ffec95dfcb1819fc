"""A form of the public page that is sent several times at once is taken one after the other."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "suggest_public.sql"


class Migration(migrations.Migration):
    """One function of the database."""

    dependencies = [("outreach", "0014_suggestion_tracker")]
    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), "DROP FUNCTION outreach_hold_suggestion(uuid, bytea);")
    ]
