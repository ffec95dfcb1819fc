"""Reports of months that are over stay where they were counted when their node moves."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "stay.sql"
BACK = (
    "SELECT registry_watch_left('reports_boardmonth')",
    "DROP TRIGGER reports_stay ON registry_organisation",
    "DROP FUNCTION reports_stay()",
)


class Migration(migrations.Migration):
    """A trigger on the tree."""

    dependencies = [
        ("registry", "0038_moved_places"),
        ("reports", "0009_assigned"),
    ]

    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), list(BACK)),
    ]
