"""Monthly reports, what was handed up of them, and closed months; their walls."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

import registry.lib.ids
import registry.models.scoped

SQL = Path(__file__).parent / "sql" / "months.sql"
TABLES = ("monthlyreport", "reportversion", "reportstep", "monthclose")
BACK = (
    "DROP TRIGGER keep_figures ON reports_reportversion",
    "DROP TRIGGER keep_figures ON reports_monthlyreport",
    "DROP FUNCTION reports_keep_figures()",
    """
DO $$ DECLARE
    mine constant text[] := '{MINE}';
    item record;
BEGIN
    FOR item IN SELECT tablename, policyname FROM pg_policies WHERE tablename = ANY (mine) LOOP
        EXECUTE format('DROP POLICY %I ON %I', item.policyname, item.tablename);
    END LOOP;
    FOR item IN SELECT conrelid::regclass AS target, conname FROM pg_constraint
        WHERE conrelid::regclass::text = ANY (mine) AND conname ~ '_(same_owner|anchored)$' ORDER BY contype LOOP
        EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %I', item.target, item.conname);
    END LOOP;
END $$;
""".replace("MINE", ",".join(f"reports_{table}" for table in TABLES)),
)


class Migration(migrations.Migration):
    """Figures are the program's: triggers hold that nobody types one."""

    initial = True

    dependencies = [
        ("registry", "0024_hand_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="MonthClose",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=registry.lib.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                (
                    "owner_path",
                    registry.models.scoped.PathField(
                        db_collation="C", editable=False, max_length=64, verbose_name="归属路径"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="年")),
                ("month", models.PositiveSmallIntegerField(verbose_name="月")),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几版")),
                ("figures", models.JSONField(verbose_name="数字")),
                ("known_at", models.DateTimeField(verbose_name="数字截至")),
                ("changes", models.JSONField(default=list, verbose_name="与上一版的差别")),
                ("without", models.JSONField(default=list, verbose_name="未上报")),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("at", models.DateTimeField(verbose_name="归档时间")),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="归档人（当时）")),
            ],
            options={
                "verbose_name": "月度归档",
                "verbose_name_plural": "月度归档",
                "ordering": ("-year", "-month", "-number"),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("owner_path", "year", "month", "number"), name="month_close_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="MonthlyReport",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=registry.lib.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                (
                    "owner_path",
                    registry.models.scoped.PathField(
                        db_collation="C", editable=False, max_length=64, verbose_name="归属路径"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(editable=False, verbose_name="年")),
                ("month", models.PositiveSmallIntegerField(editable=False, verbose_name="月")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "待上报"),
                            ("submitted", "已上报，待审核"),
                            ("returned", "已退回，待修改"),
                            ("accepted", "已审核"),
                            ("closed", "已归档"),
                        ],
                        default="draft",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("figures", models.JSONField(default=dict, editable=False, verbose_name="数字")),
                ("known_at", models.DateTimeField(editable=False, verbose_name="数字截至")),
                ("practice", models.CharField(blank=True, max_length=500, verbose_name="主要做法")),
                ("problems", models.CharField(blank=True, max_length=500, verbose_name="存在问题")),
                ("plans", models.CharField(blank=True, max_length=500, verbose_name="下月打算")),
                ("explained", models.JSONField(blank=True, default=dict, verbose_name="变动说明")),
                ("filler", models.CharField(blank=True, max_length=50, verbose_name="填报人")),
                ("reviewer", models.CharField(blank=True, max_length=50, verbose_name="审核人")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="联系电话")),
                ("versions", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="上报次数")),
                ("submitted_at", models.DateTimeField(editable=False, null=True, verbose_name="上报时间")),
                (
                    "submitted_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="上报人（当时）"),
                ),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="审核时间")),
                (
                    "decided_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="审核人（当时）"),
                ),
                ("remark", models.CharField(blank=True, editable=False, max_length=300, verbose_name="审核意见")),
                ("revision", models.PositiveIntegerField(default=1, editable=False, verbose_name="修改次数")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="填报单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "月报",
                "verbose_name_plural": "月报",
                "ordering": ("-year", "-month", "owner_path"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "-id"], name="monthly_report_list"),
                    models.Index(fields=["year", "month", "owner_path", "state"], name="monthly_report_month"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("owner_path", "year", "month"), name="monthly_report_once"),
                    models.UniqueConstraint(fields=("id", "owner_path"), name="monthly_report_id_owner_path"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=registry.lib.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                (
                    "owner_path",
                    registry.models.scoped.PathField(
                        db_collation="C", editable=False, max_length=64, verbose_name="归属路径"
                    ),
                ),
                (
                    "move",
                    models.CharField(
                        choices=[
                            ("draft", "生成草稿"),
                            ("submit", "上报"),
                            ("return", "退回"),
                            ("accept", "审核通过"),
                            ("close", "归档"),
                            ("revise", "归档后更正"),
                        ],
                        max_length=10,
                        verbose_name="步骤",
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="由谁（当时）")),
                (
                    "report",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="reports.monthlyreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "月报办理步骤",
                "verbose_name_plural": "月报办理步骤",
                "ordering": ("at", "id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["report", "at"], name="report_step"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReportVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=registry.lib.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                        verbose_name="编号",
                    ),
                ),
                (
                    "owner_path",
                    registry.models.scoped.PathField(
                        db_collation="C", editable=False, max_length=64, verbose_name="归属路径"
                    ),
                ),
                ("number", models.PositiveSmallIntegerField(verbose_name="第几版")),
                ("figures", models.JSONField(default=dict, verbose_name="数字")),
                ("known_at", models.DateTimeField(verbose_name="数字截至")),
                ("changes", models.JSONField(default=list, verbose_name="与上一版的差别")),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="更正原因")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="由谁（当时）")),
                (
                    "report",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handed_up",
                        to="reports.monthlyreport",
                    ),
                ),
            ],
            options={
                "verbose_name": "月报各版",
                "verbose_name_plural": "月报各版",
                "ordering": ("report", "number"),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("report", "number"), name="report_version_once"),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK),
    ]
