"""A task is written quicker: its key comes from the database itself where it can make one, and two indexes that hold
every task hold only those that have something there."""

from pathlib import Path
from typing import ClassVar

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
# What 0001 made of it.
FIRST = (SQL / "planner.sql").read_text(encoding="utf-8").partition("CREATE FUNCTION outreach_uuid7")[2]
BACK = "CREATE OR REPLACE FUNCTION outreach_uuid7" + FIRST.partition("$$;")[0] + "$$;"


def user(**more: object) -> models.Field:
    """Somebody's key, or nobody's, without an index over all."""
    said = {"null": True, "db_index": False, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}
    return models.ForeignKey(to=settings.AUTH_USER_MODEL, **said, **more)


class Migration(migrations.Migration):
    """Two indexes and one function of the database."""

    dependencies: ClassVar = [
        ("outreach", "0018_suggest_lean"),
        ("registry", "0030_assigned"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations: ClassVar = [
        migrations.AlterField("task", "decided_by", user(editable=False)),
        migrations.AlterField("task", "delegate", user(blank=True, verbose_name="转交给")),
        migrations.AddIndex(
            "task",
            models.Index(fields=["decided_by"], condition=models.Q(decided_by__isnull=False), name="task_decider"),
        ),
        migrations.RunSQL((SQL / "uuid7.sql").read_text(encoding="utf-8"), BACK),
    ]
