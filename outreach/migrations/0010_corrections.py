"""What members ask to have put right of their own data, and the walls around it."""

from pathlib import Path

import django.db.models.deletion
import registry.lib.ids
import registry.models.scoped
import registry.models.sealed
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "corrections.sql"
TABLES = ("correction",)
BACK = (
    "DROP TRIGGER keep_correction ON outreach_correction",
    "DROP FUNCTION outreach_keep_correction()",
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
    """Asked for by the member herself, answered once by staff over the record."""

    dependencies = [
        ("outreach", "0009_leads"),
        ("registry", "0024_hand_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
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
                    "node_at_event",
                    registry.models.scoped.PathField(
                        db_collation="C", editable=False, max_length=64, verbose_name="发生时所在组织"
                    ),
                ),
                (
                    "field",
                    models.CharField(
                        choices=[
                            ("name", "姓名"),
                            ("phone", "手机号"),
                            ("residence", "现居住地"),
                            ("employer", "工作单位"),
                            ("job_title", "职务岗位"),
                            ("origin_text", "来源地/去向"),
                            ("home_org_name", "组织关系所在党组织"),
                            ("flowed", "流入/外出时间"),
                            ("joined", "入党时间"),
                        ],
                        max_length=20,
                        verbose_name="哪一项",
                    ),
                ),
                ("old", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="当时的内容")),
                ("wanted", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="应为")),
                ("why", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="说明")),
                ("asked_at", models.DateTimeField(editable=False, verbose_name="申请时间")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "待处理"),
                            ("accepted", "已更正"),
                            ("partly", "部分更正"),
                            ("refused", "没有更正"),
                        ],
                        default="open",
                        editable=False,
                        max_length=10,
                        verbose_name="处理",
                    ),
                ),
                ("given", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="改成了")),
                ("answer", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="答复")),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="处理时间")),
                (
                    "decided_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="处理人（当时）"),
                ),
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
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="registry.member",
                        verbose_name="流动党员",
                    ),
                ),
            ],
            options={
                "verbose_name": "更正申请",
                "verbose_name_plural": "更正申请",
                "ordering": ("-id",),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "-id"], name="correction_list"),
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["owner_path", "asked_at"],
                        name="correction_waiting",
                    ),
                    models.Index(fields=["member", "-id"], name="correction_member"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("member", "field"), name="correction_one_open"
                    ),
                    models.UniqueConstraint(fields=("id", "owner_path"), name="correction_id_owner_path"),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK),
    ]
