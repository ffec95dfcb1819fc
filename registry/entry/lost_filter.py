"""失联核实: what waits for a decision, and what was decided."""

from datetime import date
from typing import Any

from django.db.models import DateField, QuerySet, Value
from django.db.models.functions import Coalesce

from registry.choices import ProposalState
from registry.domain import lost
from registry.entry.list_filter import Listed
from registry.entry.paging import Order
from registry.models import LostProposal

# Whoever was never heard of comes before everybody else.
NEVER = date(1900, 1, 1)
LONGEST_SILENCE: Order = ("silence", "id")
LATEST: Order = ("-decided_at", "-id")
DONE = "done"


def waiting() -> QuerySet[LostProposal]:
    """Proposals nobody has decided on; the longest silence first."""
    silence = Coalesce("silent_since", Value(NEVER), output_field=DateField())
    return lost.waiting().annotate(silence=silence)


def decided() -> QuerySet[LostProposal]:
    """Those decided, latest first."""
    return LostProposal.objects.exclude(state=ProposalState.OPEN).filter(decided_at__isnull=False)


def listed(asked: Any) -> Listed:
    """The list as its address says: what waits, or what is decided."""
    if asked.get("tab") == DONE:
        return Listed(decided(), None, LATEST, words=["已有结论"], query={"tab": DONE})
    return Listed(waiting(), None, LONGEST_SILENCE, words=["待核实"])
