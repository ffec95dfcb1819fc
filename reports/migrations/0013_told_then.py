"""Reasons stay with the numbers they were given for, whatever is corrected later."""

from typing import ClassVar

from django.db import migrations, models

# What was handed up before there was the column: the numbers as they stand by now are the nearest there is.
FILL = """
UPDATE reports_reportversion v SET explained = told.list
FROM (
    SELECT r.id, (SELECT max(number) FROM reports_reportversion WHERE report_id = r.id AND why = '') AS number,
        jsonb_agg(jsonb_build_object(
            'key', e.key, 'why', btrim(e.value),
            'before', coalesce(p.figures ->> CASE e.key WHEN 'before' THEN 'total' ELSE e.key END, '0'),
            'after', coalesce(r.figures ->> e.key, '0')
        ) ORDER BY e.key) AS list
    FROM reports_monthlyreport r
    CROSS JOIN LATERAL jsonb_each_text(r.explained) e
    LEFT JOIN reports_monthlyreport p
        ON p.owner_path = r.owner_path AND p.year * 12 + p.month = r.year * 12 + r.month - 1
    WHERE btrim(e.value) <> ''
    GROUP BY r.id
) told
WHERE v.report_id = told.id AND v.number >= told.number
"""


class Migration(migrations.Migration):
    """A column, and what is known for it."""

    dependencies: ClassVar = [("reports", "0012_valued_at")]
    operations: ClassVar = [
        migrations.AddField(
            "reportversion", "explained",
            models.JSONField(blank=True, default=list, verbose_name="变动说明"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField("monthclose", "without", models.JSONField(default=list, verbose_name="未审核通过")),
    ]  # fmt: skip
