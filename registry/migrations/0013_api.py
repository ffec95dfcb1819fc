"""Tokens of programs, and what the API needs of other tables: the sender's key of a record, indexes for its lists."""

from pathlib import Path

import django.db.models.deletion
import registry.lib.ids
import registry.models.scoped
from django.conf import settings
from django.db import migrations, models


SQL = Path(__file__).parent / "sql" / "tokens.sql"
BACK = (
    "ALTER TABLE registry_apitoken DROP CONSTRAINT IF EXISTS registry_apitoken_posting_id_same_owner",
    "DROP TRIGGER keep_token ON registry_apitoken",
    "DROP FUNCTION registry_note_token(uuid, timestamptz)",
    "DROP FUNCTION registry_token_by_digest(text)",
    "DROP FUNCTION registry_keep_token()",
)


class Migration(migrations.Migration):
    """Behind the walls from the first row on."""

    dependencies = [
        ("registry", "0012_lean_intake"),
    ]

    operations = [
        migrations.CreateModel(
            name="ApiToken",
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
                ("digest", models.CharField(editable=False, max_length=128, unique=True, verbose_name="摘要")),
                ("token_key", models.CharField(editable=False, max_length=25, verbose_name="开头")),
                ("name", models.CharField(max_length=50, verbose_name="用途")),
                ("posting_stamp", models.CharField(editable=False, max_length=200)),
                ("second_factor", models.BooleanField(default=False, editable=False, verbose_name="两步验证后签发")),
                ("created", models.DateTimeField(verbose_name="签发时间")),
                ("expiry", models.DateTimeField(verbose_name="有效至")),
                ("used_at", models.DateTimeField(editable=False, null=True, verbose_name="最近使用")),
                ("revoked_at", models.DateTimeField(editable=False, null=True, verbose_name="撤销时间")),
                (
                    "posting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tokens",
                        to="registry.posting",
                        verbose_name="任职",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="auth_token_set",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="账号",
                    ),
                ),
            ],
            options={
                "verbose_name": "接口令牌",
                "verbose_name_plural": "接口令牌",
                "ordering": ("-created",),
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["posting", "-created"], name="token_posting"),
                ],
            },
        ),
        migrations.AddField(
            model_name="member",
            name="client_key",
            field=models.UUIDField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name="intake",
            index=models.Index(fields=["owner_path", "-id"], name="intake_list"),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(fields=["owner_path", "-id"], name="movement_list"),
        ),
        migrations.AddConstraint(
            model_name="member",
            constraint=models.UniqueConstraint(
                condition=models.Q(("client_key__isnull", False)),
                fields=("created_by", "client_key"),
                name="member_sent_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="posting",
            constraint=models.UniqueConstraint(fields=("id", "owner_path"), name="posting_id_owner_path"),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), list(BACK)),
    ]
