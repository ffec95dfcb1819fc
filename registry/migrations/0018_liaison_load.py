"""An index by liaison and path, so that a load costs the liaison's own rows alone."""

import re
from pathlib import Path

from django.db import migrations, models


SQL = Path(__file__).parent / "sql" / "liaison_load.sql"
LIAISONS = SQL.with_name("liaisons.sql").read_text(encoding="utf-8")
BEFORE = re.findall(r"FUNCTION registry_stranded\(.*?\$\$;", LIAISONS, re.DOTALL)


class Migration(migrations.Migration):
    """Two questions that must not cost what all assignments of a scope cost."""

    dependencies = [
        ("registry", "0017_one_member"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="liaisonassignment",
            name="assignment_current",
        ),
        migrations.AddIndex(
            model_name="liaisonassignment",
            index=models.Index(
                condition=models.Q(("ended_on__isnull", True)),
                fields=["liaison", "owner_path"],
                include=("member", "backup"),
                name="assignment_held",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), [f"CREATE OR REPLACE {text}" for text in BEFORE]),
    ]
