"""Messages: channels, templates, batches, the outbox, answers, opt-outs and personal links, and their walls."""

from pathlib import Path

import django.db.models.deletion
import registry.lib.ids
import registry.models.scoped
import registry.models.sealed
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql" / "messages.sql"
TABLES = (
    "channel",
    "channelsecret",
    "messagetemplate",
    "messagebatch",
    "message",
    "messageanswer",
    "optout",
    "personallink",
)
BACK = (
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
    FOR item IN SELECT tgrelid::regclass AS target, tgname FROM pg_trigger
        WHERE tgrelid::regclass::text = ANY (mine) AND tgname IN ('keep_message', 'keep_word', 'keep_link') LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', item.tgname, item.target);
    END LOOP;
    EXECUTE format('ALTER POLICY scope ON outreach_task USING (%s)', registry_seen('member_id', false));
    EXECUTE format('ALTER POLICY scope ON outreach_alert USING (%s)', registry_seen('member_id', false));
END $$;
""".replace("MINE", ",".join(f"outreach_{table}" for table in TABLES)),
    *(f"DROP POLICY one_member ON outreach_{table}" for table in ("rule", "planning", "task", "alert")),
    "DROP FUNCTION outreach_note_link(uuid)",
    "DROP FUNCTION outreach_link_by_digest(bytea)",
    "DROP FUNCTION outreach_keep_link()",
    "DROP FUNCTION outreach_keep_word()",
    "DROP FUNCTION outreach_keep_message()",
)


class Migration(migrations.Migration):
    """Behind the walls from the first row on; the tables of the planner are narrowed to one member too."""

    dependencies = [
        ("outreach", "0001_planner"),
        ("registry", "0017_one_member"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Channel",
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
                            ("wechat", "复制到微信"),
                            ("sms", "短信"),
                            ("email", "电子邮件"),
                            ("wecom", "企业微信群机器人"),
                        ],
                        max_length=10,
                        verbose_name="途径",
                    ),
                ),
                ("provider", models.CharField(blank=True, max_length=20, verbose_name="服务商")),
                ("is_on", models.BooleanField(default=False, verbose_name="启用")),
                ("settings", models.JSONField(blank=True, default=dict, verbose_name="设置")),
                ("failures", models.PositiveIntegerField(default=0, editable=False, verbose_name="连续失败")),
                ("rests", models.PositiveSmallIntegerField(default=0, editable=False, verbose_name="暂停次数")),
                ("open_until", models.DateTimeField(editable=False, null=True, verbose_name="暂停到")),
                (
                    "last_problem",
                    models.CharField(blank=True, editable=False, max_length=40, verbose_name="最近的问题"),
                ),
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
                "verbose_name": "发送途径",
                "verbose_name_plural": "发送途径",
                "ordering": ("owner_path", "kind"),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("owner_path", "kind"), name="channel_once"),
                    models.UniqueConstraint(fields=("id", "owner_path"), name="channel_id_owner_path"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ChannelSecret",
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
                ("values", registry.models.sealed.SealedJSONField(blank=True, editable=True, verbose_name="密钥")),
                (
                    "channel",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="secret", to="outreach.channel"
                    ),
                ),
            ],
            options={
                "verbose_name": "发送途径的密钥",
                "verbose_name_plural": "发送途径的密钥",
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="Message",
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
                    registry.models.scoped.PathField(db_collation="C", max_length=64, verbose_name="写下时所在组织"),
                ),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("wechat", "复制到微信"),
                            ("sms", "短信"),
                            ("email", "电子邮件"),
                            ("wecom", "企业微信群机器人"),
                        ],
                        max_length=10,
                        verbose_name="途径",
                    ),
                ),
                ("title", models.CharField(max_length=50, verbose_name="事由")),
                ("content", registry.models.sealed.SealedJSONField(blank=True, editable=True, verbose_name="内容")),
                ("seal", models.CharField(editable=False, max_length=32)),
                ("sender_label", models.CharField(max_length=200, verbose_name="以谁的名义")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "待发送"),
                            ("sending", "发送中"),
                            ("sent", "已发出"),
                            ("failed", "没有发出"),
                            ("unknown", "是否送达不明"),
                            ("cancelled", "不再发送"),
                        ],
                        default="queued",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=40, verbose_name="原因")),
                ("due_at", models.DateTimeField(verbose_name="下一步时间")),
                ("attempts", models.PositiveSmallIntegerField(default=0, verbose_name="尝试次数")),
                ("round", models.PositiveSmallIntegerField(default=1, verbose_name="第几轮")),
                ("lease_until", models.DateTimeField(editable=False, null=True, verbose_name="占用到")),
                ("tried_at", models.DateTimeField(editable=False, null=True, verbose_name="第一次尝试")),
                ("unknown_since", models.DateTimeField(editable=False, null=True, verbose_name="不明起")),
                ("needs_person", models.BooleanField(default=False, verbose_name="待人核实")),
                ("provider_id", models.CharField(blank=True, max_length=100, verbose_name="服务商编号")),
                ("address_hint", models.CharField(blank=True, max_length=60, verbose_name="发往")),
                ("queued_at", models.DateTimeField(verbose_name="写下时间")),
                ("created_label", models.CharField(blank=True, max_length=120, verbose_name="写下人（当时）")),
                ("ended_at", models.DateTimeField(editable=False, null=True, verbose_name="了结时间")),
                (
                    "ended_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="了结人（当时）"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="messages",
                        to="registry.member",
                        verbose_name="流动党员",
                    ),
                ),
            ],
            options={
                "verbose_name": "消息",
                "verbose_name_plural": "消息",
                "ordering": ("-id",),
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="MessageAnswer",
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
                ("text", registry.models.sealed.SealedField(blank=True, editable=True, verbose_name="回复")),
                ("answered_at", models.DateTimeField(verbose_name="回复时间")),
                ("seen_at", models.DateTimeField(editable=False, null=True, verbose_name="已阅时间")),
                (
                    "seen_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="已阅人（当时）"),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="registry.member",
                        verbose_name="流动党员",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="outreach.message",
                        verbose_name="消息",
                    ),
                ),
                (
                    "seen_by",
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
                "verbose_name": "消息回复",
                "verbose_name_plural": "消息回复",
                "ordering": ("-id",),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("seen_at__isnull", True)),
                        fields=["owner_path", "-id"],
                        name="answer_unseen",
                    ),
                    models.Index(fields=["message", "id"], name="answer_message"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MessageBatch",
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
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("wechat", "复制到微信"),
                            ("sms", "短信"),
                            ("email", "电子邮件"),
                            ("wecom", "企业微信群机器人"),
                        ],
                        max_length=10,
                        verbose_name="途径",
                    ),
                ),
                ("subject", models.CharField(blank=True, max_length=60, verbose_name="标题")),
                ("body", models.CharField(max_length=500, verbose_name="正文")),
                ("provider_code", models.CharField(blank=True, max_length=40, verbose_name="短信模板代码")),
                ("filter_name", models.CharField(blank=True, max_length=50, verbose_name="筛选")),
                ("query", models.JSONField(blank=True, default=dict, verbose_name="条件")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "草稿"), ("approved", "已确认发送"), ("stopped", "已停止")],
                        default="draft",
                        max_length=10,
                        verbose_name="状态",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, editable=False, verbose_name="版本")),
                ("recipients", models.PositiveIntegerField(default=0, editable=False, verbose_name="收件人")),
                ("left_out", models.JSONField(blank=True, default=dict, editable=False, verbose_name="未列入")),
                ("seal", models.CharField(blank=True, editable=False, max_length=32)),
                ("created_at", models.DateTimeField(verbose_name="建立时间")),
                ("created_label", models.CharField(editable=False, max_length=120, verbose_name="建立人（当时）")),
                ("approved_at", models.DateTimeField(editable=False, null=True, verbose_name="确认时间")),
                (
                    "approved_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="确认人（当时）"),
                ),
                ("stopped_at", models.DateTimeField(editable=False, null=True, verbose_name="停止时间")),
                (
                    "stopped_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="停止人（当时）"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "消息批次",
                "verbose_name_plural": "消息批次",
                "ordering": ("-id",),
                "base_manager_name": "objects",
            },
        ),
        migrations.AddField(
            model_name="message",
            name="batch",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="outreach.messagebatch",
                verbose_name="批次",
            ),
        ),
        migrations.CreateModel(
            name="MessageTemplate",
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
                ("subject", models.CharField(blank=True, max_length=60, verbose_name="标题")),
                ("body", models.CharField(max_length=500, verbose_name="正文")),
                ("provider_code", models.CharField(blank=True, max_length=40, verbose_name="短信模板代码")),
                ("is_active", models.BooleanField(default=True, verbose_name="在用")),
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
                "verbose_name": "消息模板",
                "verbose_name_plural": "消息模板",
                "ordering": ("name",),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("owner_path", "name"), name="template_once"),
                ],
            },
        ),
        migrations.AddField(
            model_name="messagebatch",
            name="template",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="outreach.messagetemplate",
            ),
        ),
        migrations.CreateModel(
            name="OptOut",
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
                    "channel",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("wechat", "复制到微信"),
                            ("sms", "短信"),
                            ("email", "电子邮件"),
                            ("wecom", "企业微信群机器人"),
                        ],
                        max_length=10,
                        verbose_name="途径",
                    ),
                ),
                ("since", models.DateTimeField(verbose_name="退订时间")),
                (
                    "via",
                    models.CharField(
                        choices=[("link", "本人（个人链接）"), ("staff", "工作人员")],
                        max_length=10,
                        verbose_name="由谁提出",
                    ),
                ),
                (
                    "by_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="登记人（当时）"),
                ),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="说明")),
                ("undone_at", models.DateTimeField(editable=False, null=True, verbose_name="恢复时间")),
                (
                    "undone_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="恢复人（当时）"),
                ),
                ("undo_reason", models.CharField(blank=True, max_length=200, verbose_name="恢复原因")),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="opt_outs",
                        to="registry.member",
                        verbose_name="流动党员",
                    ),
                ),
            ],
            options={
                "verbose_name": "退订",
                "verbose_name_plural": "退订",
                "ordering": ("-id",),
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("member", "channel"),
                        name="opt_out_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PersonalLink",
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
                    "purpose",
                    models.CharField(
                        choices=[("reply", "回复和退订"), ("stop", "退订"), ("page", "个人页面")],
                        max_length=10,
                        verbose_name="用途",
                    ),
                ),
                ("digest", models.BinaryField(max_length=32, unique=True)),
                ("created_at", models.DateTimeField(verbose_name="签发时间")),
                ("expires_at", models.DateTimeField(verbose_name="有效至")),
                ("used_at", models.DateTimeField(editable=False, null=True, verbose_name="最近使用")),
                ("revoked_at", models.DateTimeField(editable=False, null=True, verbose_name="撤销时间")),
                (
                    "revoked_label",
                    models.CharField(blank=True, editable=False, max_length=120, verbose_name="撤销人（当时）"),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
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
                        related_name="links",
                        to="registry.member",
                        verbose_name="流动党员",
                    ),
                ),
                (
                    "message",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="links",
                        to="outreach.message",
                    ),
                ),
            ],
            options={
                "verbose_name": "个人链接",
                "verbose_name_plural": "个人链接",
                "ordering": ("-id",),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["member", "-id"], name="link_member"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(fields=["owner_path", "-id"], name="message_list"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state", "queued"), models.Q(("channel", "wechat"), _negated=True)),
                fields=["due_at"],
                name="message_due",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("channel", "wechat"), ("state", "queued")),
                fields=["owner_path", "id"],
                name="message_by_hand",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=models.Q(("state", "sending")), fields=["lease_until"], name="message_lease"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=models.Q(("state", "unknown")), fields=["due_at"], name="message_unknown"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("state__in", ("failed", "unknown"))),
                fields=["owner_path", "-id"],
                name="message_dead",
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("batch__isnull", False)), fields=["batch", "state"], name="message_batch"
            ),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("member__isnull", False)), fields=["member", "-id"], name="message_member"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(fields=("id", "owner_path"), name="message_id_owner_path"),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                condition=models.Q(("batch__isnull", False)), fields=("batch", "member"), name="message_once_a_batch"
            ),
        ),
        migrations.AddIndex(
            model_name="messagebatch",
            index=models.Index(fields=["owner_path", "-id"], name="batch_list"),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), list(BACK)),
    ]
