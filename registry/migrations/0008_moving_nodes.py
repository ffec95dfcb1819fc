"""A node may move to another superior: ties that cascade, and the function that moves it."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "moving.sql"
ANCHORED = ("user", "headermapping", "savedfilter", "site", "canvass", "duplicatepair", "moverequest")
BACK = (
    *(f"ALTER TABLE registry_{table} DROP CONSTRAINT registry_{table}_anchored" for table in ANCHORED),
    "DROP FUNCTION registry_move_organisation(uuid, uuid, text, uuid, text, timestamptz, date, text)",
    "DROP FUNCTION registry_superior_of(text)",
    "DROP FUNCTION registry_nearest(text, text)",
    "DROP FUNCTION registry_moving_with(uuid, date)",
    "DROP FUNCTION registry_anchor(regclass)",
)


class Migration(migrations.Migration):
    """The column first: the function reads it."""

    dependencies: ClassVar = [("registry", "0007_duplicates")]
    operations: ClassVar = [
        migrations.AddField(
            "organisation",
            "spent_segment",
            models.CharField(blank=True, db_collation="C", default="", editable=False, max_length=4),
        ),
        migrations.RunSQL([SQL.read_text(encoding="utf-8")], list(BACK)),
    ]
