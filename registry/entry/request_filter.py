"""The lists of requests on their way: to decide, to release, asked by us, done; and of who came by one."""

from collections.abc import Callable
from functools import partial
from typing import Any

from registry.domain.arrivals import unattended
from registry.entry.list_filter import Listed
from registry.entry.paging import Order
from registry.models import MoveRequest
from registry.models.custody import MoveRequestQuerySet
from registry.policies import Action, allowed

ASKED_LATE: Order = ("-asked_at", "-id")
DECIDED_LATE: Order = ("-decided_at", "-id")
LABELS = {
    "decide": "待批准",
    "release": "待确认转出",
    "arrived": "新转来的",
    "asked": "我们提出的",
    "refused": "近两周未同意的",
    "done": "已办结",
}
ANSWERED = ("arrived", "refused", "done")  # the lists of what somebody has answered


def rows_of(tab: str) -> MoveRequestQuerySet:
    """Those that wait for a superior's answer, for the holding side's; who came and waits for a first word; our own
    that are open, refused, done."""
    rows = MoveRequest.objects.all()
    if tab == "done":
        return rows.finished().filter(decided_at__isnull=False)
    return boxes_of(rows)[tab]()


def boxes_of(rows: MoveRequestQuerySet) -> dict[str, Callable[[], MoveRequestQuerySet]]:
    """The lists of those that are on their way, brought somebody or were refused lately, by their names in LABELS."""
    return {
        "decide": rows.to_decide,
        "release": rows.to_release,
        "arrived": partial(unattended, rows),
        "asked": rows.asked_by_us,
        "refused": rows.refused_lately,
    }


def offered() -> dict[str, str]:
    """The tabs of who asks now, and what they are called."""
    return {tab: label for tab, label in LABELS.items() if tab != "decide" or allowed(Action.REQUEST_DECIDE)}


def listed(asked: Any) -> Listed:
    """The requests as the address of the list says, latest first; the first tab of who asks where none is named."""
    tab = asked.get("tab", "")
    tab = tab if tab in LABELS else next(iter(offered()))
    order = DECIDED_LATE if tab in ANSWERED else ASKED_LATE
    return Listed(rows_of(tab), None, order, words=[LABELS[tab]], query={"tab": tab})
