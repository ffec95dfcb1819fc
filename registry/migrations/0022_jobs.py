"""Background work with its attempts, signs of life of the processes, and alarms."""

from pathlib import Path

import registry.lib.ids
import registry.models.scoped
from django.db import migrations, models


SQL = Path(__file__).parent / "sql" / "jobs.sql"
TABLES = ("registry_job", "registry_alarm", "registry_sign")
BACK = (
    "DROP FUNCTION registry_intakes_waiting()",
    *(f"ALTER TABLE {table} DROP CONSTRAINT {table}_anchored" for table in TABLES),
    *(f"DROP POLICY program_{verb} ON {table}" for verb in ("adds", "removes") for table in TABLES[:2]),
    "DROP POLICY people_put_back ON registry_job",
    "DROP POLICY people_close ON registry_alarm",
)


class Migration(migrations.Migration):
    """Behind the walls from the first row on."""

    dependencies = [
        ("registry", "0021_her_page"),
    ]

    operations = [
        migrations.CreateModel(
            name="Alarm",
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
                    "kind",
                    models.CharField(
                        choices=[("job", "后台作业已搁置"), ("silent", "没有动静"), ("redis", "Redis 不可用")],
                        max_length=10,
                        verbose_name="事项",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=120, verbose_name="对象")),
                ("raised_at", models.DateTimeField(verbose_name="发现时间")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="消除时间")),
            ],
            options={
                "verbose_name": "系统告警",
                "verbose_name_plural": "系统告警",
                "ordering": ("-raised_at", "-id"),
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["owner_path", "-raised_at", "-id"], name="alarm_list")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("owner_path", "kind", "subject"),
                        name="alarm_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Job",
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
                ("name", models.CharField(max_length=40, verbose_name="作业")),
                ("key", models.CharField(blank=True, max_length=64, verbose_name="对象")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "正在办"),
                            ("waiting", "等着再试"),
                            ("set_aside", "已搁置"),
                            ("done", "办完了"),
                        ],
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=1, verbose_name="尝试次数")),
                ("begun_at", models.DateTimeField(verbose_name="这次开始")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="结束")),
                ("again_at", models.DateTimeField(null=True, verbose_name="再试时间")),
                ("reason", models.CharField(blank=True, max_length=20, verbose_name="原因")),
                ("number", models.PositiveIntegerField(default=0, verbose_name="办了多少")),
            ],
            options={
                "verbose_name": "后台作业",
                "verbose_name_plural": "后台作业",
                "ordering": ("-begun_at", "-id"),
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["owner_path", "-begun_at", "-id"], name="job_list")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("running", "waiting", "set_aside"))),
                        fields=("owner_path", "name", "key"),
                        name="job_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Sign",
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
                ("process", models.CharField(max_length=20, verbose_name="进程")),
                ("at", models.DateTimeField(verbose_name="最近动静")),
            ],
            options={
                "verbose_name": "进程动静",
                "verbose_name_plural": "进程动静",
                "ordering": ("process",),
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("owner_path", "process"), name="sign_once")],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), list(BACK)),
    ]
