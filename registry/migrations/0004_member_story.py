"""Contacts, study reports, files, corrections, duplicates: the tables, and their walls."""

from pathlib import Path

import django.db.models.deletion
import registry.lib.ids
import registry.models.scoped
import registry.models.sealed
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql" / "member_story.sql"
TABLES = (
    "contactlog", "studyreport", "attachment", "attachmentcontent", "revision", "duplicatepair", "membermerge",
)  # fmt: skip
# The tables go with their policies and keys; what remains is what stands outside them.
BACK = (
    "ALTER TABLE registry_member DROP CONSTRAINT registry_member_merged_into_id_same_owner",
    "DROP TRIGGER follow_kept ON registry_member",
    *(
        f"ALTER TABLE registry_{table} DROP CONSTRAINT IF EXISTS registry_{table}_{column}_same_owner"
        for table in TABLES
        for column in ("member_id", "contact_id", "study_id", "attachment_id", "kept_id", "absorbed_id")
    ),
    *(f"DROP TRIGGER IF EXISTS keep_count ON registry_{table}" for table in TABLES),
    *(
        f"DROP POLICY IF EXISTS {name} ON registry_{table}"
        for table in TABLES
        for name in ("liaison_adds", "liaison_changes", "counted_at_home")
    ),
    "DROP FUNCTION registry_note_contact(uuid)",
    "DROP FUNCTION registry_follow_kept()",
    "DROP FUNCTION registry_keep_count()",
    "DROP FUNCTION registry_let_liaison_write(regclass, text)",
    "DROP FUNCTION registry_liaises(uuid)",
)


class Migration(migrations.Migration):
    """The facts of a member's story."""

    dependencies = [
        ("registry", "0003_intake"),
    ]

    operations = [
        migrations.CreateModel(
            name="Attachment",
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
                ("added_at", models.DateTimeField(verbose_name="上传时间")),
                ("added_label", models.CharField(blank=True, max_length=120, verbose_name="上传人（当时）")),
                ("removed_at", models.DateTimeField(editable=False, null=True, verbose_name="移除时间")),
                (
                    "remove_reason",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="移除原因"),
                ),
            ],
            options={
                "verbose_name": "附件",
                "verbose_name_plural": "附件",
                "ordering": ("added_at", "id"),
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="AttachmentContent",
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
                    "attachment",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="content", to="registry.attachment"
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="registry.member"
                    ),
                ),
            ],
            options={
                "verbose_name": "附件内容",
                "verbose_name_plural": "附件内容",
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="ContactLog",
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
                    "side",
                    models.CharField(
                        choices=[("member", "流动党员本人"), ("home", "流出地党组织")],
                        default="member",
                        max_length=6,
                        verbose_name="联系对象",
                    ),
                ),
                (
                    "matter",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("identity", "身份核实"),
                            ("receipt", "回执"),
                            ("situation", "情况通报"),
                            ("review", "民主评议情况反馈"),
                            ("other", "其他"),
                        ],
                        max_length=10,
                        verbose_name="事项",
                    ),
                ),
                ("happened_at", models.DateTimeField(verbose_name="联系时间")),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("phone", "电话"),
                            ("wechat", "微信"),
                            ("video", "视频"),
                            ("visit", "走访"),
                            ("talk", "座谈"),
                            ("reception", "接待"),
                            ("sms", "短信"),
                            ("activity", "活动现场"),
                            ("letter", "信函"),
                        ],
                        max_length=10,
                        verbose_name="联系方式",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("reached", "已联系上"),
                            ("no_answer", "无人接听"),
                            ("unreachable", "停机或空号"),
                            ("refused", "拒绝"),
                            ("left", "已离开"),
                        ],
                        max_length=12,
                        verbose_name="联系结果",
                    ),
                ),
                ("contact_label", models.CharField(blank=True, max_length=120, verbose_name="联系人（当时）")),
                ("summary", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="内容摘要")),
                ("thoughts", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="思想动态")),
                ("work", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="工作情况")),
                ("family", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="生活家庭")),
                ("study", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="学习与组织生活")),
                ("dues", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="党费交纳")),
                (
                    "difficulties",
                    registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="困难诉求"),
                ),
                ("ideas", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="意见建议")),
                ("changes", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="信息变更")),
                ("next_on", models.DateField(blank=True, null=True, verbose_name="下次联系日期")),
                ("recorded_at", models.DateTimeField(verbose_name="记录时间")),
                ("recorded_label", models.CharField(blank=True, max_length=120, verbose_name="记录人（当时）")),
                (
                    "node_at_event",
                    registry.models.scoped.PathField(db_collation="C", max_length=64, verbose_name="发生时所在组织"),
                ),
                ("client_key", models.UUIDField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("voided_at", models.DateTimeField(editable=False, null=True, verbose_name="作废时间")),
                ("void_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废原因")),
                (
                    "contact_person",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="联系人",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="contacts",
                        to="registry.member",
                        verbose_name="流动党员",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="记录人",
                    ),
                ),
            ],
            options={
                "verbose_name": "联系记录",
                "verbose_name_plural": "联系记录",
                "ordering": ("-happened_at", "-id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["member", "-happened_at"], name="contact_member"),
                    models.Index(fields=["owner_path", "-id"], name="contact_list"),
                    models.Index(fields=["node_at_event", "happened_at"], name="contact_node"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "owner_path"), name="contact_id_owner_path"),
                    models.UniqueConstraint(fields=("member", "client_key"), name="contact_sent_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="DuplicatePair",
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
                ("first_id", models.UUIDField(verbose_name="记录一")),
                ("second_id", models.UUIDField(verbose_name="记录二")),
                ("score", models.PositiveSmallIntegerField(default=0, verbose_name="相似度（0–100）")),
                ("grounds", models.JSONField(default=list, verbose_name="依据")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待核对"), ("not_duplicate", "不是同一人"), ("merged", "已合并")],
                        default="open",
                        max_length=14,
                        verbose_name="状态",
                    ),
                ),
                ("found_at", models.DateTimeField(verbose_name="发现时间")),
                ("decided_at", models.DateTimeField(editable=False, null=True, verbose_name="核对时间")),
                ("decided_label", models.CharField(blank=True, max_length=120, verbose_name="核对人（当时）")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                (
                    "decided_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="核对人",
                    ),
                ),
            ],
            options={
                "verbose_name": "疑似重复",
                "verbose_name_plural": "疑似重复",
                "ordering": ("-score", "-id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "state", "-score"], name="duplicate_pair_queue"),
                    models.Index(fields=["second_id"], name="duplicate_pair_second"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("first_id", "second_id"), name="duplicate_pair_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MemberMerge",
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
                    "before",
                    registry.models.sealed.SealedJSONField(blank=True, editable=True, verbose_name="合并前的值"),
                ),
                ("moved", models.JSONField(default=dict, verbose_name="移动的记录")),
                ("movement_id", models.UUIDField(editable=False, null=True, verbose_name="结束记录")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="理由")),
                ("merged_at", models.DateTimeField(verbose_name="合并时间")),
                ("merged_label", models.CharField(blank=True, max_length=120, verbose_name="合并人（当时）")),
                ("undone_at", models.DateTimeField(editable=False, null=True, verbose_name="撤销时间")),
                ("undo_reason", models.CharField(blank=True, max_length=200, verbose_name="撤销理由")),
                (
                    "absorbed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.member",
                        verbose_name="并入的记录",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merges",
                        to="registry.member",
                        verbose_name="保留的记录",
                    ),
                ),
                (
                    "merged_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="合并人",
                    ),
                ),
                (
                    "undone_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="撤销人",
                    ),
                ),
            ],
            options={
                "verbose_name": "合并记录",
                "verbose_name_plural": "合并记录",
                "ordering": ("-merged_at",),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)), fields=("absorbed",), name="member_merged_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Revision",
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
                ("kind", models.CharField(max_length=20, verbose_name="对象类别")),
                ("object_id", models.UUIDField(verbose_name="对象编号")),
                ("version", models.PositiveIntegerField(verbose_name="被替换的版本")),
                ("old", registry.models.sealed.SealedJSONField(blank=True, editable=True, verbose_name="原值")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="更正原因")),
                ("revised_at", models.DateTimeField(verbose_name="更正时间")),
                ("revised_label", models.CharField(blank=True, max_length=120, verbose_name="更正人（当时）")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="registry.member",
                        verbose_name="流动党员",
                    ),
                ),
                (
                    "revised_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="更正人",
                    ),
                ),
            ],
            options={
                "verbose_name": "更正历史",
                "verbose_name_plural": "更正历史",
                "ordering": ("-revised_at", "-id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["object_id", "version"], name="revision_object"),
                    models.Index(fields=["member", "-revised_at"], name="revision_member"),
                ],
            },
        ),
        migrations.CreateModel(
            name="StudyReport",
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
                ("topic", models.CharField(max_length=100, verbose_name="学习主题")),
                (
                    "form",
                    models.CharField(
                        choices=[
                            ("self_study", "自学"),
                            ("online", "线上学习"),
                            ("home_delivered", "送学上门"),
                            ("special_lecture", "专题党课"),
                            ("theme_party_day", "主题党日"),
                            ("visit", "参观"),
                            ("collective", "集中学习"),
                        ],
                        max_length=16,
                        verbose_name="学习形式",
                    ),
                ),
                ("studied_on", models.DateField(verbose_name="学习日期")),
                (
                    "hours",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=4, null=True, verbose_name="学时"),
                ),
                ("text", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="学习心得")),
                (
                    "channel",
                    models.CharField(
                        choices=[("wechat", "微信"), ("paper", "纸质"), ("in_person", "当面"), ("by_staff", "代录")],
                        max_length=10,
                        verbose_name="提交方式",
                    ),
                ),
                ("campaign", models.CharField(blank=True, max_length=50, verbose_name="所属专题")),
                ("share_home", models.BooleanField(default=False, verbose_name="通报流出地党组织")),
                ("recorded_at", models.DateTimeField(verbose_name="提交时间")),
                ("recorded_label", models.CharField(blank=True, max_length=120, verbose_name="接收人（当时）")),
                (
                    "state",
                    models.CharField(
                        choices=[("pending", "待阅"), ("read", "已阅"), ("returned", "退回")],
                        default="pending",
                        max_length=8,
                        verbose_name="审阅状态",
                    ),
                ),
                ("comment", models.CharField(blank=True, max_length=500, verbose_name="审阅意见")),
                ("reviewed_at", models.DateTimeField(editable=False, null=True, verbose_name="审阅时间")),
                ("reviewed_label", models.CharField(blank=True, max_length=120, verbose_name="审阅人（当时）")),
                (
                    "node_at_event",
                    registry.models.scoped.PathField(db_collation="C", max_length=64, verbose_name="发生时所在组织"),
                ),
                ("client_key", models.UUIDField(editable=False, null=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("voided_at", models.DateTimeField(editable=False, null=True, verbose_name="作废时间")),
                ("void_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废原因")),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="studies",
                        to="registry.member",
                        verbose_name="流动党员",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="接收人",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="审阅人",
                    ),
                ),
            ],
            options={
                "verbose_name": "学习汇报",
                "verbose_name_plural": "学习汇报",
                "ordering": ("-studied_on", "-id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["member", "-studied_on"], name="study_member"),
                    models.Index(fields=["owner_path", "-id"], name="study_list"),
                    models.Index(fields=["node_at_event", "studied_on"], name="study_node"),
                    models.Index(
                        condition=models.Q(("state", "pending"), ("voided_at__isnull", True)),
                        fields=["owner_path", "-id"],
                        name="study_pending",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "owner_path"), name="study_id_owner_path"),
                    models.UniqueConstraint(fields=("member", "client_key"), name="study_sent_once"),
                ],
            },
        ),
        migrations.AddField(
            model_name="member",
            name="contact_logged_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="member",
            name="contact_said_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="member",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absorbed",
                to="registry.member",
                verbose_name="并入",
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(
                condition=models.Q(("merged_into__isnull", False)), fields=["merged_into"], name="member_merged"
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="added_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="上传人",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="registry.member",
                verbose_name="流动党员",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="contact",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="registry.contactlog",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="study",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attachments",
                to="registry.studyreport",
            ),
        ),
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(fields=["member", "added_at"], name="attachment_member"),
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.UniqueConstraint(fields=("id", "owner_path"), name="attachment_id_owner_path"),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), list(BACK)),
    ]
