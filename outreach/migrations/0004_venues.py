"""Venues: places for activities and for reporting in, behind their walls."""

from pathlib import Path

import django.db.models.deletion
import registry.lib.ids
import registry.models.scoped
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "venues.sql"
BACK = [
    "ALTER TABLE outreach_venue DROP CONSTRAINT outreach_venue_anchored",
    *(f"DROP POLICY {policy} ON outreach_venue" for policy in ("one_member", "scope", "adds", "changes")),
]


class Migration(migrations.Migration):
    """Read from every node below, written at home."""

    dependencies = [
        ("outreach", "0003_jobs"),
        ("registry", "0023_last_contact"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Venue",
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
                ("host_label", models.CharField(editable=False, max_length=200, verbose_name="归哪个组织")),
                ("name", models.CharField(max_length=60, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("service_centre", "党群服务中心"),
                            ("neighbourhood_hub", "幸福邻里汇"),
                            ("registration_point", "流动党员登记点"),
                            ("red_station", "红色驿站"),
                            ("activity_room", "党员活动室"),
                            ("party_school", "街区党校"),
                            ("study_station", "学习站点"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("takes_reports", models.BooleanField(default=False, verbose_name="设有流动党员登记点")),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="地址")),
                ("open_hours", models.CharField(blank=True, max_length=100, verbose_name="开放时间")),
                ("contact_name", models.CharField(blank=True, max_length=50, verbose_name="联系人")),
                ("contact_phone", models.CharField(blank=True, max_length=40, verbose_name="联系电话")),
                ("capacity", models.PositiveIntegerField(blank=True, null=True, verbose_name="可容纳人数")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("closed_on", models.DateField(blank=True, editable=False, null=True, verbose_name="停用日期")),
                ("close_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="停用原因")),
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
                "verbose_name": "活动场所",
                "verbose_name_plural": "活动场所",
                "ordering": ("owner_path", "name"),
                "base_manager_name": "objects",
                "indexes": [models.Index(fields=["owner_path", "-id"], name="venue_list")],
                "constraints": [
                    models.UniqueConstraint(fields=("owner_path", "name"), name="venue_once"),
                    models.UniqueConstraint(fields=("id", "owner_path"), name="venue_id_owner_path"),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK),
    ]
