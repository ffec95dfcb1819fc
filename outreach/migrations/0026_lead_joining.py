"""Somebody who writes herself down twice at a node is one lead."""

from pathlib import Path
from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "lead_joining.sql"
BACK = (
    "DROP TRIGGER keep_joined ON outreach_lead",
    "ALTER TABLE outreach_lead DROP CONSTRAINT outreach_lead_joined_to_id_same_owner",
)


class Migration(migrations.Migration):
    """A column, its key and who may write it."""

    dependencies: ClassVar = [("outreach", "0025_entered_files")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="lead",
            name="joined_to",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, editable=False, null=True,
                on_delete=django.db.models.deletion.PROTECT, related_name="further", to="outreach.lead",
            ),
        ),
        migrations.AddIndex(
            model_name="lead",
            index=models.Index(
                condition=models.Q(("joined_to__isnull", False)), fields=["joined_to"], name="lead_joined"
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK),
    ]  # fmt: skip
