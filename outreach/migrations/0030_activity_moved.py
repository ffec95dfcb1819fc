"""An activity remembers when its day or place changed; whoever was asked is told."""

from typing import ClassVar

from django.db import migrations, models

KINDS = (
    ("promoted", "候补转为参加"), ("reminder", "活动前一天提醒"), ("cancelled", "活动取消"), ("changed", "活动改期"),
)  # fmt: skip


class Migration(migrations.Migration):
    """A column and a word."""

    dependencies: ClassVar = [("outreach", "0029_help_untold")]
    operations: ClassVar = [
        migrations.AddField(
            "activity", "moved_at", models.DateTimeField(editable=False, null=True, verbose_name="改期时间")
        ),
        migrations.AlterField(
            "activitynotice", "kind", models.CharField(choices=KINDS, max_length=10, verbose_name="事由")
        ),
    ]
