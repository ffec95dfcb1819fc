"""Statements behind row-level security may be shared by the server's cores; what the log says later is found by index."""

from typing import ClassVar

from django.contrib.postgres.indexes import BrinIndex
from django.db import migrations, models
from django.db.models import Q

# Both read a setting of the transaction, which PostgreSQL hands on to the workers of a statement. A function is taken
# for unsafe unless it says otherwise, and every statement on a table whose policy asks one with it.
ASKED = ("registry_member()", "registry_role()")


def _each(said: str) -> str:
    return " ".join(f"ALTER FUNCTION {name} PARALLEL {said};" for name in ASKED)


class Migration(migrations.Migration):
    """Measured by bench.month."""

    dependencies: ClassVar = [("registry", "0027_erasing")]
    operations: ClassVar = [
        migrations.RunSQL(_each("SAFE"), _each("UNSAFE")),
        migrations.AddIndex("contactlog", BrinIndex(fields=["recorded_at"], name="contact_recorded")),
        migrations.AddIndex(
            "contactlog",
            models.Index(fields=["voided_at"], name="contact_voided", condition=Q(voided_at__isnull=False)),
        ),
    ]
