"""All that was done to one thing is found in the trail."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index."""

    dependencies = [
        ("registry", "0040_branch_label"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["object_id", "at"], name="audit_object"),
        ),
    ]
