"""Every policy of all three apps asks once a statement whether somebody is a liaison, not for every row."""

from typing import ClassVar

from django.db import migrations


class Migration(migrations.Migration):
    """Here, because the tables of all three stand by then."""

    dependencies: ClassVar = [
        ("registry", "0026_ask_once"),
        ("outreach", "0016_suggest_day"),
        ("reports", "0006_lists"),
    ]
    operations: ClassVar = [migrations.RunSQL("SELECT registry_ask('once')", "SELECT registry_ask('each')")]
