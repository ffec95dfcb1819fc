"""Lists of opt-outs and of personal links, the newest first."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Two indexes."""

    dependencies = [
        ("outreach", "0030_activity_moved"),
    ]

    operations = [
        migrations.AddIndex("optout", models.Index(fields=["owner_path", "-id"], name="opt_out_list")),
        migrations.AddIndex("personallink", models.Index(fields=["owner_path", "-id"], name="link_list")),
    ]
