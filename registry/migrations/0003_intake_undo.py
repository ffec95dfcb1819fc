"""Taking an intake back: the one way in which members and movements leave the register again."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "undo.sql"


class Migration(migrations.Migration):
    """A security-definer function, for the app role may not delete movements."""

    dependencies: ClassVar = [("registry", "0002_walls")]
    operations: ClassVar = [
        migrations.RunSQL(
            [SQL.read_text(encoding="utf-8")],
            ["DROP FUNCTION registry_undo_created(uuid, uuid[]); DROP FUNCTION registry_referring(uuid[]);"],
        )
    ]
