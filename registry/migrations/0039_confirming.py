"""What one officer gives takes force when a second one has confirmed it."""

import re
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).parent / "sql"


def _before(file: str, function: str) -> str:
    text = re.findall(rf"FUNCTION {function}\(.*?\$\$;", (SQL / file).read_text(encoding="utf-8"), re.DOTALL)[0]
    return f"CREATE OR REPLACE {text}"


BACK = (
    "DROP TRIGGER expect_confirmation ON registry_posting",
    "DROP TRIGGER hold_account ON registry_user",
    "DROP FUNCTION registry_expect_confirmation()",
    "DROP FUNCTION registry_hold_account()",
    "DROP FUNCTION registry_confirm_posting(uuid, timestamptz)",
    "DROP FUNCTION registry_refuse_posting(uuid, date)",
    "DROP FUNCTION registry_release_account(uuid)",
    "DROP FUNCTION registry_confirms(text)",
    "DROP FUNCTION registry_is_program()",
    _before("identity.sql", "registry_postings_of"),
    _before("liaison_load.sql", "registry_stranded"),
)


def _who(label: str) -> models.ForeignKey:
    return models.ForeignKey(
        blank=True,
        editable=False,
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
        verbose_name=label,
    )


class Migration(migrations.Migration):
    """The columns first: the functions read them."""

    dependencies = [
        ("registry", "0038_moved_places"),
    ]

    operations = [
        migrations.AddField(model_name="posting", name="posted_by", field=_who("加的人")),
        migrations.AddField(
            model_name="posting",
            name="confirmed_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="复核时间"),
        ),
        migrations.AddField(model_name="posting", name="confirmed_by", field=_who("复核人")),
        migrations.AddField(
            model_name="user",
            name="held_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="密码待复核"),
        ),
        migrations.RunSQL((SQL / "confirming.sql").read_text(encoding="utf-8"), list(BACK)),
    ]
