"""Pages of a long list at a price that does not grow with it: a keyset cursor and a capped count.

The usual order is (owner_path, newest first), that of the indexes `member_list`, `contact_list` and `study_list`: one
organisation after the other, so that every subtree is one range of the index and a page is read off it whatever lies
before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial, reduce
from operator import or_
from typing import Any, Generic, TypeVar, cast
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Field, Q, QuerySet

from registry.models.scoped import ScopedModel

PAGE_SIZE = 50
EXACT_UP_TO = 10_000
R = TypeVar("R", bound=ScopedModel)
# Columns and annotations that are never NULL, "-" for descending; the last one, the id, tells all rows apart.
Order = tuple[str, ...]
NEWEST: Order = ("owner_path", "-id")
Cursor = list[Any]


@dataclass(frozen=True, slots=True)
class Window(Generic[R]):
    """Rows of one page; the cursors behind it and in front of it are texts for the URL, None at the ends."""

    rows: list[R]
    after: str | None
    before: str | None


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """One page of a list. The cursors are texts for the URL, None at the ends; `total` is ready to print."""

    rows: list[R]
    total: str
    after: str | None
    before: str | None


def page_of(
    rows: QuerySet[R], ways: Sequence[Q] = (), *, after: str = "", before: str = "", order: Order = NEWEST
) -> Page[R]:
    """The page behind the cursor `after`, or in front of `before`; the first one without either.

    `ways` are readings of a search text, of which a row has to fit any.
    """
    return page_from(Found(rows, ways, order), after=after, before=before)


def page_from(found: "Found[R]", *, after: str = "", before: str = "") -> Page[R]:
    """The page behind the cursor `after`, or in front of `before`; the first one without either."""
    total, rows, order = found.total(), found.rows, found.order
    shown = window(found, after=read(after, rows, order), before=read(before, rows, order), size=PAGE_SIZE)
    return Page(shown.rows, total, after=shown.after, before=shown.before)


def window(found: "Found[R]", *, after: Cursor | None, before: Cursor | None, size: int) -> Window[R]:
    """`size` rows behind `after` or in front of `before`."""
    order, backwards = found.order, _reversed(found.order)
    if before:
        rows = found.read(partial(_behind, cursor=before, order=backwards), backwards, size + 1)
        more, rows = len(rows) > size, rows[:size][::-1]
        ends = (_written(rows[-1], order), _written(rows[0], order)) if rows else (None, None)
        return Window(rows, after=ends[0], before=ends[1] if more else None)
    rows = found.read(partial(_behind, cursor=after, order=order), order, size + 1)
    more, rows = len(rows) > size, rows[:size]
    return Window(
        rows,
        after=_written(rows[-1], order) if more else None,
        before=_written(rows[0], order) if after and rows else None,
    )


class Found(Generic[R]):
    """What a list is to show, asked reading by reading: each of them is answered by one index, the commonest by the
    index alone, while the condition as a whole has to look at every row it may mean (`bench/search.py`)."""

    def __init__(self, rows: QuerySet[R], ways: Sequence[Q], order: Order = NEWEST) -> None:
        self.rows, self.ways, self.order = rows, ways, order
        self.columns = [_bare(column) for column in order]
        self.whole = rows.filter(reduce(or_, ways)) if ways else rows
        self.few = False

    def total(self) -> str:
        """How many there are, ready to print."""
        if len(self.ways) < 2:
            return capped_count(self.whole)
        count = self._keys(self.rows)[: EXACT_UP_TO + 1].count()
        self.few = count <= EXACT_UP_TO
        return _said(count)

    def read(self, part: Callable[[QuerySet[R]], QuerySet[R]], order: Order, most: int) -> list[R]:
        """At most so many rows, in `order`. Of many, the index in the list's order meets enough soon."""
        if not self.few:
            return list(part(self.whole).order_by(*order)[:most])
        keys = self._keys(part(self.rows)).order_by(*order)[:most]
        return list(self.rows.filter(pk__in=[key[-1] for key in keys]).order_by(*order))

    def _keys(self, rows: QuerySet[R]) -> QuerySet[Any]:
        asked = [rows.filter(way).order_by().values_list(*self.columns)[: EXACT_UP_TO + 1] for way in self.ways]
        return asked[0].union(*asked[1:])


class Several(Found[R]):
    """A list whose rows come from several querysets of one model, each annotated with what `order` names. Its rows are
    named tuples of the columns of `order`, read in one query however many parts there are."""

    def __init__(self, parts: Sequence[QuerySet[R]], order: Order) -> None:
        super().__init__(parts[0], (), order)
        self.parts = parts

    def total(self) -> str:
        """How many there are, ready to print."""
        firsts = [part.order_by()[: EXACT_UP_TO + 1] for part in self.parts]
        return _said(self._joined(firsts)[: EXACT_UP_TO + 1].count())

    def read(self, part: Callable[[QuerySet[R]], QuerySet[R]], order: Order, most: int) -> list[Any]:
        """At most so many rows, in `order`."""
        firsts = [part(rows).order_by(*order)[:most] for rows in self.parts]
        return list(self._joined(firsts).order_by(*order)[:most] if len(firsts) > 1 else self._joined(firsts))

    def everything(self) -> QuerySet[Any]:
        """All its rows as one queryset, in no order."""
        return self._joined(self.parts)

    def _joined(self, parts: Sequence[QuerySet[R]]) -> QuerySet[Any]:
        asked = [rows.values_list(*self.columns, named=True) for rows in parts]
        return asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]


def capped_count(rows: QuerySet[Any]) -> str:
    """How many, exact to 10,000, then "10,000+": the rows beyond are not looked at."""
    return _said(rows.order_by().values("pk")[: EXACT_UP_TO + 1].count())


def _said(count: int) -> str:
    return f"{EXACT_UP_TO:,}+" if count > EXACT_UP_TO else f"{count:,}"


def _behind(rows: QuerySet[R], cursor: Cursor | None, order: Order) -> QuerySet[R]:
    """The rows that come after the cursor in that order."""
    if cursor is None:
        return rows
    further, same = Q(pk__in=()), Q()
    for column, value in zip(order, cursor, strict=True):
        further |= same & Q(**{f"{_bare(column)}__{_past(column)}": value})
        same &= Q(**{_bare(column): value})
    # The first column's range is what the index is entered by.
    return rows.filter(**{f"{_bare(order[0])}__{_past(order[0])}e": cursor[0]}).filter(further)


def _bare(column: str) -> str:
    return column.removeprefix("-")


def _past(column: str) -> str:
    return "lt" if column.startswith("-") else "gt"


def _reversed(order: Order) -> Order:
    return tuple(column[1:] if column.startswith("-") else f"-{column}" for column in order)


def _written(row: ScopedModel, order: Order) -> str:
    return ".".join(_text(getattr(row, _bare(column))) for column in order)


def _text(value: Any) -> str:
    """A value without the dot that parts a cursor's values; a moment's fraction may stand behind a comma (ISO 8601)."""
    if isinstance(value, UUID):
        return value.hex
    return str(value).replace(".", ",") if isinstance(value, datetime) else str(value)


def read(text: str, rows: QuerySet[R], order: Order) -> Cursor | None:
    """A cursor out of a URL; one that was tampered with is no cursor, and reaches nothing out of scope anyway."""
    parts = text.split(".")
    if len(parts) != len(order) or "\0" in text:
        return None
    try:
        return [_field(rows, column).to_python(part) for column, part in zip(order, parts, strict=True)]
    except ValidationError:
        return None


def _field(rows: QuerySet[R], column: str) -> Field[Any, Any]:
    """The field of a column, or of an expression that `rows` are annotated with."""
    expression = rows.query.annotations.get(_bare(column))
    return cast("Field[Any, Any]", expression.output_field if expression else rows.model._meta.get_field(_bare(column)))
