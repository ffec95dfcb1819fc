"""Indexes in the order in which the API pages through files and requests."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0013_api"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="attachment",
            index=models.Index(fields=["owner_path", "-id"], name="attachment_list"),
        ),
        migrations.AddIndex(
            model_name="moverequest",
            index=models.Index(fields=["owner_path", "-id"], name="move_request_list"),
        ),
    ]
