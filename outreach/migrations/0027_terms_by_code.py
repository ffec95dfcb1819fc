"""What is reopened on the page without an account gets the days of its difficulty and its node."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations

SQL = Path(__file__).parent / "sql" / "terms_by_code.sql"


class Migration(migrations.Migration):
    """A function."""

    dependencies: ClassVar = [("outreach", "0026_lead_joining")]
    operations: ClassVar = [
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), "DROP FUNCTION outreach_terms_by_code(bytea)"),
    ]
