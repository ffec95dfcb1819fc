"""The last backup among the signs of life, and the alarm when none is made any more."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column, and a choice that the database knows nothing of."""

    dependencies = [
        ("registry", "0035_canvass_void"),
    ]

    operations = [
        migrations.AddField(
            model_name="sign",
            name="size",
            field=models.PositiveBigIntegerField(null=True, verbose_name="大小"),
        ),
        migrations.AlterField(
            model_name="alarm",
            name="kind",
            field=models.CharField(
                choices=[
                    ("job", "后台作业已搁置"),
                    ("silent", "没有动静"),
                    ("redis", "Redis 不可用"),
                    ("backup", "没有新的备份"),
                ],
                max_length=10,
                verbose_name="事项",
            ),
        ),
    ]
