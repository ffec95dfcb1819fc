"""What members take part in: posts, council seats, volunteering, small wishes; and their walls."""

from pathlib import Path

import django.db.models.deletion
import registry.lib.ids
import registry.models.scoped
import registry.models.sealed
from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "part.sql"
MINE = (
    "pioneerpost", "councilseat", "volunteerservice", "partnote", "wishclaim", "wishevidence", "microwish", "wishstep",
)  # fmt: skip
BACK = (
    "DROP FUNCTION outreach_step_wish(uuid, text, timestamptz, date, text, text)",
    "DROP FUNCTION outreach_claim_wish(uuid, uuid, timestamptz, date, text, text)",
    "DROP FUNCTION outreach_wishes()",
    *(f"DROP TRIGGER keep_count ON outreach_{table}" for table in MINE[:4]),
    "DROP TRIGGER keep_count ON outreach_microwish",
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
    """Claims are written by functions of the database, which see the wish where its claimer does not."""

    dependencies = [
        ("outreach", "0007_materials"),
        ("registry", "0024_hand_in"),
    ]

    operations = [
        migrations.CreateModel(
            name="CouncilSeat",
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
                    registry.models.scoped.PathField(db_collation="C", max_length=64, verbose_name="发生时所在组织"),
                ),
                ("recorded_at", models.DateTimeField(editable=False, verbose_name="登记时间")),
                ("recorded_label", models.CharField(editable=False, max_length=120, verbose_name="登记人（当时）")),
                ("voided_at", models.DateTimeField(editable=False, null=True, verbose_name="作废时间")),
                ("void_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废原因")),
                (
                    "voided_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="作废人（当时）"),
                ),
                ("community_label", models.CharField(editable=False, max_length=200, verbose_name="村（社区）")),
                ("appointed_on", models.DateField(verbose_name="聘任日期")),
                ("term_from", models.DateField(verbose_name="任期从")),
                ("term_until", models.DateField(blank=True, null=True, verbose_name="任期到")),
                ("ended_on", models.DateField(editable=False, null=True, verbose_name="结束日期")),
                ("end_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="结束原因")),
                (
                    "community",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.organisation",
                        verbose_name="村（社区）",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.member",
                        verbose_name="流动党员",
                    ),
                ),
            ],
            options={
                "verbose_name": "议事会成员",
                "verbose_name_plural": "议事会成员",
                "ordering": ("-appointed_on", "-id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "-id"], name="council_seat_list"),
                    models.Index(fields=["member", "-appointed_on"], name="council_seat_member"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "owner_path"), name="council_seat_id_owner_path"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True), ("voided_at__isnull", True)),
                        fields=("member", "community"),
                        name="council_seat_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MicroWish",
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
                    registry.models.scoped.PathField(db_collation="C", max_length=64, verbose_name="征集时所在组织"),
                ),
                ("year", models.PositiveSmallIntegerField(editable=False, verbose_name="年份")),
                ("number", models.PositiveIntegerField(editable=False, verbose_name="编号")),
                ("collected_on", models.DateField(verbose_name="征集日期")),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("elderly", "独居老人"),
                            ("disabled", "残疾人"),
                            ("low_income", "低保户"),
                            ("party_member", "困难党员"),
                            ("child", "儿童"),
                            ("other", "其他"),
                        ],
                        max_length=15,
                        verbose_name="心愿人类别",
                    ),
                ),
                (
                    "wisher_name",
                    registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="心愿人姓名"),
                ),
                (
                    "wisher_phone",
                    registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="联系电话"),
                ),
                ("shown_as", models.CharField(blank=True, max_length=20, verbose_name="公示时的称呼")),
                (
                    "kind",
                    models.CharField(
                        choices=[("goods", "实物类"), ("service", "服务类")], max_length=10, verbose_name="心愿类型"
                    ),
                ),
                ("content", models.CharField(max_length=200, verbose_name="心愿内容")),
                ("community", models.CharField(max_length=100, verbose_name="所在社区")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("collected", "已征集"),
                            ("verified", "已核实"),
                            ("published", "公示中"),
                            ("claimed", "已认领，待确认"),
                            ("confirmed", "认领已确认"),
                            ("fulfilled", "已实现"),
                            ("visited", "已回访"),
                            ("refused", "不予征集"),
                            ("withdrawn", "已撤回"),
                        ],
                        default="collected",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("state_at", models.DateTimeField(editable=False, verbose_name="状态时间")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
            ],
            options={
                "verbose_name": "微心愿",
                "verbose_name_plural": "微心愿",
                "ordering": ("-year", "-number", "-id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "-id"], name="micro_wish_list"),
                    models.Index(fields=["owner_path", "state"], name="micro_wish_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "owner_path"), name="micro_wish_id_owner_path"),
                    models.UniqueConstraint(fields=("owner_path", "year", "number"), name="micro_wish_number"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("category", "child"), _negated=True), ("shown_as", ""), _connector="OR"
                        ),
                        name="micro_wish_child_unnamed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PioneerPost",
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
                    registry.models.scoped.PathField(db_collation="C", max_length=64, verbose_name="发生时所在组织"),
                ),
                ("recorded_at", models.DateTimeField(editable=False, verbose_name="登记时间")),
                ("recorded_label", models.CharField(editable=False, max_length=120, verbose_name="登记人（当时）")),
                ("voided_at", models.DateTimeField(editable=False, null=True, verbose_name="作废时间")),
                ("void_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废原因")),
                (
                    "voided_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="作废人（当时）"),
                ),
                ("name", models.CharField(max_length=60, verbose_name="岗位名称")),
                ("awarded_on", models.DateField(verbose_name="授牌日期")),
                ("unit", models.CharField(max_length=100, verbose_name="所在单位")),
                ("commitment", models.TextField(max_length=500, verbose_name="承诺内容")),
                ("ended_on", models.DateField(editable=False, null=True, verbose_name="结束日期")),
                ("end_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="结束原因")),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.member",
                        verbose_name="流动党员",
                    ),
                ),
            ],
            options={
                "verbose_name": "党员先锋岗",
                "verbose_name_plural": "党员先锋岗",
                "ordering": ("-awarded_on", "-id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "-id"], name="pioneer_post_list"),
                    models.Index(fields=["member", "-awarded_on"], name="pioneer_post_member"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "owner_path"), name="pioneer_post_id_owner_path"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True), ("voided_at__isnull", True)),
                        fields=("member", "name"),
                        name="pioneer_post_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PartNote",
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
                    registry.models.scoped.PathField(db_collation="C", max_length=64, verbose_name="发生时所在组织"),
                ),
                ("recorded_at", models.DateTimeField(editable=False, verbose_name="登记时间")),
                ("recorded_label", models.CharField(editable=False, max_length=120, verbose_name="登记人（当时）")),
                ("voided_at", models.DateTimeField(editable=False, null=True, verbose_name="作废时间")),
                ("void_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废原因")),
                (
                    "voided_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="作废人（当时）"),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("deed", "作用发挥"), ("meeting", "参加议事"), ("proposal", "提案")],
                        max_length=10,
                        verbose_name="种类",
                    ),
                ),
                ("happened_on", models.DateField(verbose_name="日期")),
                ("text", models.CharField(blank=True, max_length=300, verbose_name="内容")),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.member",
                        verbose_name="流动党员",
                    ),
                ),
                (
                    "seat",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="outreach.councilseat",
                    ),
                ),
                (
                    "post",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notes",
                        to="outreach.pioneerpost",
                    ),
                ),
            ],
            options={
                "verbose_name": "作用发挥记录",
                "verbose_name_plural": "作用发挥记录",
                "ordering": ("-happened_on", "-id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["post", "-happened_on"], name="part_note_post"),
                    models.Index(fields=["seat", "-happened_on"], name="part_note_seat"),
                    models.Index(fields=["member", "-happened_on"], name="part_note_member"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("post__isnull", False), ("seat__isnull", True)),
                            models.Q(("post__isnull", True), ("seat__isnull", False)),
                            _connector="OR",
                        ),
                        name="part_note_of_one",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at__isnull", True), ("kind", "meeting")),
                        fields=("seat", "happened_on"),
                        name="part_note_meeting_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VolunteerService",
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
                    registry.models.scoped.PathField(db_collation="C", max_length=64, verbose_name="发生时所在组织"),
                ),
                ("recorded_at", models.DateTimeField(editable=False, verbose_name="登记时间")),
                ("recorded_label", models.CharField(editable=False, max_length=120, verbose_name="登记人（当时）")),
                ("voided_at", models.DateTimeField(editable=False, null=True, verbose_name="作废时间")),
                ("void_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="作废原因")),
                (
                    "voided_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="作废人（当时）"),
                ),
                ("project", models.CharField(max_length=60, verbose_name="服务项目")),
                ("served_on", models.DateField(verbose_name="服务日期")),
                ("place", models.CharField(max_length=200, verbose_name="服务地点")),
                ("content", models.TextField(max_length=500, verbose_name="服务内容")),
                ("hours", models.DecimalField(decimal_places=1, max_digits=4, verbose_name="服务时长（小时）")),
                (
                    "grade",
                    models.CharField(
                        blank=True,
                        choices=[("excellent", "优秀"), ("good", "良好"), ("fair", "合格")],
                        max_length=10,
                        verbose_name="评价",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.member",
                        verbose_name="流动党员",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="services",
                        to="outreach.participation",
                    ),
                ),
            ],
            options={
                "verbose_name": "志愿服务",
                "verbose_name_plural": "志愿服务",
                "ordering": ("-served_on", "-id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["owner_path", "-id"], name="volunteer_service_list"),
                    models.Index(fields=["member", "-served_on"], name="volunteer_service_member"),
                    models.Index(fields=["node_at_event", "served_on"], name="volunteer_service_month"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("hours__gt", 0), ("hours__lte", 24)), name="volunteer_service_hours"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at__isnull", True)),
                        fields=("member", "project", "served_on"),
                        name="volunteer_service_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("voided_at__isnull", True)),
                        fields=("participation",),
                        name="volunteer_service_of_list",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WishClaim",
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
                    registry.models.scoped.PathField(db_collation="C", max_length=64, verbose_name="认领时所在组织"),
                ),
                ("title", models.CharField(max_length=240, verbose_name="心愿")),
                ("claimed_on", models.DateField(verbose_name="认领日期")),
                ("claimed_at", models.DateTimeField(verbose_name="认领时间")),
                (
                    "claimed_via",
                    models.CharField(
                        choices=[("link", "个人链接"), ("door", "现场扫码"), ("staff", "工作人员")],
                        max_length=10,
                        verbose_name="认领途径",
                    ),
                ),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="确认时间")),
                ("due_on", models.DateField(null=True, verbose_name="约定完成日期")),
                ("fulfilled_on", models.DateField(null=True, verbose_name="完成日期")),
                (
                    "satisfaction",
                    models.CharField(
                        blank=True,
                        choices=[("content", "满意"), ("fairly", "基本满意"), ("not", "不满意")],
                        max_length=10,
                        verbose_name="回访评价",
                    ),
                ),
                ("visited_at", models.DateTimeField(null=True, verbose_name="回访时间")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="退回时间")),
                ("end_reason", models.CharField(blank=True, max_length=200, verbose_name="退回原因")),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.member",
                        verbose_name="认领人",
                    ),
                ),
                (
                    "wish",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="outreach.microwish",
                    ),
                ),
            ],
            options={
                "verbose_name": "微心愿认领",
                "verbose_name_plural": "微心愿认领",
                "ordering": ("-id",),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["member", "-claimed_on"], name="wish_claim_member"),
                    models.Index(fields=["owner_path", "-id"], name="wish_claim_list"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "owner_path"), name="wish_claim_id_owner_path"),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)), fields=("wish",), name="wish_claim_one_live"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WishEvidence",
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
                ("text", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="说明")),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="文件名")),
                (
                    "media_type",
                    models.CharField(
                        blank=True,
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
                ("digest", models.CharField(blank=True, max_length=64, verbose_name="SHA-256")),
                ("data", models.BinaryField(verbose_name="内容（密文）")),
                ("added_at", models.DateTimeField(verbose_name="时间")),
                ("added_label", models.CharField(blank=True, max_length=120, verbose_name="由谁（当时）")),
                (
                    "claim",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="evidence",
                        to="outreach.wishclaim",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registry.member",
                    ),
                ),
            ],
            options={
                "verbose_name": "微心愿完成凭证",
                "verbose_name_plural": "微心愿完成凭证",
                "ordering": ("added_at", "id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["claim", "added_at"], name="wish_evidence_claim"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WishStep",
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
                            ("collect", "征集"),
                            ("verify", "核实"),
                            ("publish", "公示"),
                            ("claim", "认领"),
                            ("confirm", "确认认领"),
                            ("fulfil", "实现"),
                            ("visit", "回访"),
                            ("release", "退回公示"),
                            ("redo", "退回再办"),
                            ("refuse", "不予征集"),
                            ("withdraw", "撤回"),
                        ],
                        max_length=10,
                        verbose_name="步骤",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="依据或原因")),
                ("at", models.DateTimeField(verbose_name="时间")),
                ("label", models.CharField(blank=True, max_length=120, verbose_name="经办（当时）")),
                (
                    "wish",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="outreach.microwish",
                    ),
                ),
            ],
            options={
                "verbose_name": "微心愿办理记录",
                "verbose_name_plural": "微心愿办理记录",
                "ordering": ("at", "id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["wish", "at"], name="wish_step_wish"),
                ],
            },
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), list(BACK)),
    ]
