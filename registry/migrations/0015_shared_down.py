"""Rows that hold for everything below their node: read from below, written in scope."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "shared_down.sql"


class Migration(migrations.Migration):
    """A tool for the tables to come."""

    dependencies = [
        ("registry", "0014_api_lists"),
    ]

    operations = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), "DROP FUNCTION registry_share_down(regclass)"),
    ]
