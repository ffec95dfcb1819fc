"""What narrows the list of corrections that members asked for: the view."""

from typing import Any

from django.db.models import QuerySet

from outreach.domain import corrections
from outreach.models import Correction
from registry.entry.list_filter import Listed

WAITING, LATE, DONE = "", "late", "done"
VIEWS = ((WAITING, "待处理"), (LATE, "逾期的"), (DONE, "已处理"))


def _done() -> QuerySet[Correction]:
    found: QuerySet[Correction] = Correction.objects.all().answered()
    return found


ROWS = {WAITING: corrections.waiting, LATE: corrections.overdue, DONE: _done}


def listed(asked: Any) -> Listed:
    """The corrections as the address of the list says; what waits at first."""
    view = asked.get("view", "")
    view = view if view in ROWS else WAITING
    return Listed(ROWS[view](), None, words=[dict(VIEWS)[view]], query={"view": view})
