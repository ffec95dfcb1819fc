"""What a stretch of days counts at a node by today's custody, and by that of the time, as the month's report does.

Lists and the ledger show the rows that their reader may see: they follow the member. The report counts where something
happened. Between the two lie those who moved; of those who are elsewhere now a reader is told numbers and nothing else.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, Sum

from outreach.models import Handout, Participation
from registry.entry.filters import below
from registry.lib import clock
from registry.lib.scope import PATH_END, SEGMENT
from registry.models import StudyReport
from registry.models.identity import system_scope
from registry.models.unit import work


@dataclass(frozen=True, slots=True)
class Moved:
    """Of one number: what counts here and lies elsewhere now (`went`), what lies here and counts elsewhere (`came`)."""

    went: int
    came: int

    def then(self, now: int) -> int:
        """What was here at the time, of a number as it is by today's custody."""
        return now + self.went - self.came


def moved(path: str, first: date, last: date) -> dict[str, Moved]:
    """`reports` (份), `copies` (册) and activities that somebody `came` to (次), of a node of the scope with all below;
    those alone that differ."""
    if len(path) == SEGMENT:  # nobody moves out of a district
        return {}
    here, happened = below(path), Q(node_at_event__gte=path, node_at_event__lt=path + PATH_END)
    came = dict(_counted(first, last, here & ~happened))
    with work(system_scope(path[:SEGMENT])):
        went = dict(_counted(first, last, happened & ~here))
    return {name: Moved(went[name], came[name]) for name in went if went[name] or came[name]}


def _counted(first: date, last: date, which: Q) -> Iterator[tuple[str, int]]:
    since, until = clock.midnight(first), clock.midnight(last + timedelta(days=1))
    rows: tuple[tuple[str, Any, Any], ...] = (
        ("reports", StudyReport.objects.all().valid().filter(studied_on__range=(first, last)), Count("id")),
        ("copies", Handout.objects.all().valid().between(first, last), Sum("copies", default=0)),
        ("came", Participation.objects.all().of_month(since, until), Count("id")),
    )
    for name, found, number in rows:
        yield name, int(found.order_by().filter(which).aggregate(number=number)["number"])
