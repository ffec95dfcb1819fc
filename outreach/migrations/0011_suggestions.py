"""金点子: suggestions with their steps, words and files; their walls, and the functions they come in by."""

from pathlib import Path

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
import registry.lib.ids
import registry.models.scoped
import registry.models.sealed
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql" / "suggestions.sql"
MINE = (
    "suggestion", "suggestioncounter", "suggestionstep", "suggestionword", "suggestionfile", "suggestionunit",
    "suggestionextension", "supervision", "suggestionterms", "replytemplate", "suggestionglance",
)  # fmt: skip
FUNCTIONS = (
    "outreach_my_suggestions()",
    "outreach_published_alike(integer[], integer)",
    "outreach_published(text, text, timestamptz, integer)",
    "outreach_suggest_places()",
    "outreach_step_by_code(bytea, text, text[], text, date, date, text, text, timestamptz)",
    "outreach_add_word(bytea, uuid, bytea, timestamptz, integer)",
    "outreach_suggestion_told(bytea)",
    "outreach_suggestion_by_code(bytea)",
    "outreach_hand_suggestion(uuid, text)",
    "outreach_number_suggestion(uuid)",
    "outreach_attach_suggestion(bytea, uuid, text, text, integer, text, bytea, timestamptz, integer)",
    "outreach_leave_suggestion(uuid, uuid, jsonb, bytea, bytea, bytea, integer[], bytea, timestamptz, date, integer,"
    " timestamptz)",
    "outreach_next_suggestion(text, integer)",
    "outreach_place_name(text)",
)
BACK = (
    *(f"DROP FUNCTION {name}" for name in FUNCTIONS),
    "DROP TRIGGER keep_suggestion ON outreach_suggestion",
    "DROP FUNCTION outreach_keep_suggestion()",
    "DROP TRIGGER keep_count ON outreach_suggestion",
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
""".replace("MINE", ",".join(f"outreach_{table}" for table in MINE)),
)


class Migration(migrations.Migration):
    """Whoever has no account writes and reads by functions that answer for one row."""

    dependencies = [
        ("outreach", "0010_corrections"),
        ("registry", "0024_hand_in"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ReplyTemplate",
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
                ("name", models.CharField(max_length=50, verbose_name="名称")),
                ("text", models.TextField(max_length=1000, verbose_name="内容")),
                (
                    "created_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="写下人（当时）"),
                ),
            ],
            options={
                "verbose_name": "答复范文",
                "verbose_name_plural": "答复范文",
                "ordering": ("name",),
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("owner_path", "name"), name="reply_template_once")],
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
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
                        db_collation="C", editable=False, max_length=64, verbose_name="收集时所在组织"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("idea", "意见建议"), ("help", "帮扶诉求")],
                        default="idea",
                        max_length=8,
                        verbose_name="类型",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "待审核"),
                            ("rejected", "不予受理"),
                            ("merged", "已合并"),
                            ("accepted", "已受理"),
                            ("assigned", "已交办"),
                            ("returned", "已退回"),
                            ("in_progress", "办理中"),
                            ("answered", "已答复"),
                            ("fed_back", "已反馈"),
                            ("evaluated", "已评价"),
                            ("closed", "办结归档"),
                        ],
                        default="received",
                        editable=False,
                        max_length=12,
                        verbose_name="状态",
                    ),
                ),
                ("state_at", models.DateTimeField(editable=False, verbose_name="状态时间")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("year", models.PositiveSmallIntegerField(editable=False, verbose_name="年份")),
                ("number", models.PositiveIntegerField(editable=False, null=True, verbose_name="序号")),
                ("label", models.CharField(blank=True, editable=False, max_length=60, verbose_name="编号")),
                ("place_label", models.CharField(editable=False, max_length=200, verbose_name="所属村（社区）")),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("scan", "扫码"),
                            ("page", "网页"),
                            ("link", "本人链接"),
                            ("program", "小程序"),
                            ("council", "议事会"),
                            ("meeting", "座谈会"),
                            ("visit", "联系走访"),
                            ("phone", "电话"),
                            ("wechat", "微信"),
                            ("box", "意见箱"),
                        ],
                        max_length=10,
                        verbose_name="来源",
                    ),
                ),
                ("collected_on", models.DateField(verbose_name="收集日期")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("schooling", "子女教育"),
                            ("skills", "技能提升"),
                            ("housing", "住房"),
                            ("medical", "医疗"),
                            ("employment", "就业创业"),
                            ("care", "养老托育"),
                            ("traffic", "交通出行"),
                            ("environment", "环境卫生"),
                            ("safety", "治安消防"),
                            ("business", "营商环境（暖企）"),
                            ("industry", "产业发展"),
                            ("governance", "基层治理"),
                            ("party", "党建"),
                            ("rural", "乡村振兴（百千万工程）"),
                            ("other", "其他"),
                        ],
                        max_length=12,
                        verbose_name="类别",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="标题")),
                ("content", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="内容")),
                (
                    "grams",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.IntegerField(), default=list, editable=False, size=None
                    ),
                ),
                ("proposer_name", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="提出人")),
                (
                    "proposer_phone",
                    registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="联系电话"),
                ),
                (
                    "proposer_kind",
                    models.CharField(
                        choices=[("in", "流入党员"), ("out", "流出党员"), ("other", "其他群众")],
                        default="other",
                        max_length=5,
                        verbose_name="提出人类别",
                    ),
                ),
                ("member_id", models.UUIDField(editable=False, null=True, verbose_name="流动党员")),
                ("contact_id", models.UUIDField(editable=False, null=True, verbose_name="来自联系记录")),
                ("may_publish", models.BooleanField(default=False, verbose_name="同意公开")),
                (
                    "notice",
                    models.CharField(blank=True, editable=False, max_length=20, verbose_name="同意的告知书版本"),
                ),
                ("code_digest", models.BinaryField(unique=True, verbose_name="查询码")),
                (
                    "suspicion",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("trap", "填了人看不见的格"),
                            ("haste", "填写过快"),
                            ("links", "夹带网址"),
                            ("repeated", "相同内容反复提交"),
                        ],
                        max_length=10,
                        verbose_name="可疑之处",
                    ),
                ),
                ("submitted_at", models.DateTimeField(editable=False, verbose_name="收到时间")),
                (
                    "entered_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="录入（当时）"),
                ),
                ("on_list", models.BooleanField(default=False, verbose_name="纳入“金点子”清单")),
                ("listed_at", models.DateTimeField(editable=False, null=True, verbose_name="纳入清单时间")),
                (
                    "complexity",
                    models.CharField(
                        blank=True,
                        choices=[("simple", "简单"), ("normal", "一般"), ("complex", "复杂")],
                        max_length=8,
                        verbose_name="难易",
                    ),
                ),
                ("lead_label", models.CharField(blank=True, max_length=200, verbose_name="主办单位（当时）")),
                ("handler_name", models.CharField(blank=True, max_length=50, verbose_name="责任人姓名")),
                ("assigned_at", models.DateTimeField(editable=False, null=True, verbose_name="交办时间")),
                ("due_on", models.DateField(null=True, verbose_name="办理时限")),
                ("stage_due_on", models.DateField(editable=False, null=True, verbose_name="本阶段时限")),
                ("extensions", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="延期次数")),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("A", "A 已解决或基本解决"),
                            ("B", "B 正在解决或列入计划"),
                            ("C", "C 因条件限制以后解决"),
                            ("D", "D 留作参考"),
                        ],
                        max_length=1,
                        verbose_name="办理结果",
                    ),
                ),
                ("answered_at", models.DateTimeField(editable=False, null=True, verbose_name="答复时间")),
                (
                    "feedback_way",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("online", "本人查看"),
                            ("phone", "电话"),
                            ("visit", "上门"),
                            ("wechat", "微信"),
                            ("meeting", "会议"),
                            ("none", "匿名，无法反馈"),
                        ],
                        max_length=8,
                        verbose_name="反馈方式",
                    ),
                ),
                ("fed_back_at", models.DateTimeField(editable=False, null=True, verbose_name="反馈时间")),
                (
                    "rating",
                    models.CharField(
                        blank=True,
                        choices=[("content", "满意"), ("fairly", "基本满意"), ("not", "不满意")],
                        max_length=10,
                        verbose_name="满意度",
                    ),
                ),
                ("rated_at", models.DateTimeField(editable=False, null=True, verbose_name="评价时间")),
                ("reopened", models.BooleanField(default=False, editable=False, verbose_name="已重新办理过")),
                ("closed_at", models.DateTimeField(editable=False, null=True, verbose_name="办结时间")),
                ("result", models.CharField(blank=True, max_length=300, verbose_name="转化成果")),
                ("remark", models.CharField(blank=True, max_length=200, verbose_name="备注")),
                ("merged_into", models.UUIDField(editable=False, null=True, verbose_name="并入")),
                ("split_from", models.UUIDField(editable=False, null=True, verbose_name="拆自")),
                ("touched_at", models.DateTimeField(editable=False, verbose_name="最近动静")),
                ("published_at", models.DateTimeField(editable=False, null=True, verbose_name="公开时间")),
                (
                    "published_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="公开人（当时）"),
                ),
                ("public_title", models.CharField(blank=True, max_length=60, verbose_name="公开的标题")),
                ("public_text", models.CharField(blank=True, max_length=500, verbose_name="公开的内容")),
                ("public_result", models.CharField(blank=True, max_length=500, verbose_name="公开的办理情况")),
                (
                    "entered_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "handler",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="责任人",
                    ),
                ),
                (
                    "lead_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="主办单位",
                    ),
                ),
            ],
            options={
                "verbose_name": "金点子",
                "verbose_name_plural": "金点子",
                "ordering": ("-id",),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "-id"], name="suggestion_list"),
                    models.Index(fields=["owner_path", "state", "-id"], name="suggestion_state"),
                    models.Index(
                        condition=models.Q(("stage_due_on__isnull", False)),
                        fields=["owner_path", "stage_due_on"],
                        name="suggestion_due",
                    ),
                    models.Index(
                        condition=models.Q(("handler__isnull", False)),
                        fields=["handler", "stage_due_on"],
                        name="suggestion_handler",
                    ),
                    models.Index(fields=["node_at_event", "collected_on"], name="suggestion_collected"),
                    models.Index(
                        condition=models.Q(("member_id__isnull", False)),
                        fields=["member_id", "-id"],
                        name="suggestion_member",
                    ),
                    models.Index(
                        condition=models.Q(("contact_id__isnull", False)),
                        fields=["contact_id"],
                        name="suggestion_contact",
                    ),
                    models.Index(
                        condition=models.Q(("merged_into__isnull", False)),
                        fields=["merged_into"],
                        name="suggestion_merged_into",
                    ),
                    models.Index(
                        condition=models.Q(("published_at__isnull", False)),
                        fields=["-published_at"],
                        name="suggestion_public",
                    ),
                    models.Index(fields=["owner_path", "label"], name="suggestion_label"),
                    django.contrib.postgres.indexes.GinIndex(fields=["grams"], name="suggestion_grams"),
                    django.contrib.postgres.indexes.GinIndex(
                        condition=models.Q(("published_at__isnull", False)),
                        fields=["grams"],
                        name="suggestion_public_grams",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "owner_path"), name="suggestion_id_owner_path"),
                    models.UniqueConstraint(fields=("node_at_event", "year", "number"), name="suggestion_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "merged"), _negated=True),
                            ("merged_into__isnull", False),
                            _connector="OR",
                        ),
                        name="suggestion_merged",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind", "idea"), ("published_at__isnull", True), _connector="OR"),
                        name="suggestion_help_unpublished",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("published_at__isnull", True), ("may_publish", True), _connector="OR"),
                        name="suggestion_published_with_consent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuggestionCounter",
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
                ("last", models.PositiveIntegerField(default=0, verbose_name="最后一号")),
            ],
            options={
                "verbose_name": "金点子编号",
                "verbose_name_plural": "金点子编号",
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("owner_path", "year"), name="suggestion_counter_once")],
            },
        ),
        migrations.CreateModel(
            name="SuggestionExtension",
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
                ("was_due_on", models.DateField(verbose_name="原时限")),
                ("until", models.DateField(verbose_name="申请延到")),
                ("why", models.CharField(max_length=300, verbose_name="理由")),
                ("asked_at", models.DateTimeField(verbose_name="申请时间")),
                ("asked_label", models.CharField(max_length=120, verbose_name="申请人（当时）")),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "待批准"), ("granted", "已同意"), ("refused", "未同意")],
                        default="open",
                        max_length=8,
                        verbose_name="处理",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=200, verbose_name="答复")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="批复时间")),
                ("decided_label", models.CharField(blank=True, max_length=120, verbose_name="批复人（当时）")),
                (
                    "suggestion",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="asked_extensions",
                        to="outreach.suggestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "延期申请",
                "verbose_name_plural": "延期申请",
                "ordering": ("-asked_at", "-id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["owner_path", "asked_at"],
                        name="suggestion_extension",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "open")), fields=("suggestion",), name="suggestion_extension_open"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuggestionFile",
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
                ("size", models.PositiveIntegerField(verbose_name="大小（字节）")),
                ("digest", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("data", models.BinaryField(verbose_name="内容（密文）")),
                ("from_proposer", models.BooleanField(default=False, verbose_name="本人上传")),
                ("added_at", models.DateTimeField(verbose_name="上传时间")),
                ("added_label", models.CharField(blank=True, max_length=120, verbose_name="上传人（当时）")),
                (
                    "suggestion",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="outreach.suggestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "金点子附件",
                "verbose_name_plural": "金点子附件",
                "ordering": ("added_at", "id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["suggestion", "added_at"], name="suggestion_file"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuggestionGlance",
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
                ("at", models.DateTimeField(verbose_name="看过的时间")),
                (
                    "suggestion",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="glances",
                        to="outreach.suggestion",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "看过的金点子",
                "verbose_name_plural": "看过的金点子",
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("user", "suggestion"), name="suggestion_glance_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuggestionStep",
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
                ("seq", models.PositiveIntegerField(verbose_name="第几步")),
                (
                    "move",
                    models.CharField(
                        choices=[
                            ("receive", "收到"),
                            ("clear", "确认不是垃圾信息"),
                            ("accept", "受理"),
                            ("reject", "不予受理"),
                            ("review", "重新审核"),
                            ("merge", "合并"),
                            ("split", "拆分"),
                            ("assign", "交办"),
                            ("sign", "签收"),
                            ("return", "退回"),
                            ("extend", "延期"),
                            ("answer", "答复"),
                            ("feed_back", "反馈本人"),
                            ("rate", "评价"),
                            ("reopen", "重新办理"),
                            ("close", "办结"),
                            ("help", "转为帮扶"),
                        ],
                        max_length=10,
                        verbose_name="步骤",
                    ),
                ),
                ("before", models.CharField(blank=True, max_length=12, verbose_name="之前")),
                (
                    "after",
                    models.CharField(
                        choices=[
                            ("received", "待审核"),
                            ("rejected", "不予受理"),
                            ("merged", "已合并"),
                            ("accepted", "已受理"),
                            ("assigned", "已交办"),
                            ("returned", "已退回"),
                            ("in_progress", "办理中"),
                            ("answered", "已答复"),
                            ("fed_back", "已反馈"),
                            ("evaluated", "已评价"),
                            ("closed", "办结归档"),
                        ],
                        max_length=12,
                        verbose_name="之后",
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="说明")),
                ("due_on", models.DateField(null=True, verbose_name="时限")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="由谁（当时）")),
                (
                    "suggestion",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="outreach.suggestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "金点子办理步骤",
                "verbose_name_plural": "金点子办理步骤",
                "ordering": ("suggestion", "seq"),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("suggestion", "seq"), name="suggestion_step_seq"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuggestionTerms",
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
                ("review_days", models.PositiveSmallIntegerField(default=3, verbose_name="审核")),
                ("assign_days", models.PositiveSmallIntegerField(default=2, verbose_name="交办")),
                ("sign_days", models.PositiveSmallIntegerField(default=3, verbose_name="签收或退回")),
                ("simple_days", models.PositiveSmallIntegerField(default=5, verbose_name="简单的")),
                ("normal_days", models.PositiveSmallIntegerField(default=15, verbose_name="一般的")),
                ("complex_days", models.PositiveSmallIntegerField(default=60, verbose_name="复杂的（自然日）")),
                ("opinion_days", models.PositiveSmallIntegerField(default=15, verbose_name="会办意见（自然日）")),
                ("feedback_days", models.PositiveSmallIntegerField(default=3, verbose_name="反馈本人")),
                ("changed_at", models.DateTimeField(editable=False, verbose_name="修改时间")),
                (
                    "changed_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="修改人（当时）"),
                ),
            ],
            options={
                "verbose_name": "金点子办理时限",
                "verbose_name_plural": "金点子办理时限",
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("owner_path",), name="suggestion_terms_once")],
            },
        ),
        migrations.CreateModel(
            name="SuggestionUnit",
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
                ("label", models.CharField(max_length=100, verbose_name="会办单位")),
                ("asked_at", models.DateTimeField(verbose_name="征求时间")),
                ("due_on", models.DateField(verbose_name="答复时限")),
                ("opinion", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="会办意见")),
                ("given_at", models.DateTimeField(null=True, verbose_name="意见时间")),
                (
                    "suggestion",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="outreach.suggestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "会办单位",
                "verbose_name_plural": "会办单位",
                "ordering": ("asked_at", "id"),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("suggestion", "label"), name="suggestion_unit_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SuggestionWord",
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
                ("member_id", models.UUIDField(editable=False, null=True, verbose_name="流动党员")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("progress", "办理进展"),
                            ("private", "内部备注"),
                            ("reply", "公开答复"),
                            ("answer", "办理答复"),
                            ("word", "本人补充"),
                            ("opinion", "会办意见"),
                        ],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("text", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="内容")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="由谁（当时）")),
                (
                    "suggestion",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="words",
                        to="outreach.suggestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "金点子答复与记录",
                "verbose_name_plural": "金点子答复与记录",
                "ordering": ("at", "id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["suggestion", "at"], name="suggestion_word"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Supervision",
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
                    "level",
                    models.CharField(
                        choices=[
                            ("remind", "到期提醒"),
                            ("urge", "催办"),
                            ("street", "街道督办"),
                            ("district", "区级督办"),
                        ],
                        max_length=8,
                        verbose_name="级别",
                    ),
                ),
                (
                    "node_path",
                    registry.models.scoped.PathField(db_collation="C", max_length=64, verbose_name="督办到的组织"),
                ),
                ("due_on", models.DateField(verbose_name="办理时限（当时）")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="由谁（当时）")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="消除时间")),
                (
                    "suggestion",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="supervisions",
                        to="outreach.suggestion",
                    ),
                ),
            ],
            options={
                "verbose_name": "督办记录",
                "verbose_name_plural": "督办记录",
                "ordering": ("-at", "-id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["owner_path", "-at"],
                        name="supervision_open",
                    ),
                    models.Index(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=["node_path", "-at"],
                        name="supervision_node",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("suggestion", "level", "due_on"), name="supervision_once"),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK),
    ]
