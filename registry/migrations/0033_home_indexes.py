"""What is owed the home organisations is found without a look at every movement and every contact."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two indexes: registrations, and what home organisations were told."""

    dependencies: ClassVar = [("registry", "0032_closed_index")]
    operations: ClassVar = [
        migrations.AddIndex(
            model_name="contactlog",
            index=models.Index(
                condition=models.Q(outcome="reached", side="home", voided_at=None),
                fields=["member", "matter", "happened_at"],
                include=("owner_path",),
                name="contact_home_told",
            ),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(
                condition=models.Q(kind="registered"),
                fields=["member", "recorded_at"],
                include=("id", "effective_on", "owner_path"),
                name="movement_registered",
            ),
        ),
    ]
