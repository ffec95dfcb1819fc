"""What is left of a record when its time is over."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "erasing.sql"
BACK = [
    "DROP FUNCTION registry_erase(uuid[], date, text)",
    "DROP TRIGGER keep_erased ON registry_member",
    "DROP FUNCTION registry_keep_erased()",
]


class Migration(migrations.Migration):
    """The day when it was erased, and the function that does it. What was erased does not come back with the way back."""

    dependencies: ClassVar = [("registry", "0026_ask_once")]
    operations: ClassVar = [
        migrations.AddField(
            "member", "erased_on", models.DateField("匿名化日期", null=True, editable=False),
        ),
        migrations.AddIndex(
            "member",
            models.Index(
                fields=["owner_path", "closed_on"], name="member_to_erase",
                condition=models.Q(is_open=False, erased_on__isnull=True),
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK),
    ]  # fmt: skip
