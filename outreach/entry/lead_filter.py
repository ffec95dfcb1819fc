"""What narrows the list of leads: the view and the venue."""

from typing import Any

from django.db.models import QuerySet

from outreach.domain import leads
from outreach.models import Lead, Venue
from registry.entry.list_filter import Listed
from registry.lib.ids import key_in

WAITING, LATE, DONE = "", "late", "done"
VIEWS = ((WAITING, "未处理"), (LATE, "逾期的"), (DONE, "已处理"))


def waiting() -> QuerySet[Lead]:
    """What the first page counts."""
    found: QuerySet[Lead] = Lead.objects.all().waiting()
    return found


def _done() -> QuerySet[Lead]:
    found: QuerySet[Lead] = Lead.objects.all().answered()
    return found


ROWS = {WAITING: waiting, LATE: leads.overdue, DONE: _done}


def view_of(asked: Any) -> str:
    """The view that is asked for; what waits at first."""
    view: str = asked.get("view", "")
    return view if view in ROWS else WAITING


def venue_of(asked: Any) -> Venue | None:
    """The venue that is asked for, if it is one's own."""
    known = key_in(asked.get("venue", ""))
    found: Venue | None = Venue.objects.all().own().filter(pk=known).first() if known else None
    return found


def listed(asked: Any) -> Listed:
    """The leads as the address of the list says."""
    return narrowed(view_of(asked), venue_of(asked))


def narrowed(view: str, venue: Venue | None) -> Listed:
    """The leads of one view, of one venue where one is named."""
    rows = ROWS[view]()
    rows = rows.filter(point__venue=venue) if venue else rows
    words = [dict(VIEWS)[view], *([f"登记点：{venue.name}"] if venue else [])]
    return Listed(rows, None, words=words, query={"view": view, "venue": str(venue.pk) if venue else ""})
