"""Questions about people who are open elsewhere are counted for each account, in the trail."""

from pathlib import Path
from typing import ClassVar

from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "probing.sql"


class Migration(migrations.Migration):
    """An index over the rows that count, and the function that counts them."""

    dependencies: ClassVar = [("registry", "0009_counted_from_the_index")]
    operations: ClassVar = [
        migrations.AddIndex(
            "auditevent",
            models.Index(condition=models.Q(detail__has_key="person"), fields=["actor_id", "at"], name="audit_probes"),
        ),
        migrations.RunSQL(
            [SQL.read_text(encoding="utf-8")], ["DROP FUNCTION registry_told_enough(timestamptz, integer)"]
        ),
    ]
