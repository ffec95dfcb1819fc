"""The board's figures: worked out by the hour, kept by month and line."""

from collections.abc import Container, Mapping
from datetime import datetime

from django.db.models import Min

from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Organisation
from registry.models.identity import system_scope
from registry.models.turns import take_turn
from registry.models.unit import work
from reports.figures import table
from reports.figures.board import MONTHS
from reports.figures.month import Month
from reports.figures.standing import Asked
from reports.models import BoardMonth

# Older months change by late entries alone: two of them each hour, the one that waited longest first.
OLDER = 2


def refresh(path: str) -> int:
    """Work out the months of a district that are due, each in a unit of work of its own; returns how many were not
    there before. Two at once go one after the other; who dies leaves whole months or nothing."""
    with work(system_scope(path)):
        there = known()
        months = due(there, Month.of(clock.today()))
    for month in months:
        with work(system_scope(path)):
            take_turn(f"board|{path}")
            keep(month, now=clock.now())
    return len(set(months) - set(there))


def known() -> dict[Month, datetime]:
    """When each month of the scope was worked out."""
    rows = BoardMonth.objects.order_by().values_list("year", "month").annotate(at=Min("known_at"))
    return {Month(year, number): at for year, number, at in rows}


def wanted(last: Month) -> list[Month]:
    """The months of the board, the last one first."""
    return last.and_before(MONTHS)


def due(known: dict[Month, datetime], last: Month) -> list[Month]:
    """This month, the last one, what is missing, and of the others those that waited longest."""
    months = wanted(last)
    older = sorted((month for month in months[2:] if month in known), key=lambda month: known[month])
    return [*months[:2], *(month for month in months[2:] if month not in known), *older[:OLDER]]


def keep(month: Month, *, now: datetime) -> int:
    """Write down a month's figures as they are known now, in the place of those that were there; for the program, in
    the scope of a district. Returns the number of lines. Months that the board has left behind go."""
    found = table.board(Asked(month, now), code=table.division())
    nodes = {node.path: node for node in Organisation.objects.all()}
    # A line with nothing in it has its row too: it says as of when there is nothing.
    there = {path for path, node in nodes.items() if len(path) <= table.ROW and node.in_use(month.last)}
    rows = [
        BoardMonth(owner_path=_living(node, nodes), node=node, year=month.year, month=month.number,
                   figures=_shown(found.get(node, {})), known_at=now)
        for node in sorted(set(found) | there)
    ]  # fmt: skip
    oldest = wanted(Month.of(clock.local(now).date()))[-1]
    BoardMonth.objects.all().before(oldest.year, oldest.number).delete()
    BoardMonth.objects.all().of_month(month.year, month.number).delete()
    BoardMonth.objects.bulk_create(rows, batch_size=500)
    return len(rows)


def _shown(numbers: Mapping[str, table.Number]) -> dict[str, int]:
    return {key: int(number) for key, number in numbers.items() if number}


def _living(node: str, places: Container[str]) -> str:
    """The node, or the nearest one above it that is still there."""
    while node not in places:
        node = node[: -scopes.SEGMENT]
    return node
