"""A liaison sees the photographs that she sent along herself."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "entered_files.sql"


class Migration(migrations.Migration):
    """One function."""

    dependencies: ClassVar = [("outreach", "0024_second_thoughts"), ("registry", "0030_assigned")]
    operations: ClassVar = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), "DROP FUNCTION outreach_entered_files(uuid)")
    ]
