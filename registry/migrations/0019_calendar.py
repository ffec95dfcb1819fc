"""The working-day calendar: announced years and the days that they name, behind their walls."""

from pathlib import Path

import django.db.models.deletion
import registry.lib.ids
import registry.models.scoped
from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "calendar.sql"
TABLES = ("registry_calendaryear", "registry_calendarday")
BACK = (
    "ALTER TABLE registry_calendarday DROP CONSTRAINT registry_calendarday_announcement_id_same_owner",
    "ALTER TABLE registry_calendaryear DROP CONSTRAINT registry_calendaryear_anchored",
    *(f"DROP POLICY district_{verb} ON {table}" for verb in ("adds", "changes", "removes") for table in TABLES),
)


class Migration(migrations.Migration):
    """Filled by the first night's task, district by district (registry.domain.calendar)."""

    dependencies = [
        ("registry", "0018_liaison_load"),
    ]

    operations = [
        migrations.CreateModel(
            name="CalendarYear",
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
                ("year", models.PositiveSmallIntegerField(verbose_name="年份")),
                ("source", models.CharField(max_length=100, verbose_name="依据")),
                ("entered_at", models.DateTimeField(editable=False, verbose_name="录入时间")),
            ],
            options={
                "verbose_name": "放假安排",
                "verbose_name_plural": "放假安排",
                "ordering": ("year",),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("owner_path", "year"), name="calendar_year_once"),
                    models.UniqueConstraint(fields=("id", "owner_path"), name="calendar_year_id_owner_path"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
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
                ("day", models.DateField(verbose_name="日期")),
                ("working", models.BooleanField(default=False, verbose_name="上班")),
                ("name", models.CharField(max_length=30, verbose_name="节日")),
                (
                    "announcement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="registry.calendaryear",
                        verbose_name="放假安排",
                    ),
                ),
            ],
            options={
                "verbose_name": "节假日与调休",
                "verbose_name_plural": "节假日与调休",
                "ordering": ("day",),
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["owner_path", "-id"], name="calendar_day_list")],
                "constraints": [models.UniqueConstraint(fields=("owner_path", "day"), name="calendar_day_once")],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), list(BACK)),
    ]
