"""Somebody's own mark on a text to be copied can be taken back for a while."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """A column, and an index over the few rows where it says something."""

    dependencies: ClassVar = [("outreach", "0023_extension_dropped")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="message",
            name="undo_until",
            field=models.DateTimeField(editable=False, null=True, verbose_name="可以改回到"),
        ),
        migrations.AddIndex(
            model_name="message",
            index=models.Index(
                condition=models.Q(("undo_until__isnull", False)),
                fields=["owner_path", "undo_until"],
                name="message_marked",
            ),
        ),
    ]
