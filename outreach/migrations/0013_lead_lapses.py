"""Leads that nobody answers for half a year are emptied."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """A reason of the program's own."""

    dependencies = [
        ("outreach", "0012_suggestion_chasing"),
    ]

    operations = [
        migrations.AlterField(
            model_name="lead",
            name="reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("no_member", "不是党员"),
                    ("duplicate", "重复填写"),
                    ("unreachable", "无法联系"),
                    ("elsewhere", "应到别处登记"),
                    ("other", "其他"),
                    ("lapsed", "长期没有处理，所填内容已到期清除"),
                ],
                editable=False,
                max_length=12,
                verbose_name="原因",
            ),
        ),
    ]
