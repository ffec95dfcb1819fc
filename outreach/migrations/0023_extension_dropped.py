"""More time that was asked for may be taken back before it is answered."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("outreach", "0022_undo"),
    ]

    operations = [
        migrations.AlterField(
            model_name="suggestionextension",
            name="state",
            field=models.CharField(
                choices=[("open", "待批准"), ("granted", "已同意"), ("refused", "未同意"), ("dropped", "已撤回")],
                default="open",
                max_length=8,
                verbose_name="处理",
            ),
        ),
    ]
