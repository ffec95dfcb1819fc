"""Where a chain of the trail stood at a moment is found at once."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """An index."""

    dependencies = [
        ("registry", "0041_audit_object"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="auditevent",
            index=models.Index(fields=["chain", "at"], name="audit_chain_at"),
        ),
    ]
