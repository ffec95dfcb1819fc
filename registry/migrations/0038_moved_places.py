"""A node that moves leaves its place behind, with what is counted there; nodes are in use from and until a day."""

import re
from pathlib import Path

import django.db.models.deletion
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"
MOVING = (SQL / "moving.sql").read_text(encoding="utf-8")
BEFORE = re.findall(r"FUNCTION registry_move_organisation\(.*?END \$\$;", MOVING, re.DOTALL)
ANCHOR = re.findall(r"FUNCTION registry_anchor\(.*?END \$\$;", MOVING, re.DOTALL)
UNWATCHED = """
DO $$
DECLARE
    target regclass;
BEGIN
    FOR target IN SELECT tgrelid::regclass FROM pg_trigger WHERE tgname = 'keep_left' LOOP
        EXECUTE format('DROP TRIGGER keep_left ON %s', target);
    END LOOP;
END $$
"""
BACK = (
    *(f"CREATE OR REPLACE {text}" for text in (*BEFORE, *ANCHOR)),
    UNWATCHED,
    "DROP FUNCTION registry_watch_left(regclass)",
    "DROP FUNCTION registry_keep_left()",
    "DROP FUNCTION registry_leave_places(uuid, text, text, uuid, text, date)",
    "DROP FUNCTION registry_stands(text, date, date)",
    "DROP FUNCTION registry_stood(text, date)",
    "DROP TRIGGER keep_moved_as ON registry_organisation",
    "DROP TRIGGER keep_moved_as_new ON registry_organisation",
    "DROP FUNCTION registry_keep_moved_as()",
)


class Migration(migrations.Migration):
    """The columns first: the function writes them."""

    dependencies = [
        ("registry", "0037_request_from"),
    ]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="opened_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="启用日期"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="closed_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="停用日期"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="placed_on",
            field=models.DateField(blank=True, editable=False, null=True, verbose_name="调整上级日期"),
        ),
        migrations.AddField(
            model_name="organisation",
            name="moved_as",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="left_places",
                to="registry.organisation",
                verbose_name="现在是",
            ),
        ),
        migrations.RunSQL((SQL / "moved_places.sql").read_text(encoding="utf-8"), list(BACK)),
    ]
