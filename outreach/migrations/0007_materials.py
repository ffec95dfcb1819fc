"""Study materials, their files, who was given what, and their walls."""

from pathlib import Path

import django.db.models.deletion
import registry.lib.ids
import registry.models.scoped
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql" / "materials.sql"
TABLES = ("material", "materialfile", "handout")
BACK = [
    "DROP FUNCTION outreach_read_material(uuid, timestamptz)",
    "DROP FUNCTION outreach_my_file(uuid)",
    "DROP FUNCTION outreach_my_materials()",
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
    "DROP TRIGGER keep_handout ON outreach_handout",
    "DROP FUNCTION outreach_keep_handout()",
]


class Migration(migrations.Migration):
    """Materials are read from every node below; a hand-out follows the record."""

    dependencies = [
        ("outreach", "0006_activities"),
        ("registry", "0024_hand_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Material",
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
                ("title", models.CharField(max_length=100, verbose_name="名称")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("book", "书刊"),
                            ("document", "文件"),
                            ("audio_video", "音视频"),
                            ("courseware", "课件"),
                            ("link", "网上链接"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=50, verbose_name="专题")),
                ("description", models.CharField(blank=True, max_length=500, verbose_name="说明")),
                ("link", models.URLField(blank=True, max_length=300, verbose_name="网址")),
                ("year", models.PositiveSmallIntegerField(verbose_name="年度")),
                (
                    "quarter",
                    models.PositiveSmallIntegerField(
                        choices=[(0, "全年"), (1, "第一季度"), (2, "第二季度"), (3, "第三季度"), (4, "第四季度")],
                        default=0,
                        verbose_name="季度",
                    ),
                ),
                ("copies", models.PositiveIntegerField(blank=True, null=True, verbose_name="册数")),
                ("withdrawn_on", models.DateField(blank=True, editable=False, null=True, verbose_name="停用日期")),
                (
                    "withdraw_reason",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="停用原因"),
                ),
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
                "verbose_name": "学习资料",
                "verbose_name_plural": "学习资料",
                "ordering": ("-id",),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "-id"], name="material_list"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("owner_path", "title", "year", "quarter"), name="material_once"),
                    models.UniqueConstraint(fields=("id", "owner_path"), name="material_id_owner_path"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handout",
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
                    registry.models.scoped.PathField(db_collation="C", max_length=64, verbose_name="当时所在组织"),
                ),
                ("title", models.CharField(max_length=100, verbose_name="资料名称（当时）")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("book", "书刊"),
                            ("document", "文件"),
                            ("audio_video", "音视频"),
                            ("courseware", "课件"),
                            ("link", "网上链接"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="类别（当时）",
                    ),
                ),
                ("given_on", models.DateField(verbose_name="发放日期")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("in_person", "当面送"),
                            ("post", "寄送"),
                            ("on_site", "活动现场发"),
                            ("printed", "打印"),
                            ("wechat", "微信"),
                            ("email", "邮件"),
                        ],
                        max_length=10,
                        verbose_name="发放方式",
                    ),
                ),
                ("copies", models.PositiveIntegerField(default=0, verbose_name="册数")),
                ("client_key", models.UUIDField(editable=False, null=True)),
                ("recorded_at", models.DateTimeField(editable=False, verbose_name="登记时间")),
                (
                    "recorded_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="登记人（当时）"),
                ),
                ("read_at", models.DateTimeField(editable=False, null=True, verbose_name="本人标记已学习")),
                ("voided_at", models.DateTimeField(editable=False, null=True, verbose_name="作废时间")),
                (
                    "voided_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="作废人（当时）"),
                ),
                ("void_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废原因")),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handouts",
                        to="registry.member",
                        verbose_name="流动党员",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "material",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="handouts",
                        to="outreach.material",
                        verbose_name="学习资料",
                    ),
                ),
            ],
            options={
                "verbose_name": "学习资料发放",
                "verbose_name_plural": "学习资料发放",
                "ordering": ("-id",),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "-id"], name="handout_list"),
                    models.Index(fields=["member", "-given_on"], name="handout_member"),
                    models.Index(fields=["node_at_event", "given_on"], name="handout_node"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("client_key__isnull", False)),
                        fields=("member", "material", "client_key"),
                        name="handout_once",
                    ),
                    models.UniqueConstraint(fields=("id", "owner_path"), name="handout_id_owner_path"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MaterialFile",
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
                ("name", models.CharField(max_length=100, verbose_name="文件名")),
                (
                    "media_type",
                    models.CharField(
                        choices=[
                            ("image/jpeg", "JPEG 图片"),
                            ("image/png", "PNG 图片"),
                            ("image/webp", "WEBP 图片"),
                            ("application/pdf", "PDF 文件"),
                        ],
                        max_length=20,
                        verbose_name="类型",
                    ),
                ),
                ("size", models.PositiveIntegerField(default=0, verbose_name="大小（字节）")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("data", models.BinaryField(verbose_name="内容（密文）")),
                ("added_at", models.DateTimeField(verbose_name="上传时间")),
                ("added_label", models.CharField(blank=True, max_length=120, verbose_name="上传人（当时）")),
                ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="移除时间")),
                (
                    "removed_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="移除人（当时）"),
                ),
                (
                    "material",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="outreach.material",
                    ),
                ),
            ],
            options={
                "verbose_name": "学习资料文件",
                "verbose_name_plural": "学习资料文件",
                "ordering": ("added_at", "id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["material", "added_at"], name="material_file"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("removed_at__isnull", True)), fields=("material",), name="material_one_file"
                    ),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK),
    ]
