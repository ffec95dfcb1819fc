"""Liaisons with a kind and a capacity; assignments say who made and ended them, and why."""

from pathlib import Path

import django.db.models.deletion
import registry.lib.clock
import registry.lib.ids
import registry.models.scoped
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql"


def read(name: str) -> str:
    """The text of one SQL file beside this migration."""
    return (SQL / name).read_text(encoding="utf-8")


class Migration(migrations.Migration):
    """Behind the walls from the first row on."""

    dependencies = [
        ("registry", "0015_shared_down"),
    ]

    operations = [
        migrations.CreateModel(
            name="LiaisonProfile",
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
                        blank=True,
                        choices=[
                            ("instructor", "两新党建指导员"),
                            ("committee", "村(社区)两委干部"),
                            ("steward", "红色管家"),
                            ("branch_member", "支部委员"),
                            ("group_leader", "党小组长"),
                            ("grid_worker", "网格员"),
                        ],
                        max_length=20,
                        verbose_name="类别",
                    ),
                ),
                ("capacity", models.PositiveSmallIntegerField(default=3, verbose_name="联系上限")),
                ("since", models.DateField(blank=True, null=True, verbose_name="任期从")),
                ("until", models.DateField(blank=True, null=True, verbose_name="任期到")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="liaisons",
                        to="registry.organisation",
                        verbose_name="所在组织",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="liaison_profiles",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="联络员",
                    ),
                ),
            ],
            options={
                "verbose_name": "联络员",
                "verbose_name_plural": "联络员",
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "-id"], name="liaison_profile_list"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "organisation"), name="liaison_profile_once"),
                ],
            },
        ),
        migrations.RemoveConstraint(
            model_name="liaisonassignment",
            name="assignment_primary_once",
        ),
        migrations.RemoveIndex(
            model_name="liaisonassignment",
            name="assignment_liaison",
        ),
        migrations.AddField(
            model_name="liaisonassignment",
            name="assigned_at",
            field=models.DateTimeField(default=registry.lib.clock.now, verbose_name="指定时间"),
        ),
        migrations.AddField(
            model_name="liaisonassignment",
            name="assigned_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="指定人",
            ),
        ),
        migrations.AddField(
            model_name="liaisonassignment",
            name="assigned_label",
            field=models.CharField(blank=True, max_length=120, verbose_name="指定人（当时）"),
        ),
        migrations.AddField(
            model_name="liaisonassignment",
            name="end_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("handover", "移交给同事"),
                    ("left", "联络员离岗"),
                    ("replaced", "换了一位"),
                    ("promoted", "由后备转为主要联络员"),
                    ("stopped", "不再由他联系"),
                    ("member_moved", "党员转到其他组织"),
                    ("member_ended", "党员的记录结束"),
                    ("merged", "与另一条登记合并"),
                    ("out_of_reach", "组织调整，不再由他所在的组织管理"),
                ],
                max_length=20,
                verbose_name="结束原因",
            ),
        ),
        migrations.AddField(
            model_name="liaisonassignment",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="结束时间"),
        ),
        migrations.AddField(
            model_name="liaisonassignment",
            name="ended_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="结束人",
            ),
        ),
        migrations.AddField(
            model_name="liaisonassignment",
            name="ended_label",
            field=models.CharField(blank=True, max_length=120, verbose_name="结束人（当时）"),
        ),
        migrations.AddField(
            model_name="liaisonassignment",
            name="liaison_label",
            field=models.CharField(blank=True, max_length=120, verbose_name="联络员（当时）"),
        ),
        migrations.AddIndex(
            model_name="liaisonassignment",
            index=models.Index(
                condition=models.Q(("ended_on__isnull", True)), fields=["liaison", "member"], name="assignment_current"
            ),
        ),
        migrations.AddIndex(
            model_name="liaisonassignment",
            index=models.Index(fields=["owner_path", "-id"], name="assignment_list"),
        ),
        migrations.AddConstraint(
            model_name="liaisonassignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_on__isnull", True)),
                fields=("member", "backup"),
                include=("liaison",),
                name="assignment_primary_once",
            ),
        ),
        migrations.RunSQL(read("liaisons.sql"), "DROP FUNCTION registry_stranded(date)"),
        migrations.RunSQL(read("liaisons_before.sql"), migrations.RunSQL.noop),
    ]
