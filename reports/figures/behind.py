"""The rows behind a figure: the same statement that counted it, read a page at a time."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from registry.lib import scope as scopes
from reports.figures import contacts, part, parties, profile, register, studies
from reports.figures.counting import Number, Source
from reports.figures.standing import Asked

SOURCES: dict[str, Source] = {
    name: source
    for module in (register, contacts, studies, part, parties)
    for source in module.SOURCES
    for name in source.figures
}
# What the board has besides the month's report.
BOARD: dict[str, Source] = {name: source for source in profile.SOURCES for name in source.figures}
EVERY = SOURCES | BOARD
PAGE = 50
# Rows of others come last: they are counted and not shown.
_PAGE = """
SELECT b.key, b.node, b.amount, b.owner >= %(mine)s AND b.owner < %(mine_end)s AS mine, count(*) OVER (),
    sum(b.amount) OVER (), count(*) FILTER (WHERE NOT (b.owner >= %(mine)s AND b.owner < %(mine_end)s)) OVER ()
FROM ({rows}) b WHERE b.node >= %(node)s AND b.node < %(node_end)s
ORDER BY mine DESC, b.node, b.key LIMIT %(most)s OFFSET %(skip)s
"""

_EVERYONE = """
SELECT b.key, b.node, b.owner >= %(mine)s AND b.owner < %(mine_end)s FROM ({rows}) b
WHERE b.node >= %(node)s AND b.node < %(node_end)s ORDER BY b.node, b.key
"""


@dataclass(frozen=True, slots=True)
class Behind:
    """A page of the rows behind a figure: `number` is the figure, `rows` how many rows make it, `elsewhere` of how many
    the record is another organisation's by now. `shown` is (key, node, amount) of this page."""

    kind: str
    number: Number
    rows: int
    elsewhere: int
    shown: tuple[tuple[UUID, str, Number], ...]


def behind(asked: Asked, name: str, *, node: str, own: bool, mine: str, code: str, page: int = 0) -> Behind:
    """Page `page` of the rows behind a figure at `node` and below (`own`: at the node itself alone), worked out in the
    present scope, a district's; `mine` is whose rows may be shown. Raises KeyError for a share."""
    source = EVERY[name]
    found = _rows(_PAGE, asked, name, node, own, mine, code, most=PAGE, skip=page * PAGE)
    if not found and page:
        return behind(asked, name, node=node, own=own, mine=mine, code=code)
    rows, number, elsewhere = found[0][4:] if found else (0, 0, 0)
    shown = tuple((key, at, amount) for key, at, amount, is_mine, *_ in found if is_mine)
    return Behind(source.kind, _exact(number), rows, elsewhere, shown)


def everyone(asked: Asked, name: str, *, node: str, own: bool, mine: str, code: str) -> dict[UUID, tuple[str, bool]]:
    """All of them, whoever may be shown: key → the node where it counts, whether the record is `mine`; for a figure at
    a community, which is some hundreds."""
    return {key: (at, is_mine) for key, at, is_mine in _rows(_EVERYONE, asked, name, node, own, mine, code)}


def _rows(
    template: str, asked: Asked, name: str, node: str, own: bool, mine: str, code: str, **more: Any
) -> list[tuple[Any, ...]]:  # fmt: skip
    source = EVERY[name]
    text = template.replace("{rows}", source.behind(name, left=bool(asked.places())))
    day = asked.month.previous().last if source.before else None
    return asked.rows(
        text, day, **_values(asked, code), node=node, node_end=node + ("\x20" if own else scopes.PATH_END),
        mine=mine, mine_end=mine + scopes.PATH_END, **more,
    )  # fmt: skip


def _exact(number: Number) -> Number:
    return int(number) if isinstance(number, Decimal) and number == int(number) else number


def _values(asked: Asked, code: str) -> dict[str, Any]:
    found = register.values(asked, code) | profile.values(asked)
    for module in (contacts, studies, part, parties):
        found |= module.VALUES
    return found
