"""Forms that were done, so that the same one sent twice is done once."""

from typing import ClassVar

from django.db import migrations, models


class Migration(migrations.Migration):
    """No owner: a digest, an address, a moment."""

    dependencies: ClassVar = [("registry", "0030_assigned")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="SentForm",
            fields=[
                ("digest", models.BinaryField(max_length=32, primary_key=True, serialize=False)),
                ("path", models.CharField(editable=False, max_length=300, verbose_name="去处")),
                ("sent_at", models.DateTimeField(editable=False, verbose_name="交来时间")),
            ],
            options={
                "verbose_name": "交过的表",
                "verbose_name_plural": "交过的表",
                "indexes": [models.Index(fields=["sent_at"], name="sentform_sent_at")],
            },
        ),
    ]
