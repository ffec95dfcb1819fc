"""How many members there are at each node right below one's own, counted for all tables of the first page at once."""

from dataclasses import dataclass, fields, replace
from datetime import date

from django.db.models import Count, Q
from django.db.models.functions import Left

from registry.choices import Status
from registry.domain import rhythm
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Member
from registry.models.member import ASKED_AFTER, silent


@dataclass(frozen=True, slots=True)
class Counts:
    """Persons: in custody; leads, awaited and silent among them; to be contacted, and of those reached this month and
    with a study report this quarter."""

    everyone: int = 0
    leads: int = 0
    awaited: int = 0
    silent: int = 0
    to_contact: int = 0
    reached: int = 0
    studied: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, item.name) + getattr(other, item.name) for item in fields(Counts)))


def by_node() -> dict[str, Counts]:
    """By the path of the node right below the scope's, or the scope's own for what lies there. Two queries; each reads
    every record in custody once."""
    length, today = len(scopes.current().path) + scopes.SEGMENT, clock.today()
    node, numbers = Left("owner_path", length), _numbers(today)
    members = Member.objects.all().order_by()
    rows = members.open().values_list(node).annotate(**numbers)
    found = {path: Counts(**dict(zip(numbers, row, strict=True))) for path, *row in rows}
    studied = rhythm.with_study_since(members, rhythm.quarter_start(today)).values_list(node).annotate(Count("id"))
    # Somebody may have come in between the two.
    return found | {path: replace(found.get(path, Counts()), studied=number) for path, number in studied}


def _numbers(today: date) -> dict[str, Count]:
    unheard = silent(rhythm.silent_before(today, rhythm.SILENT_DAYS))
    return {
        "everyone": Count("id"),
        "leads": Count("id", filter=Q(status=Status.LEAD)),
        "awaited": Count("id", filter=Q(status=Status.AWAITING_REPORT)),
        "silent": Count("id", filter=ASKED_AFTER & unheard),
        "to_contact": Count("id", filter=ASKED_AFTER),
        "reached": Count("id", filter=ASKED_AFTER & Q(last_contact_on__gte=rhythm.month_start(today))),
    }
