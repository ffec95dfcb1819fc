"""Codes that a line above the table explains: 流动类别 1—流入 2—流出, and a column of 1 and 2 below it."""

import re
from collections.abc import Callable
from functools import partial

from registry.intake.headers import code_of, heading_text
from registry.intake.reading import Row
from registry.intake.wire import Cell
from registry.lib.values import direction, strip_cell

LOOK = 20  # rows in which a legend is searched
_CODE = re.compile(r"(?<![0-9A-Za-z])([0-9A-Za-z])\s*[-—－–.、:：=＝.）)]+\s*(流入|流出|外出)")
_EXPLAINED = frozenset(("flow_direction", "way?", "kind?"))


def legend_spoken(rows: list[Row]) -> Callable[[Row], Row] | None:
    """How rows are read whose column of the way people went holds codes, or None where no line explains them."""
    codes = next((found for _, cells in rows[:LOOK] if (found := _codes(cells))), {})
    for number, cells in rows if codes else ():
        ats = [at for at, cell in enumerate(cells) if cell is not None and code_of(heading_text(cell)) in _EXPLAINED]
        if len(ats) == 1:
            return partial(_spoken, number, ats[0], codes)
    return None


def _codes(cells: list[Cell]) -> dict[str, str]:
    """The codes that a line explains, where it explains both ways."""
    text = " ".join(strip_cell(cell) for cell in cells if cell is not None)
    found = dict(_CODE.findall(text))
    return found if {direction(word) for word in found.values()} == {"in", "out"} else {}


def _spoken(head: int, at: int, codes: dict[str, str], row: Row) -> Row:
    number, cells = row
    if number <= head or at >= len(cells) or cells[at] is None:
        return row
    word = codes.get(strip_cell(cells[at]), cells[at])
    return number, [*cells[:at], word, *cells[at + 1 :]]
