"""Looking behind a number of the board: the rows as they were known when it was worked out."""

from dataclasses import dataclass
from datetime import datetime

from registry.lib import clock
from registry.lib import scope as scopes
from registry.models.identity import system_scope
from registry.models.unit import work
from reports.figures.behind import Behind, behind
from reports.figures.counting import Number
from reports.figures.month import Month
from reports.figures.standing import Asked
from reports.figures.table import division
from reports.models import BoardMonth


@dataclass(frozen=True, slots=True)
class Seen:
    """`said` is the number that the board has, `known` as of when; a liaison's board is of now."""

    behind: Behind
    said: Number
    known: datetime


def look(month: Month, name: str, *, node: str, own: bool, page: int = 0) -> Seen:
    """The rows behind a number at a node and below (`own`: at the node alone). Worked out in the scope of the district,
    for a node does not see the movements of those who left it, and shown as far as the asker's scope reaches; a
    liaison's in hers, which is narrower than her node. Raises KeyError for a number that has no rows."""
    if _is_liaison():
        now = clock.now()
        found = behind(Asked(month, now), name, node=node, own=own, mine=node, code=division(), page=page)
        return Seen(found, found.number, now)
    rows = BoardMonth.objects.all().of_month(month.year, month.number).at(node, own=own)
    kept = list(rows.values_list("known_at", "figures"))
    known = min((at for at, _ in kept), default=clock.now())
    mine = scopes.current().path
    with work(system_scope(mine[: scopes.SEGMENT])):
        found = behind(Asked(month, known), name, node=node, own=own, mine=mine, code=division(), page=page)
    return Seen(found, sum(figures.get(name, 0) for _, figures in kept), known)


def _is_liaison() -> bool:
    return scopes.current().liaison
