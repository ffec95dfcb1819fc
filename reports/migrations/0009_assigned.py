"""Every policy of all three apps asks a function whom a liaison cares for."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Here, because the tables of all three stand by then."""

    dependencies: ClassVar = [
        ("registry", "0030_assigned"),
        ("outreach", "0018_suggest_lean"),
        ("reports", "0008_expect"),
    ]
    operations: ClassVar = [migrations.RunSQL("SELECT registry_assign('function')", "SELECT registry_assign('table')")]
