"""Pages of a long list at a price that does not grow with it: a keyset cursor and a capped count.

The order is (owner_path, newest first), that of the index `member_list`: one organisation after the other, so that
every subtree is one range of the index and a page is read off it whatever lies before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial, reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from registry.models import Member

PAGE_SIZE = 50
EXACT_UP_TO = 10_000
FORWARD, BACKWARD = ("owner_path", "-id"), ("-owner_path", "id")
Cursor = tuple[str, UUID]
Members = QuerySet[Member]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. The cursors are texts for the URL, None at the ends; `total` is ready to print."""

    rows: list[Member]
    total: str
    after: str | None
    before: str | None


def page_of(members: Members, ways: Sequence[Q] = (), *, after: str = "", before: str = "") -> Page:
    """The page behind the cursor `after`, or in front of `before`; the first one without either.

    `ways` are readings of a search text, of which a member has to fit any.
    """
    found = Found(members, ways)
    total = found.total()
    if cursor := _read(before):
        rows = found.read(partial(_in_front_of, cursor=cursor), BACKWARD)
        more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE][::-1]
        return Page(rows, total, after=_written(rows[-1]) if rows else None, before=_written(rows[0]) if more else None)
    cursor = _read(after)
    rows = found.read(partial(_behind, cursor=cursor), FORWARD)
    more, rows = len(rows) > PAGE_SIZE, rows[:PAGE_SIZE]
    return Page(
        rows,
        total,
        after=_written(rows[-1]) if more else None,
        before=_written(rows[0]) if cursor and rows else None,
    )


class Found:
    """What a list is to show, asked reading by reading: each of them is answered by one index, the commonest by the
    index alone, while the condition as a whole has to look at every row it may mean (`bench/search.py`)."""

    def __init__(self, members: Members, ways: Sequence[Q]) -> None:
        self.members, self.ways = members, ways
        self.whole = members.filter(reduce(or_, ways)) if ways else members
        self.few = False

    def total(self) -> str:
        """How many there are, ready to print."""
        if len(self.ways) < 2:
            return capped_count(self.whole)
        count = self._keys(self.members)[: EXACT_UP_TO + 1].count()
        self.few = count <= EXACT_UP_TO
        return _said(count)

    def read(self, part: Callable[[Members], Members], order: tuple[str, str]) -> list[Member]:
        """The rows of one page and one more, in `order`. Of many, the index in the list's order meets enough soon."""
        if not self.few:
            return list(part(self.whole).order_by(*order)[: PAGE_SIZE + 1])
        keys = self._keys(part(self.members)).order_by(*order)[: PAGE_SIZE + 1]
        return list(self.members.filter(pk__in=[key for key, _ in keys]).order_by(*order))

    def _keys(self, members: Members) -> QuerySet[Any]:
        asked = [members.filter(way).order_by().values_list("id", "owner_path")[: EXACT_UP_TO + 1] for way in self.ways]
        return asked[0].union(*asked[1:])


def capped_count(rows: QuerySet[Any]) -> str:
    """How many, exact to 10,000, then "10,000+": the rows beyond are not looked at."""
    return _said(rows.order_by().values("pk")[: EXACT_UP_TO + 1].count())


def _said(count: int) -> str:
    return f"{EXACT_UP_TO:,}+" if count > EXACT_UP_TO else f"{count:,}"


def _behind(members: Members, cursor: Cursor | None) -> Members:
    if cursor is None:
        return members
    path, key = cursor
    return members.filter(owner_path__gte=path).filter(Q(owner_path__gt=path) | Q(id__lt=key))


def _in_front_of(members: Members, cursor: Cursor) -> Members:
    path, key = cursor
    return members.filter(owner_path__lte=path).filter(Q(owner_path__lt=path) | Q(id__gt=key))


def _written(member: Member) -> str:
    return f"{member.owner_path}.{member.pk.hex}"


def _read(text: str) -> Cursor | None:
    """A cursor out of a URL; one that was tampered with is no cursor, and reaches nothing out of scope anyway."""
    path, _, key = text.partition(".")
    try:
        return path, UUID(hex=key)
    except ValueError:
        return None
