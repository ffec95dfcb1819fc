"""Surnames and initials are counted from their indexes alone."""

from typing import ClassVar

from django.db import migrations, models

COVERED = {"member_name": "name_key", "member_initials": "initials"}


class Migration(migrations.Migration):
    """Each index gets the two columns that a count looks at besides its own."""

    dependencies: ClassVar = [("registry", "0008_moving_nodes")]
    operations: ClassVar = [
        operation
        for name, column in COVERED.items()
        for operation in (
            migrations.RemoveIndex("member", name),
            migrations.AddIndex(
                "member", models.Index(fields=[column, "owner_path"], include=["id", "is_open"], name=name)
            ),
        )
    ]
