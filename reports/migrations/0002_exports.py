"""Exports and their encrypted parts; their walls."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import registry.lib.ids
import registry.models.scoped

SQL = Path(__file__).parent / "sql" / "exports.sql"
BACK = (
    "DROP FUNCTION reports_closed(text, integer, integer)",
    "DROP TRIGGER keep_export ON reports_export",
    "DROP FUNCTION reports_keep_export()",
    """
DO $$ DECLARE
    mine constant text[] := '{reports_export,reports_exportpart}';
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
""",
)


class Migration(migrations.Migration):
    """Exports: files that the program makes and people may only ask for or call off."""

    dependencies = [
        ("registry", "0024_hand_in"),
        ("reports", "0001_months"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Export",
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
                        choices=[
                            ("workbook", "月报工作簿（Excel）"),
                            ("brief", "月报简报（Word）"),
                            ("csv", "各表（CSV，压缩包）"),
                            ("json", "各表（JSON）"),
                            ("members", "党员名册"),
                            ("contacts", "联系台账"),
                            ("studies", "学习台账"),
                            ("suggestions", "金点子台账"),
                        ],
                        max_length=12,
                        verbose_name="文件",
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(default=0, verbose_name="年")),
                ("month", models.PositiveSmallIntegerField(default=0, verbose_name="月")),
                ("close", models.PositiveSmallIntegerField(default=0, verbose_name="归档第几版")),
                ("archive", models.BooleanField(default=False, verbose_name="归档文件")),
                ("masked", models.BooleanField(default=True, verbose_name="号码打码")),
                ("reason", models.CharField(blank=True, max_length=100, verbose_name="为什么要完整号码")),
                ("options", models.JSONField(default=dict, verbose_name="选项")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "排队中"),
                            ("running", "正在生成"),
                            ("done", "可以下载"),
                            ("failed", "没有生成"),
                            ("cancelled", "已取消"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("percent", models.PositiveSmallIntegerField(default=0, verbose_name="进度")),
                ("problem", models.CharField(blank=True, max_length=300, verbose_name="没有生成的原因")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("asked_label", models.CharField(blank=True, max_length=120, verbose_name="申请人（当时）")),
                ("known_at", models.DateTimeField(null=True, verbose_name="数据截至")),
                ("head", models.CharField(blank=True, max_length=120, verbose_name="审计链尾")),
                ("watermark", models.CharField(blank=True, max_length=40, verbose_name="水印编号")),
                ("file_name", models.CharField(blank=True, max_length=200, verbose_name="文件名")),
                ("size", models.PositiveBigIntegerField(default=0, verbose_name="大小（字节）")),
                ("sha256", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("made_at", models.DateTimeField(null=True, verbose_name="生成时间")),
                ("expires_at", models.DateTimeField(null=True, verbose_name="保留到")),
                ("purged_at", models.DateTimeField(null=True, verbose_name="清除时间")),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="申请人",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "导出文件",
                "verbose_name_plural": "导出文件",
                "ordering": ("-id",),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "-id"], name="export_list"),
                    models.Index(
                        condition=models.Q(("state__in", ("queued", "running"))),
                        fields=["asked_at"],
                        name="export_queue",
                    ),
                    models.Index(
                        condition=models.Q(("purged_at__isnull", True), ("state", "done")),
                        fields=["expires_at"],
                        name="export_expiry",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "owner_path"), name="export_id_owner_path"),
                    models.UniqueConstraint(
                        condition=models.Q(("archive", True), ("state__in", ("queued", "running", "done"))),
                        fields=("owner_path", "kind", "year", "month", "close"),
                        name="export_archived_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("archive", False), ("masked", True), _connector="OR"),
                        name="export_archive_is_masked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ExportPart",
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
                ("number", models.PositiveIntegerField(verbose_name="第几段")),
                ("data", models.BinaryField(verbose_name="内容（密文）")),
                (
                    "export",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parts",
                        to="reports.export",
                    ),
                ),
            ],
            options={
                "verbose_name": "导出文件的内容",
                "verbose_name_plural": "导出文件的内容",
                "ordering": ("export", "number"),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("export", "number"), name="export_part_once"),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK),
    ]
