"""Finding and merging duplicates: what a decision was made on, a word to the street, and merges that can be undone."""

from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "duplicates.sql"
CUSTODY = Path(__file__).parent / "sql" / "custody.sql"


def _as_it_was() -> str:
    """registry_link_halves as custody.sql has it."""
    text = CUSTODY.read_text(encoding="utf-8")
    start = text.index("CREATE FUNCTION registry_link_halves")
    return text[start : text.index("END $$;", start) + len("END $$;")].replace(
        "CREATE FUNCTION", "CREATE OR REPLACE FUNCTION"
    )


BACK = (
    "ALTER TABLE registry_attachmentcontent DROP CONSTRAINT registry_attachmentcontent_same_member",
    "ALTER TABLE registry_attachment DROP CONSTRAINT attachment_id_member",
    _as_it_was(),
    "DROP FUNCTION registry_follow_merge(uuid, uuid, uuid[])",
    "DROP FUNCTION registry_duplicate_candidates(integer)",
)


class Migration(migrations.Migration):
    dependencies = [("registry", "0006_removed_files")]

    operations = [
        migrations.AddField(
            model_name="duplicatepair",
            name="asked_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="请上级合并的时间"),
        ),
        migrations.AddField(
            model_name="duplicatepair",
            name="asked_label",
            field=models.CharField(blank=True, max_length=120, verbose_name="提请人（当时）"),
        ),
        migrations.AddField(
            model_name="duplicatepair",
            name="asked_note",
            field=models.CharField(blank=True, max_length=200, verbose_name="提请说明"),
        ),
        migrations.AddField(
            model_name="duplicatepair",
            name="decided_on",
            field=models.BinaryField(null=True, verbose_name="核对时的姓名与号码"),
        ),
        migrations.AddField(
            model_name="membermerge",
            name="absorbed_was",
            field=models.UUIDField(editable=False, null=True, verbose_name="并入的记录编号"),
        ),
        migrations.AlterField(
            model_name="membermerge",
            name="absorbed",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.member",
                verbose_name="并入的记录",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), list(BACK)),
    ]
