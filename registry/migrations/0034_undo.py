"""An intake can be taken back though the program has planned something for who came with it."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql"
# Its first two functions, as 0003 made them.
FIRST = (SQL / "intake.sql").read_text(encoding="utf-8").partition("-- The same answer as before")[0]
BACK = (
    "DROP FUNCTION registry_untouched(uuid, uuid[], regclass[]); DROP FUNCTION registry_referring(uuid[], regclass[]);",
    FIRST.replace("CREATE FUNCTION registry_undo_created", "CREATE OR REPLACE FUNCTION registry_undo_created"),
)


class Migration(migrations.Migration):
    """Functions of the database."""

    dependencies: ClassVar = [("registry", "0033_home_indexes")]
    operations: ClassVar = [migrations.RunSQL((SQL / "undo.sql").read_text(encoding="utf-8"), list(BACK))]
