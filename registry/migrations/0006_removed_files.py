"""Who removed a file; a liaison takes away the bytes of a file that she added; a report may go without a topic."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

HERS = """
CREATE POLICY liaison_removes ON registry_attachmentcontent FOR DELETE USING (
    owner_path >= nullif(current_setting('buduanxian.low', true), '')
    AND owner_path < nullif(current_setting('buduanxian.high', true), '')
    AND registry_liaises(member_id)
    AND EXISTS (SELECT 1 FROM registry_attachment a WHERE a.id = attachment_id
        AND a.added_by_id = nullif(current_setting('buduanxian.user_id', true), '')::uuid))
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0005_contact_due"),
    ]

    operations = [
        migrations.AddField(
            model_name="attachment",
            name="removed_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="移除人",
            ),
        ),
        migrations.AddField(
            model_name="attachment",
            name="removed_label",
            field=models.CharField(blank=True, editable=False, max_length=120, verbose_name="移除人（当时）"),
        ),
        migrations.AlterField(
            model_name="studyreport",
            name="topic",
            field=models.CharField(blank=True, max_length=100, verbose_name="学习主题"),
        ),
        migrations.AddIndex(
            model_name="studyreport",
            index=models.Index(
                condition=models.Q(("campaign", ""), _negated=True),
                fields=["owner_path", "campaign"],
                name="study_campaign",
            ),
        ),
        migrations.RunSQL(HERS, "DROP POLICY liaison_removes ON registry_attachmentcontent"),
    ]
