"""Somebody who writes herself down twice at the points of one node before anybody called is one lead.

Of the same number and name: the later one becomes part of the first, with all that was written in it. By the program,
afterwards: at the open door nothing is read.
"""

from itertools import groupby
from typing import Any

from django.db.models import Exists, OuterRef, Q

from outreach.models import Lead
from registry.lib.keys import search_fields
from registry.models.unit import record

# Numbers of a tick; the next one goes on.
MOST = 200


def join() -> int:
    """Join what waits; returns how many became part of an earlier one. What somebody is answering just now is left."""
    before = Q(left_at__lt=OuterRef("left_at")) | Q(left_at=OuterRef("left_at"), pk__lt=OuterRef("pk"))
    same = {"owner_path": OuterRef("owner_path"), "phone_index": OuterRef("phone_index")}
    again = Lead.objects.all().waiting().filter(Exists(Lead.objects.all().waiting().filter(before, **same)))
    numbers = again.order_by().values_list("owner_path", "phone_index").distinct()[:MOST]
    return sum(_joined(path, phone) for path, phone in numbers)


def _joined(path: str, phone: Any) -> int:
    rows = Lead.objects.all().waiting().filter(owner_path=path, phone_index=phone)
    found = rows.select_for_update(of=("self",), skip_locked=True)
    number = 0
    for _, (first, *later) in groupby(sorted(found, key=_order), key=_name):
        for row in later:
            row.joined_to = first
            row.save(update_fields=["joined_to"])
            record("lead.joined", on=row, first=str(first.pk))
            number += 1
    return number


def _name(lead: Lead) -> str:
    return search_fields(str(lead.words.get("name") or ""), "")["name_key"]


def _order(lead: Lead) -> tuple[Any, ...]:
    return _name(lead), lead.left_at, lead.pk


def further(lead: Lead) -> list[Lead]:
    """What the same person wrote later, in turn."""
    return list(lead.further.select_related("point__venue").order_by("left_at", "pk"))


def whole(lead: Lead) -> dict[str, Any]:
    """All that she wrote; of what she wrote twice the later."""
    said = dict(lead.words)
    for row in further(lead):
        said |= {name: value for name, value in row.words.items() if value}
    return said
