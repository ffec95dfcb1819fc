"""Numbers stand below their heading: a column of figures is a column of figures in its head, too, on every page."""

from collections.abc import Iterator, Mapping
from typing import Any

from tests.every_page import own_pages, rows_for_every_page
from tests.web.staff import client_of
from tests.world import World


def tables_in(context: Any) -> Iterator[Mapping[str, Any]]:
    """What is drawn as a table (components/table.html), however deep it lies."""
    if isinstance(context, dict):
        if isinstance(context.get("columns"), list) and isinstance(context.get("rows"), list):
            yield context
        for value in context.values():
            yield from tables_in(value)
    elif isinstance(context, list):
        for value in context:
            yield from tables_in(value)


def askew(context: Mapping[str, Any]) -> set[str]:
    """Headings above numbers that are not set as numbers themselves; the first column is the row's name."""
    columns, rows = context["columns"], context["rows"]
    pairs = [pair for row in rows if isinstance(row, dict)
             for pair in zip(columns[1:], row.get("cells", []), strict=False)]  # fmt: skip
    return {head["label"] for head, cell in pairs if cell.get("kind") == "num" != head.get("kind")}


def test_headings_stand_above_their_numbers(world: World) -> None:
    planted = rows_for_every_page(world)
    clients = [client_of(world, account) for account in ("street-a1", "community-a11", "district-a")]
    tables, found = 0, {}
    for name, url in own_pages(planted):
        for response in (client.get(url) for client in clients):
            every = list(tables_in(response.context.flatten() if response.context else {}))
            tables += len(every)
            if wrong := set().union(*map(askew, every)):
                found[name] = wrong
    assert tables > 50 and found == {}
