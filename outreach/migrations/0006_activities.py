"""Activities, who takes part in them, what was written down of them, and their walls."""

from pathlib import Path

import django.db.models.deletion
import registry.lib.ids
import registry.models.scoped
import registry.models.sealed
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
TABLES = ("activity", "activityrecord", "activityphoto", "participation", "activitynotice")
BACK = (
    "DROP FUNCTION outreach_check_in(uuid, timestamptz, interval)",
    "DROP FUNCTION outreach_at_door(uuid, text, bytea)",
    "DROP FUNCTION outreach_door(text, timestamptz)",
    "DROP FUNCTION outreach_offers(uuid, timestamptz)",
    "DROP FUNCTION outreach_sign_up(uuid, uuid, boolean, timestamptz, text)",
    "DROP FUNCTION outreach_more_places(uuid, timestamptz)",
    "DROP FUNCTION outreach_fill_places(uuid, timestamptz)",
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
    "DROP TRIGGER keep_participation ON outreach_participation",
    "DROP TRIGGER new_participation ON outreach_participation",
    "DROP FUNCTION outreach_keep_participation()",
    "DROP TRIGGER keep_link ON outreach_personallink",
    """
CREATE TRIGGER keep_link BEFORE UPDATE ON outreach_personallink FOR EACH ROW
    WHEN ((OLD.id, OLD.member_id, OLD.purpose, OLD.digest, OLD.message_id, OLD.created_at, OLD.expires_at)
          IS DISTINCT FROM
          (NEW.id, NEW.member_id, NEW.purpose, NEW.digest, NEW.message_id, NEW.created_at, NEW.expires_at)
          OR (OLD.revoked_at IS NOT NULL AND NEW.revoked_at IS DISTINCT FROM OLD.revoked_at))
    EXECUTE FUNCTION outreach_keep_link()
""",
)


class Migration(migrations.Migration):
    """Places are given by a function of the database, which sees all sign-ups where its caller sees his own."""

    dependencies = [
        ("outreach", "0005_program_lists"),
        ("registry", "0023_last_contact"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="personallink",
            name="purpose",
            field=models.CharField(
                choices=[("reply", "回复和退订"), ("stop", "退订"), ("page", "个人页面"), ("activity", "活动报名")],
                max_length=10,
                verbose_name="用途",
            ),
        ),
        migrations.CreateModel(
            name="Activity",
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
                ("host_label", models.CharField(editable=False, max_length=200, verbose_name="主办组织")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("members_meeting", "支部党员大会"),
                            ("committee", "支委会"),
                            ("group_meeting", "党小组会"),
                            ("party_lecture", "党课"),
                            ("theme_day", "主题党日"),
                            ("special_lecture", "专题党课"),
                            ("lecture_on_site", "送学上门"),
                            ("field_visit", "实地参观"),
                            ("volunteer", "志愿服务"),
                            ("homecoming_forum", "返乡座谈会"),
                            ("tea_talk", "茶话会、分享会"),
                            ("plaque", "先锋岗授牌"),
                            ("other", "其他"),
                        ],
                        max_length=20,
                        verbose_name="类型",
                    ),
                ),
                ("title", models.CharField(max_length=60, verbose_name="名称")),
                ("starts_at", models.DateTimeField(verbose_name="开始时间")),
                ("ends_at", models.DateTimeField(verbose_name="结束时间")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="地点")),
                ("joint_hosts", models.CharField(blank=True, max_length=200, verbose_name="联办单位")),
                ("chair", models.CharField(blank=True, max_length=50, verbose_name="主持人")),
                (
                    "team",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("leaders", "街区党政领导班子"),
                            ("secretaries", "基层党组织书记"),
                            ("red_lecturers", "红色讲师团"),
                        ],
                        max_length=20,
                        verbose_name="讲师来自",
                    ),
                ),
                ("speaker", models.CharField(blank=True, max_length=50, verbose_name="主讲人")),
                ("content", models.TextField(blank=True, max_length=2000, verbose_name="内容")),
                ("capacity", models.PositiveIntegerField(blank=True, null=True, verbose_name="名额")),
                ("sign_up_until", models.DateTimeField(blank=True, null=True, verbose_name="报名截止")),
                ("open_to_all", models.BooleanField(default=True, verbose_name="下属党员都可报名")),
                (
                    "member_role",
                    models.CharField(
                        choices=[("guest", "列席"), ("regular", "应到")],
                        default="guest",
                        max_length=10,
                        verbose_name="流动党员怎么计",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "已安排"),
                            ("cancelled", "已取消"),
                            ("held", "已举办"),
                            ("closed", "已归档"),
                        ],
                        default="planned",
                        editable=False,
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("state_reason", models.CharField(blank=True, editable=False, max_length=200, verbose_name="原因")),
                ("state_at", models.DateTimeField(editable=False, verbose_name="状态时间")),
                (
                    "state_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="由谁改的（当时）"),
                ),
                ("door_code", models.CharField(editable=False, max_length=16, unique=True)),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("created_at", models.DateTimeField(editable=False, verbose_name="建立时间")),
                ("created_label", models.CharField(editable=False, max_length=120, verbose_name="建立人（当时）")),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "venue",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="activities",
                        to="outreach.venue",
                        verbose_name="场所",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动",
                "verbose_name_plural": "活动",
                "ordering": ("-starts_at", "-id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["-starts_at", "-id"], name="activity_list"),
                    models.Index(fields=["owner_path", "-id"], name="activity_node"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("id", "owner_path"), name="activity_id_owner_path"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="activity_ends_later"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="messagebatch",
            name="activity",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="batches",
                to="outreach.activity",
                verbose_name="活动",
            ),
        ),
        migrations.AddField(
            model_name="personallink",
            name="activity",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="outreach.activity",
            ),
        ),
        migrations.CreateModel(
            name="ActivityPhoto",
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
                    "remove_reason",
                    models.CharField(blank=True, editable=False, max_length=200, verbose_name="移除原因"),
                ),
                (
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="photos", to="outreach.activity"
                    ),
                ),
            ],
            options={
                "verbose_name": "活动照片",
                "verbose_name_plural": "活动照片",
                "ordering": ("added_at", "id"),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["activity", "added_at"], name="activity_photo"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityRecord",
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
                ("recorder", models.CharField(blank=True, max_length=50, verbose_name="记录人")),
                ("own_expected", models.PositiveIntegerField(default=0, verbose_name="本支部应到")),
                ("own_present", models.PositiveIntegerField(default=0, verbose_name="本支部实到")),
                ("minutes", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="会议记录")),
                ("resolution", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="决议")),
                ("written_at", models.DateTimeField(editable=False, verbose_name="记录时间")),
                ("written_label", models.CharField(editable=False, max_length=120, verbose_name="记录者（当时）")),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                (
                    "activity",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="record", to="outreach.activity"
                    ),
                ),
            ],
            options={
                "verbose_name": "活动记录",
                "verbose_name_plural": "活动记录",
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Participation",
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
                ("invited_at", models.DateTimeField(null=True, verbose_name="邀请时间")),
                (
                    "answer",
                    models.CharField(
                        choices=[
                            ("none", "未答复"),
                            ("coming", "参加"),
                            ("waiting", "候补"),
                            ("declined", "不参加"),
                            ("withdrawn", "已退出"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="报名",
                    ),
                ),
                ("answered_at", models.DateTimeField(null=True, verbose_name="报名时间")),
                (
                    "answered_via",
                    models.CharField(
                        blank=True,
                        choices=[("link", "个人链接"), ("door", "现场扫码"), ("staff", "工作人员")],
                        max_length=10,
                        verbose_name="报名途径",
                    ),
                ),
                ("place_no", models.PositiveIntegerField(null=True, verbose_name="报名次序")),
                ("promoted_at", models.DateTimeField(null=True, verbose_name="候补转为参加")),
                (
                    "attendance",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("present", "到会"),
                            ("late", "迟到"),
                            ("sick", "病假"),
                            ("official", "公假"),
                            ("personal", "事假"),
                            ("absent", "缺席"),
                        ],
                        max_length=10,
                        verbose_name="签到",
                    ),
                ),
                (
                    "attendance_role",
                    models.CharField(
                        choices=[("guest", "列席"), ("regular", "应到")],
                        default="guest",
                        max_length=10,
                        verbose_name="身份",
                    ),
                ),
                ("attended_at", models.DateTimeField(null=True, verbose_name="签到时间")),
                (
                    "attended_via",
                    models.CharField(
                        blank=True,
                        choices=[("link", "个人链接"), ("door", "现场扫码"), ("staff", "工作人员")],
                        max_length=10,
                        verbose_name="签到途径",
                    ),
                ),
                ("attended_label", models.CharField(blank=True, max_length=120, verbose_name="签到登记人（当时）")),
                (
                    "activity",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="outreach.activity",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="participations",
                        to="registry.member",
                        verbose_name="流动党员",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动参加情况",
                "verbose_name_plural": "活动参加情况",
                "ordering": ("-id",),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["activity", "answer", "place_no"], name="participation_places"),
                    models.Index(fields=["activity", "owner_path", "-id"], name="participation_list"),
                    models.Index(fields=["member", "-id"], name="participation_member"),
                    models.Index(
                        condition=models.Q(("attendance__in", ("present", "late"))),
                        fields=["node_at_event", "activity"],
                        name="participation_came",
                    ),
                    models.Index(
                        condition=models.Q(("promoted_at__isnull", False)),
                        fields=["promoted_at"],
                        name="participation_up",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("activity", "member"), name="participation_once"),
                    models.UniqueConstraint(fields=("id", "owner_path"), name="participation_id_owner_path"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityNotice",
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
                            ("promoted", "候补转为参加"),
                            ("reminder", "活动前一天提醒"),
                            ("cancelled", "活动取消"),
                        ],
                        max_length=10,
                        verbose_name="事由",
                    ),
                ),
                ("occasion", models.CharField(max_length=20, verbose_name="哪一次")),
                ("reason", models.CharField(blank=True, max_length=40, verbose_name="没有发的原因")),
                ("written_at", models.DateTimeField(verbose_name="写下时间")),
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
                (
                    "message",
                    models.ForeignKey(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="outreach.message",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="notices",
                        to="outreach.participation",
                    ),
                ),
            ],
            options={
                "verbose_name": "活动通知",
                "verbose_name_plural": "活动通知",
                "ordering": ("-id",),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("participation", "kind", "occasion"), name="activity_notice_once"),
                ],
            },
        ),
        migrations.RunSQL(
            [(SQL / name).read_text(encoding="utf-8") for name in ("activities.sql", "sign_up.sql", "door.sql")],
            list(BACK),
        ),
    ]
