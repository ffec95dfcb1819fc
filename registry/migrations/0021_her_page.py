"""What a member's own page asks the database: her organisation, and that she has read the notice."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "her_page.sql"


class Migration(migrations.Migration):
    """Two functions."""

    dependencies = [
        ("registry", "0020_calendar_narrowed"),
    ]

    operations = [
        migrations.RunSQL(
            SQL.read_text(encoding="utf-8"),
            ["DROP FUNCTION registry_acknowledge_notice(date)", "DROP FUNCTION registry_member_place()"],
        ),
    ]
