"""Keys that the same-owner keys check anyway, indexes that nothing asks, and a row's own ciphertext go."""

import django.db.models.deletion
import registry.lib.ids
import registry.models.scoped
from django.conf import settings
from django.db import migrations, models


WALLS = """
SELECT registry_protect('registry_intakepack', 'owner_path', false, NULL);
SELECT registry_same_owner('registry_intakepack', 'intake_id', 'registry_intake');
"""
NO_WALLS = """
DROP POLICY scope ON registry_intakepack;
DROP POLICY adds ON registry_intakepack;
DROP POLICY changes ON registry_intakepack;
DROP POLICY removes ON registry_intakepack;
ALTER TABLE registry_intakepack NO FORCE ROW LEVEL SECURITY, DISABLE ROW LEVEL SECURITY;
DROP TRIGGER keep_path ON registry_intakepack;
ALTER TABLE registry_intakepack DROP CONSTRAINT registry_intakepack_intake_id_same_owner;
"""
# What is encrypted can't be compressed, so don't try.
AS_IT_IS = "ALTER TABLE registry_intakepack ALTER COLUMN payload SET STORAGE EXTERNAL"
TRY_AGAIN = "ALTER TABLE registry_intakepack ALTER COLUMN payload SET STORAGE EXTENDED"
# On the way back: what the packs held can't be put into the rows, and a row can't be without it.
UNREADABLE = "DELETE FROM registry_intakerow; SET CONSTRAINTS ALL IMMEDIATE"


class Migration(migrations.Migration):
    """Each member costs an intake fewer keys to check and fewer indexes to keep; a roster's texts lie in packs."""

    dependencies = [
        ("registry", "0011_sealed_authenticators"),
    ]

    operations = [
        migrations.CreateModel(
            name="IntakePack",
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
                ("number", models.PositiveIntegerField(verbose_name="序号")),
                ("payload", models.BinaryField(verbose_name="内容（密文）")),
                (
                    "intake",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="packs",
                        to="registry.intake",
                    ),
                ),
            ],
            options={
                "verbose_name": "导入行的内容",
                "verbose_name_plural": "导入行的内容",
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("intake", "number"), name="intake_pack_once"),
                ],
            },
        ),
        migrations.RemoveIndex(
            model_name="member",
            name="member_intake",
        ),
        migrations.RemoveField(
            model_name="intakerow",
            name="payload",
        ),
        migrations.RunSQL(migrations.RunSQL.noop, UNREADABLE),
        migrations.AlterField(
            model_name="intakerow",
            name="intake",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rows",
                to="registry.intake",
            ),
        ),
        migrations.AlterField(
            model_name="member",
            name="branch",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="enrolled_members",
                to="registry.organisation",
                verbose_name="纳入的党支部",
            ),
        ),
        migrations.AlterField(
            model_name="member",
            name="created_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="member",
            name="organisation",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="members",
                to="registry.organisation",
                verbose_name="管理组织",
            ),
        ),
        migrations.AlterField(
            model_name="member",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="absorbed",
                to="registry.member",
                verbose_name="并入",
            ),
        ),
        migrations.AlterField(
            model_name="movement",
            name="member",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="movements",
                to="registry.member",
                verbose_name="流动党员",
            ),
        ),
        migrations.AlterField(
            model_name="movement",
            name="recorded_by",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="记录人",
            ),
        ),
        migrations.AlterField(
            model_name="movement",
            name="voids",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="voided_by",
                to="registry.movement",
            ),
        ),
        migrations.AddIndex(
            model_name="member",
            index=models.Index(condition=models.Q(("branch__isnull", False)), fields=["branch"], name="member_branch"),
        ),
        migrations.AddIndex(
            model_name="movement",
            index=models.Index(condition=models.Q(("voids__isnull", False)), fields=["voids"], name="movement_voids"),
        ),
        migrations.RunSQL([WALLS, AS_IT_IS], [TRY_AGAIN, NO_WALLS]),
    ]
