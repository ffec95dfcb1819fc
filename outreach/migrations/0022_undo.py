"""What the planner made for members of an intake goes with them when it is taken back."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "undo.sql"


class Migration(migrations.Migration):
    """One function, called before the registry's."""

    dependencies: ClassVar = [("outreach", "0021_task_rules"), ("registry", "0034_undo")]
    operations: ClassVar = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), "DROP FUNCTION outreach_forget_planned(uuid, uuid[])")
    ]
