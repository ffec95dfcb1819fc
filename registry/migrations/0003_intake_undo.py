"""Taking an intake back: the one way in which members and movements leave the register again."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "undo.sql"
# A staged row is written once and marked once: half-empty pages let the mark stay beside it, without new index entries.
ROOM = "ALTER TABLE registry_intakerow SET (fillfactor = 50)"


class Migration(migrations.Migration):
    """A security-definer function, for the app role may not delete movements."""

    dependencies: ClassVar = [("registry", "0002_walls")]
    operations: ClassVar = [
        migrations.RunSQL(
            [SQL.read_text(encoding="utf-8"), ROOM],
            [
                "DROP FUNCTION registry_undo_created(uuid, uuid[]); DROP FUNCTION registry_referring(uuid[]);",
                "ALTER TABLE registry_intakerow RESET (fillfactor)",
            ],
        )
    ]
