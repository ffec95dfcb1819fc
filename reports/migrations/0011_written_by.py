"""Who saved a month's report last, and when: whoever comes second is told."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two columns."""

    dependencies: ClassVar = [("reports", "0010_stay")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="monthlyreport",
            name="written_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="保存时间"),
        ),
        migrations.AddField(
            model_name="monthlyreport",
            name="written_label",
            field=models.CharField(blank=True, editable=False, max_length=120, verbose_name="保存人（当时）"),
        ),
    ]
