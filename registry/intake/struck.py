"""What a clerk has struck out: a row whose name is struck is asked about, and a struck cell is not read."""

from collections import defaultdict
from collections.abc import Iterable

from registry.intake.look import Look
from registry.intake.plans import NOT_KEPT
from registry.lib.values import strip_cell


def by_row(places: Iterable[tuple[int, int]]) -> dict[int, set[int]]:
    """(row, column) as row → columns, all 1-based."""
    found: dict[int, set[int]] = defaultdict(set)
    for row, column in places:
        found[row].add(column)
    return dict(found)


def lift(look: Look, columns: set[int]) -> None:
    """Take the struck cells out of what is read, or mark the whole row where the name or most of it is struck."""
    filled = [at for at, cell in enumerate(look.cells) if cell is not None]
    struck = [at for at in filled if at + 1 in columns]
    if look.column("name") - 1 in struck or len(struck) * 2 > len(filled):
        look.row.struck = True
        look.warn(look.column("name"), "struck_row", look.text("name"))
        return
    cells = list(look.cells)
    for at in struck:
        text, cells[at] = strip_cell(cells[at]), None
        if text and not (at < len(look.plan.columns) and look.plan.columns[at].field in NOT_KEPT):
            look.warn(at + 1, "struck_cell", text)
    look.cells = cells
