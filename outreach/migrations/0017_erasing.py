"""What is left of what outreach knows of somebody whose record is erased."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "erasing.sql"


class Migration(migrations.Migration):
    """One function, called after the registry's."""

    dependencies: ClassVar = [("outreach", "0016_suggest_day"), ("registry", "0027_erasing")]
    operations: ClassVar = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), "DROP FUNCTION outreach_erase(uuid[], text)")
    ]
