"""Pages of a long list at a price that does not grow with it: a keyset cursor and a capped count.

The order is (owner_path, newest first), that of the index `member_list`: one organisation after the other, so that
every subtree is one range of the index and a page is read off it whatever lies before.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from registry.models import Member

PAGE_SIZE = 50
EXACT_UP_TO = 10_000
Cursor = tuple[str, UUID]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. The cursors are texts for the URL, None at the ends; `total` is ready to print."""

    rows: list[Member]
    total: str
    after: str | None
    before: str | None


def page_of(members: QuerySet[Member], *, after: str = "", before: str = "") -> Page:
    """The page behind the cursor `after`, or in front of `before`; the first one without either."""
    total = capped_count(members)
    if cursor := _read(before):
        rows = list(_in_front_of(members, cursor)[: PAGE_SIZE + 1])
        more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE][::-1]
        return Page(rows, total, after=_written(rows[-1]) if rows else None, before=_written(rows[0]) if more else None)
    cursor = _read(after)
    rows = list(_behind(members, cursor)[: PAGE_SIZE + 1])
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    return Page(
        rows,
        total,
        after=_written(rows[-1]) if more else None,
        before=_written(rows[0]) if cursor and rows else None,
    )


def capped_count(rows: QuerySet[Any]) -> str:
    """How many, exact to 10,000, then "10,000+": the rows beyond are not looked at."""
    count = rows.order_by().values("pk")[: EXACT_UP_TO + 1].count()
    return f"{EXACT_UP_TO:,}+" if count > EXACT_UP_TO else f"{count:,}"


def _behind(members: QuerySet[Member], cursor: Cursor | None) -> QuerySet[Member]:
    ordered = members.order_by("owner_path", "-id")
    if cursor is None:
        return ordered
    path, key = cursor
    return ordered.filter(owner_path__gte=path).filter(Q(owner_path__gt=path) | Q(id__lt=key))


def _in_front_of(members: QuerySet[Member], cursor: Cursor) -> QuerySet[Member]:
    path, key = cursor
    before = members.filter(owner_path__lte=path).filter(Q(owner_path__lt=path) | Q(id__gt=key))
    return before.order_by("-owner_path", "id")


def _written(member: Member) -> str:
    return f"{member.owner_path}.{member.pk.hex}"


def _read(text: str) -> Cursor | None:
    """A cursor out of a URL; one that was tampered with is no cursor, and reaches nothing out of scope anyway."""
    path, _, key = text.partition(".")
    try:
        return path, UUID(hex=key)
    except ValueError:
        return None
