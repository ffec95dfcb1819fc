"""Forms of the superior office and their files; their walls."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import registry.lib.ids
import registry.models.scoped

SQL = Path(__file__).parent / "sql" / "official_forms.sql"
BACK = (
    "DROP TRIGGER keep_form ON reports_officialform",
    "DROP FUNCTION reports_keep_form()",
    """
DO $$ DECLARE
    mine constant text[] := '{reports_officialform,reports_officialformfile}';
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
    """A form and its bytes, kept as they were uploaded; a new kind of export."""

    dependencies = [
        ("registry", "0025_month_at_size"),
        ("reports", "0003_late_entries"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="export",
            name="kind",
            field=models.CharField(
                choices=[
                    ("workbook", "月报工作簿（Excel）"),
                    ("brief", "月报简报（Word）"),
                    ("csv", "各表（CSV，压缩包）"),
                    ("json", "各表（JSON）"),
                    ("members", "党员名册"),
                    ("contacts", "联系台账"),
                    ("studies", "学习台账"),
                    ("suggestions", "金点子台账"),
                    ("form", "上级表样（Excel）"),
                ],
                max_length=12,
                verbose_name="文件",
            ),
        ),
        migrations.CreateModel(
            name="OfficialForm",
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
                ("name", models.CharField(max_length=60, verbose_name="表名")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="第几版")),
                ("file_name", models.CharField(max_length=100, verbose_name="文件名")),
                ("size", models.PositiveIntegerField(default=0, verbose_name="大小（字节）")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("bindings", models.JSONField(default=dict, verbose_name="对应关系")),
                ("revision", models.PositiveIntegerField(default=1, verbose_name="对应关系修改次数")),
                ("uploaded_at", models.DateTimeField(verbose_name="上传时间")),
                ("uploaded_label", models.CharField(blank=True, max_length=120, verbose_name="上传人（当时）")),
                ("retired_at", models.DateTimeField(null=True, verbose_name="停用时间")),
                ("retired_label", models.CharField(blank=True, max_length=120, verbose_name="停用人（当时）")),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="单位",
                    ),
                ),
                (
                    "uploaded_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="上传人",
                    ),
                ),
            ],
            options={
                "verbose_name": "上级表样",
                "verbose_name_plural": "上级表样",
                "ordering": ("name", "-version"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "-id"], name="official_form_list"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "owner_path"), name="official_form_id_owner_path"),
                    models.UniqueConstraint(
                        fields=("owner_path", "name", "version"), name="official_form_version_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("retired_at__isnull", True)),
                        fields=("owner_path", "name"),
                        name="official_form_in_use_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OfficialFormFile",
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
                ("data", models.BinaryField(verbose_name="内容（密文）")),
                (
                    "form",
                    models.OneToOneField(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="file",
                        to="reports.officialform",
                    ),
                ),
            ],
            options={
                "verbose_name": "上级表样的文件",
                "verbose_name_plural": "上级表样的文件",
                "base_manager_name": "objects",
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK),
    ]
