"""Uploads and staged rows go after 30 days, the workbook of failed rows after 24 hours."""

from django.db import transaction

from registry.intake.staging import packs
from registry.intake.staging.claims import STAGE_OF, WORKING
from registry.intake.staging.comparing import keep_roster
from registry.lib import clock
from registry.models import Intake, IntakeFile
from registry.models.unit import record


def purge() -> int:
    """Purge what is due in the active scope; returns how many intakes. What is being worked on waits."""
    IntakeFile.objects.filter(expires_at__lt=clock.now()).delete()
    due = Intake.objects.filter(purge_after__lt=clock.today(), purged_at__isnull=True)
    due = due.exclude(state__in=(*STAGE_OF, *WORKING))
    count = 0
    for intake in due.select_for_update(of=("self",), skip_locked=True):
        with transaction.atomic():
            _purge(intake)
        count += 1
    return count


def _purge(intake: Intake) -> None:
    """The intake itself stays: who put in how many rows, and the bare keys for the next comparison."""
    keep_roster(intake)
    IntakeFile.objects.filter(intake=intake).exclude(kind="roster").delete()
    packs.forget(intake)
    intake.purged_at = clock.now()
    intake.save(update_fields=["purged_at"])
    record("intake.purged", on=intake)
