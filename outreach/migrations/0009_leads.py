"""Registration points: the code on the wall, what people write there, and their walls."""

from pathlib import Path

import django.db.models.deletion
import registry.lib.ids
import registry.models.scoped
import registry.models.sealed
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "leads.sql"
TABLES = ("registrationpoint", "lead")
BACK = (
    "DROP FUNCTION outreach_leave_lead(text, uuid, bytea, bytea, text, timestamptz, timestamptz, integer)",
    "DROP FUNCTION outreach_point(text)",
    "DROP TRIGGER keep_lead ON outreach_lead",
    "DROP FUNCTION outreach_keep_lead()",
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
""".replace("MINE", ",".join(f"outreach_{table}" for table in TABLES)),
)


class Migration(migrations.Migration):
    """What somebody without an account writes comes in by one function, which reads nothing of members."""

    dependencies = [
        ("outreach", "0008_part_taken"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="RegistrationPoint",
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
                ("code", models.CharField(editable=False, max_length=16, unique=True)),
                ("opened_at", models.DateTimeField(editable=False, verbose_name="启用时间")),
                ("opened_label", models.CharField(editable=False, max_length=120, verbose_name="启用人（当时）")),
                ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="停用时间")),
                (
                    "ended_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="停用人（当时）"),
                ),
                ("end_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="停用原因")),
                (
                    "venue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="points",
                        to="outreach.venue",
                        verbose_name="场所",
                    ),
                ),
            ],
            options={
                "verbose_name": "报到码",
                "verbose_name_plural": "报到码",
                "ordering": ("-opened_at", "-id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "-id"], name="point_list"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("venue",), name="point_one_in_force"
                    ),
                    models.UniqueConstraint(fields=("id", "owner_path"), name="point_id_owner_path"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Lead",
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
                ("said", registry.models.sealed.SealedJSONField(blank=True, editable=True, verbose_name="所填内容")),
                ("phone_index", models.BinaryField(null=True, verbose_name="手机号索引")),
                ("notice", models.CharField(editable=False, max_length=20, verbose_name="同意的告知书版本")),
                ("left_at", models.DateTimeField(editable=False, verbose_name="填写时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "未处理"),
                            ("registered", "已登记为流动党员"),
                            ("reported", "是已有党员"),
                            ("dismissed", "不登记"),
                        ],
                        default="open",
                        editable=False,
                        max_length=12,
                        verbose_name="处理",
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("no_member", "不是党员"),
                            ("duplicate", "重复填写"),
                            ("unreachable", "无法联系"),
                            ("elsewhere", "应到别处登记"),
                            ("other", "其他"),
                        ],
                        editable=False,
                        max_length=12,
                        verbose_name="原因",
                    ),
                ),
                ("note", models.CharField(blank=True, editable=False, max_length=200, verbose_name="说明")),
                ("member_id", models.UUIDField(editable=False, null=True, verbose_name="党员")),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="处理时间")),
                (
                    "decided_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="处理人（当时）"),
                ),
                ("purged_at", models.DateTimeField(editable=False, null=True, verbose_name="所填内容已清除")),
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
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="leads",
                        to="outreach.registrationpoint",
                        verbose_name="报到码",
                    ),
                ),
            ],
            options={
                "verbose_name": "报到线索",
                "verbose_name_plural": "报到线索",
                "ordering": ("-id",),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "-id"], name="lead_node"),
                    models.Index(
                        condition=models.Q(("state", "open")), fields=["owner_path", "left_at"], name="lead_waiting"
                    ),
                    models.Index(fields=["point", "left_at"], name="lead_point"),
                    models.Index(
                        condition=models.Q(("decided_at__isnull", False), ("purged_at__isnull", True)),
                        fields=["decided_at"],
                        name="lead_purge",
                    ),
                    models.Index(
                        condition=models.Q(("member_id__isnull", False)), fields=["member_id"], name="lead_member"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "owner_path"), name="lead_id_owner_path"),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK),
    ]
