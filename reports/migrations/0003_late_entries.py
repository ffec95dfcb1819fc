"""What was entered after a report was handed up stands on the report; a step that reminds of a missing one."""

from django.db import migrations, models

# Only the program says what came late.
KEEP = """
CREATE TRIGGER keep_late BEFORE UPDATE ON reports_monthlyreport FOR EACH ROW
    WHEN ((OLD.late, OLD.late_at) IS DISTINCT FROM (NEW.late, NEW.late_at)) EXECUTE FUNCTION reports_keep_figures();
"""
MOVES = [
    ("draft", "生成草稿"),
    ("submit", "上报"),
    ("return", "退回"),
    ("accept", "审核通过"),
    ("close", "归档"),
    ("revise", "归档后更正"),
    ("remind", "催报"),
]


class Migration(migrations.Migration):
    """Two columns and a trigger."""

    dependencies = [("reports", "0002_exports")]

    operations = [
        migrations.AddField(
            model_name="monthlyreport",
            name="late",
            field=models.JSONField(default=list, editable=False, verbose_name="上报后补录"),
        ),
        migrations.AddField(
            model_name="monthlyreport",
            name="late_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="补录核对时间"),
        ),
        migrations.AlterField(
            model_name="reportstep",
            name="move",
            field=models.CharField(choices=MOVES, max_length=10, verbose_name="步骤"),
        ),
        migrations.RunSQL(KEEP, "DROP TRIGGER keep_late ON reports_monthlyreport"),
    ]
