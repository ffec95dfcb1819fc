"""Study reports that members hand in themselves."""

from pathlib import Path

from django.db import migrations, models

SQL = Path(__file__).parent / "sql" / "hand_in.sql"
ADDED = ("registry_studyreport", "registry_attachment", "registry_attachmentcontent", "registry_revision")
BACK = [
    "DROP TRIGGER keep_hand_in ON registry_studyreport",
    "DROP FUNCTION registry_keep_hand_in()",
    "DROP POLICY liaison_answers ON registry_studyreport",
    "DROP POLICY member_mends ON registry_studyreport",
    "DROP POLICY member_hands_in ON registry_studyreport",
    "DROP POLICY member_attaches ON registry_attachment",
    "DROP POLICY member_attaches ON registry_attachmentcontent",
    "DROP POLICY member_revises ON registry_revision",
    *(f"DROP POLICY member_adds ON {table}" for table in ADDED),
]


class Migration(migrations.Migration):
    """A way of handing in, and the policies that let her and her liaison do it."""

    dependencies = [
        ("registry", "0023_last_contact"),
    ]

    operations = [
        migrations.AlterField(
            model_name="studyreport",
            name="channel",
            field=models.CharField(
                choices=[
                    ("wechat", "微信"),
                    ("paper", "纸质"),
                    ("in_person", "当面"),
                    ("by_staff", "代录"),
                    ("self", "本人提交"),
                ],
                max_length=10,
                verbose_name="提交方式",
            ),
        ),
        migrations.RunSQL(SQL.read_text(encoding="utf-8"), BACK),
    ]
