"""Whoever shall take somebody over learns from where."""

import re
from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
CUSTODY = (SQL / "custody.sql").read_text(encoding="utf-8")
BEFORE = re.findall(r"FUNCTION registry_mirror_request\(.*?\$\$;", CUSTODY, re.DOTALL)


class Migration(migrations.Migration):
    """A column, and the function that writes the other half of a request."""

    dependencies = [
        ("registry", "0036_backups"),
    ]

    operations = [
        migrations.AddField(
            model_name="moverequest",
            name="from_label",
            field=models.CharField(blank=True, max_length=200, verbose_name="转出组织"),
        ),
        migrations.RunSQL(
            (SQL / "request_from.sql").read_text(encoding="utf-8"), [f"CREATE OR REPLACE {text}" for text in BEFORE]
        ),
    ]
