"""Who ended this month is found without a look at everybody."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """One index, of those who ended."""

    dependencies: ClassVar = [("registry", "0031_sent_forms")]
    operations: ClassVar = [
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                condition=models.Q(closed_on__isnull=False), fields=["closed_on", "owner_path"], name="member_closed"
            ),
        ),
    ]
