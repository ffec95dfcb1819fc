"""A branch that is renamed takes its new name to its members."""

from pathlib import Path

from django.db import migrations

SQL = Path(__file__).parent / "sql"
BACK = ("DROP TRIGGER label_members ON registry_organisation", "DROP FUNCTION registry_label_members()")


class Migration(migrations.Migration):
    """A trigger, and those whose branch was renamed before."""

    dependencies = [
        ("registry", "0039_confirming"),
    ]

    operations = [
        migrations.RunSQL((SQL / "branch_label.sql").read_text(encoding="utf-8"), list(BACK)),
    ]
