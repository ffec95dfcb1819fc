"""What an intake needs of the database: taking rosters back, finding people in bulk, room for marks."""

import re
from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "intake.sql"
# A staged row is written once and marked once: half-empty pages let the mark stay beside it, without new index entries.
ROOM = "ALTER TABLE registry_intakerow SET (fillfactor = 50)"
WALLS = SQL.with_name("custody.sql").read_text(encoding="utf-8")
BEFORE = re.findall(r"FUNCTION registry_open_among\(.*?\$\$;", WALLS, re.DOTALL)
BACK = (
    *(f"CREATE OR REPLACE {text}" for text in BEFORE),
    "DROP FUNCTION registry_undo_created(uuid, uuid[]); DROP FUNCTION registry_referring(uuid[]);",
    "DROP FUNCTION registry_refresh_statistics();",
    "ALTER TABLE registry_intakerow RESET (fillfactor)",
)


class Migration(migrations.Migration):
    """Security-definer functions, for the app role may neither delete movements nor see other organisations' records."""

    dependencies: ClassVar = [("registry", "0002_walls")]
    operations: ClassVar = [migrations.RunSQL([SQL.read_text(encoding="utf-8"), ROOM], list(BACK))]
