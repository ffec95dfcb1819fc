"""A month of a whole district is asked of small indexes, not of all contacts and movements that there ever were."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """Three indexes; measured by bench.month."""

    dependencies: ClassVar = [("registry", "0024_hand_in")]
    operations: ClassVar = [
        migrations.AddIndex(
            "contactlog",
            models.Index(
                fields=["happened_at"],
                include=["owner_path", "member", "node_at_event", "channel", "recorded_at", "voided_at"],
                name="contact_reached",
                condition=Q(outcome="reached", side="member"),
            ),
        ),
        migrations.AddIndex("movement", BrinIndex(fields=["recorded_at"], name="movement_recorded")),
        migrations.AddIndex(
            "movement",
            models.Index(
                fields=["owner_path", "effective_on"],
                name="movement_transferred",
                condition=Q(kind="transferred_in"),
            ),
        ),
    ]
