"""A task's rule is not looked up again for each row: no role of the program may remove a rule."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """One foreign key less."""

    dependencies: ClassVar = [("outreach", "0020_new_keys")]
    operations: ClassVar = [
        migrations.AlterField(
            model_name="task",
            name="rule",
            field=models.ForeignKey(
                db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="tasks",
                to="outreach.rule", verbose_name="规则",
            ),
        ),
    ]  # fmt: skip
