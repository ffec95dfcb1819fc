"""A corrected month remembers as of when people's records were read."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column."""

    dependencies: ClassVar = [("reports", "0011_written_by")]
    operations: ClassVar = [
        migrations.AddField(
            "monthlyreport", "valued_at",
            models.DateTimeField(editable=False, null=True, verbose_name="党员资料截至"),
        ),
    ]  # fmt: skip
