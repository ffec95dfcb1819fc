"""A tool for policies: whom a liaison cares for is asked of a function, so that PostgreSQL plans every statement faster."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "assigned.sql"
BACK = "DROP FUNCTION registry_assign(text); DROP FUNCTION registry_assigned()"


class Migration(migrations.Migration):
    """Called by whoever makes tables after it, when they have their policies."""

    dependencies: ClassVar = [("registry", "0029_expect")]
    operations: ClassVar = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK)]
