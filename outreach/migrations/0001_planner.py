"""Rules, tasks and alerts: the tables, and their walls."""

from pathlib import Path

import django.db.models.deletion
import registry.lib.ids
import registry.models.scoped
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql" / "planner.sql"
BACK = (
    "ALTER TABLE outreach_rule DROP CONSTRAINT outreach_rule_anchored",
    "ALTER TABLE outreach_alert DROP CONSTRAINT outreach_alert_task_id_same_owner",
    "ALTER TABLE outreach_alert DROP CONSTRAINT outreach_alert_member_id_same_owner",
    "ALTER TABLE outreach_task DROP CONSTRAINT outreach_task_member_id_same_owner",
    "ALTER TABLE outreach_planning DROP CONSTRAINT outreach_planning_rule_id_same_owner",
    "DROP TRIGGER keep_task ON outreach_task",
    *(
        f"DROP POLICY IF EXISTS {name} ON outreach_{table}"
        for table in ("rule", "planning", "task", "alert")
        for name in ("scope", "adds", "changes", "removes", "liaison_changes")
    ),
    "DROP FUNCTION outreach_uuid7()",
    "DROP FUNCTION outreach_keep_task()",
)


class Migration(migrations.Migration):
    """Behind the walls from the first row on."""

    initial = True

    dependencies = [
        ("registry", "0015_shared_down"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rule",
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
                ("code", models.CharField(editable=False, max_length=30, verbose_name="代号")),
                ("name", models.CharField(max_length=50, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first_contact", "首次联系"),
                            ("contact", "日常联系"),
                            ("hard_to_reach", "联系困难核查"),
                            ("lost_review", "失联核查"),
                            ("report_in", "报到提醒"),
                            ("enroll", "纳入提醒"),
                            ("study", "学习汇报"),
                            ("festival", "节日关怀"),
                            ("birthday", "政治生日"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="事项",
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="启用")),
                ("follows_above", models.BooleanField(default=False, editable=False, verbose_name="沿用上级")),
                ("audience", models.JSONField(blank=True, default=dict, verbose_name="适用对象")),
                (
                    "cadence",
                    models.CharField(
                        choices=[
                            ("since_success", "距上次成功联系满若干天"),
                            ("after_event", "某件事之后若干天"),
                            ("period", "每月、每季或每年一次"),
                            ("dates", "每年固定的日子或节日"),
                            ("anniversary", "入党纪念日"),
                        ],
                        max_length=20,
                        verbose_name="什么时候",
                    ),
                ),
                ("every_days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="间隔天数")),
                (
                    "event",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("registered", "登记"),
                            ("reported_in", "报到"),
                            ("lost_proposed", "提出失联核实"),
                            ("third_failure", "第三天没有联系上"),
                        ],
                        max_length=20,
                        verbose_name="从哪件事算起",
                    ),
                ),
                ("event_days", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="之后天数")),
                ("working_days", models.BooleanField(default=False, verbose_name="按工作日算")),
                (
                    "period",
                    models.CharField(
                        blank=True,
                        choices=[("month", "每月"), ("quarter", "每季度"), ("year", "每年")],
                        max_length=10,
                        verbose_name="周期",
                    ),
                ),
                ("dates", models.JSONField(blank=True, default=list, verbose_name="日子")),
                ("lead_days", models.PositiveSmallIntegerField(default=7, verbose_name="提前几天列出")),
                ("grace_days", models.PositiveSmallIntegerField(default=0, verbose_name="宽限天数")),
                ("quiet_days", models.PositiveSmallIntegerField(default=0, verbose_name="刚联系过的不再提醒（天）")),
                ("keep_days", models.PositiveSmallIntegerField(default=0, verbose_name="过期后保留天数")),
                (
                    "doer",
                    models.CharField(
                        choices=[("liaison", "联络员"), ("node", "管理组织")],
                        default="liaison",
                        max_length=10,
                        verbose_name="由谁办",
                    ),
                ),
                ("ladder", models.JSONField(blank=True, default=list, verbose_name="逾期上报")),
                ("starts_on", models.DateField(verbose_name="起用日期")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("changed_at", models.DateTimeField(auto_now=True, verbose_name="修改时间")),
                (
                    "changed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "联系规则",
                "verbose_name_plural": "联系规则",
                "ordering": ("owner_path", "code"),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("owner_path", "code"), name="rule_once"),
                    models.UniqueConstraint(fields=("id", "owner_path"), name="rule_id_owner_path"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cadence", "since_success"), _negated=True),
                            ("every_days__gt", 0),
                            _connector="OR",
                        ),
                        name="rule_every_days_given",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cadence", "after_event"), _negated=True),
                            models.Q(("event_days__isnull", False), models.Q(("event", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="rule_event_given",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("cadence", "period"), _negated=True),
                            models.Q(("period", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="rule_period_given",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Planning",
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
                ("version", models.PositiveIntegerField(verbose_name="规则版本")),
                ("planned_at", models.DateTimeField(verbose_name="排定时间")),
                ("made", models.PositiveIntegerField(default=0, verbose_name="最近新排")),
                (
                    "rule",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="planning", to="outreach.rule"
                    ),
                ),
            ],
            options={
                "verbose_name": "排定情况",
                "verbose_name_plural": "排定情况",
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Task",
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
                ("rule_version", models.PositiveIntegerField(editable=False, verbose_name="规则版本")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("first_contact", "首次联系"),
                            ("contact", "日常联系"),
                            ("hard_to_reach", "联系困难核查"),
                            ("lost_review", "失联核查"),
                            ("report_in", "报到提醒"),
                            ("enroll", "纳入提醒"),
                            ("study", "学习汇报"),
                            ("festival", "节日关怀"),
                            ("birthday", "政治生日"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="事项",
                    ),
                ),
                (
                    "doer",
                    models.CharField(
                        choices=[("liaison", "联络员"), ("node", "管理组织")], max_length=10, verbose_name="由谁办"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="应办日期")),
                ("late_on", models.DateField(editable=False, verbose_name="宽限到")),
                ("basis_on", models.DateField(editable=False, null=True, verbose_name="起算日期")),
                ("counts_from", models.DateField(editable=False, verbose_name="从哪天起的工作算数")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待办"),
                            ("done", "已完成"),
                            ("skipped", "已跳过"),
                            ("lapsed", "逾期未办"),
                            ("withdrawn", "不再需要"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("planned_at", models.DateTimeField(editable=False, verbose_name="排定时间")),
                (
                    "node_at_event",
                    registry.models.scoped.PathField(db_collation="C", max_length=64, verbose_name="发生时所在组织"),
                ),
                ("held_until", models.DateField(blank=True, null=True, verbose_name="暂缓到")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "decided_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="决定人（当时）"),
                ),
                ("closed_on", models.DateField(editable=False, null=True, verbose_name="办结日期")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="办结时间")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "decided_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "delegate",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="转交给",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="registry.member",
                        verbose_name="流动党员",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="outreach.rule",
                        verbose_name="规则",
                    ),
                ),
            ],
            options={
                "verbose_name": "任务",
                "verbose_name_plural": "任务",
                "ordering": ("due_on", "id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["owner_path", "due_on"], name="task_due"
                    ),
                    models.Index(condition=models.Q(("state", "open")), fields=["rule", "member"], name="task_rule"),
                    models.Index(
                        condition=models.Q(("state", "open"), _negated=True),
                        fields=["node_at_event", "closed_on"],
                        name="task_closed",
                    ),
                    models.Index(
                        condition=models.Q(("delegate__isnull", False)), fields=["delegate"], name="task_delegate"
                    ),
                    models.Index(
                        condition=models.Q(("state", "skipped")), fields=["rule", "member"], name="task_skipped"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("member", "rule", "due_on"), name="task_once"),
                    models.UniqueConstraint(fields=("id", "owner_path"), name="task_id_owner_path"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Alert",
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
                    "level",
                    models.CharField(
                        choices=[("community", "村(社区)"), ("street", "街道"), ("district", "区")],
                        max_length=10,
                        verbose_name="上报到",
                    ),
                ),
                (
                    "node_path",
                    registry.models.scoped.PathField(db_collation="C", max_length=64, verbose_name="上报到的组织"),
                ),
                ("raised_on", models.DateField(verbose_name="上报日期")),
                ("raised_at", models.DateTimeField(verbose_name="上报时间")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="消除时间")),
                ("rung", models.PositiveSmallIntegerField(verbose_name="级次")),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.member",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="alerts",
                        to="outreach.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "逾期上报",
                "verbose_name_plural": "逾期上报",
                "ordering": ("-raised_at", "-id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["node_path", "-raised_at"],
                        name="alert_node",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["owner_path", "-raised_at"],
                        name="alert_owner",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("task", "rung"), name="alert_rung_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)), fields=("task",), name="alert_open_once"
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), list(BACK)),
    ]
