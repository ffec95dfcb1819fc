"""A tool for policies: what is the same for every row is asked once a statement."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "ask_once.sql"


class Migration(migrations.Migration):
    """Called by whoever makes tables after it, when their policies are made."""

    dependencies: ClassVar = [("registry", "0025_month_at_size")]
    operations: ClassVar = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), "DROP FUNCTION registry_ask(text)")]
