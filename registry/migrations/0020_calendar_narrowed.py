"""The calendar is nothing that a personal link opens: its tables came when the others had been narrowed."""

from django.db import migrations

TABLES = ("registry_calendaryear", "registry_calendarday")


class Migration(migrations.Migration):
    """See 0017_one_member."""

    dependencies = [
        ("registry", "0019_calendar"),
    ]

    operations = [
        migrations.RunSQL(
            [f"SELECT registry_narrow('{table}')" for table in TABLES],
            [f"DROP POLICY one_member ON {table}" for table in TABLES],
        ),
    ]
