"""What narrows the list of activities: the view and the kind."""

from typing import Any

from django.db.models import QuerySet

from outreach.choices import ActivityKind
from outreach.models import Activity
from registry.entry.list_filter import Listed
from registry.entry.paging import Order
from registry.lib import clock

TO_COME, TO_NOTE, PAST = "", "note", "past"
VIEWS = ((TO_COME, "要举办的"), (TO_NOTE, "待登记的"), (PAST, "全部"))
LATEST: Order = ("-starts_at", "-id")
SOONEST: Order = ("starts_at", "id")


def to_note() -> QuerySet[Activity]:
    """One's own that are over and of which nobody has said that they were held."""
    return Activity.objects.all().own().to_note(clock.now())


def rows_of(view: str) -> QuerySet[Activity]:
    """Those of one view."""
    if view == TO_NOTE:
        return to_note()
    rows = Activity.objects.all()
    return rows.to_come(clock.now()) if view == TO_COME else rows


def view_of(asked: Any) -> str:
    """The view that is asked for; what is to come at first."""
    view: str = asked.get("view", "")
    return view if view in dict(VIEWS) else TO_COME


def kind_of(asked: Any) -> str:
    """The kind that is asked for; empty for all."""
    kind: str = asked.get("kind", "")
    return kind if kind in ActivityKind.values else ""


def listed(asked: Any) -> Listed:
    """The activities as the address of the list says."""
    view, kind = view_of(asked), kind_of(asked)
    rows = rows_of(view).filter(**({"kind": kind} if kind else {}))
    words = [dict(VIEWS)[view], *([ActivityKind(kind).label] if kind else [])]
    return Listed(rows, None, SOONEST if view == TO_COME else LATEST, words, {"view": view, "kind": kind})
