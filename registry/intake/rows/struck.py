"""What a clerk has struck out: a row whose name is struck is asked about, a struck cell is not read, and of a cell of
which a part is struck the rest is."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from registry.intake.files.wire import Parts
from registry.intake.headings.plans import NOT_KEPT
from registry.intake.rows.look import Look
from registry.lib.values import strip_cell


def by_row(places: Iterable[tuple[Any, ...]]) -> dict[int, dict[int, Parts]]:
    """(row, column, what is left, what is struck) as row → columns, all 1-based."""
    found: dict[int, dict[int, Parts]] = defaultdict(dict)
    for row, column, *parts in places:
        found[row][column] = tuple(parts)
    return dict(found)


def lift(look: Look, columns: dict[int, Parts]) -> None:
    """Take the struck cells out of what is read, or mark the whole row where the name or most of it is struck."""
    whole = _left(look, columns)
    filled = [at for at, cell in enumerate(look.cells) if cell is not None]
    struck = [at for at in filled if at + 1 in whole]
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


def _left(look: Look, columns: dict[int, Parts]) -> set[int]:
    """The columns that are struck as a whole. Of the others what is left is read, and what is struck told."""
    whole, cells = set[int](), list(look.cells)
    for column, parts in columns.items():
        cell = cells[column - 1] if column <= len(cells) else None
        if parts and isinstance(cell, str) and strip_cell(parts[1]) in strip_cell(cell):
            cells[column - 1] = parts[0]
            look.warn(column, "struck_part", strip_cell(parts[1]))
        else:
            whole.add(column)
    look.cells = cells
    return whole
