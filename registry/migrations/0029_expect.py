"""A tool for policies: what PostgreSQL expects of them is what happens."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "expect.sql"


class Migration(migrations.Migration):
    """Called by whoever makes tables after it, when their policies ask once a statement."""

    dependencies: ClassVar = [("registry", "0028_shared_by_cores")]
    operations: ClassVar = [migrations.RunSQL(SQL.read_text(encoding="utf-8"), "DROP FUNCTION registry_expect(text)")]
