"""People of several lines below a heading of as many, where nothing is merged: told by where the numbers stand.

姓名 | 身份证号 above 学历 | 来源地 in the heading, and so below it; the next person has the same lines again.
"""

import re
from dataclasses import dataclass

from registry.intake.headers import field_of, heading_text
from registry.intake.layout import Row
from registry.intake.wire import Cell, cell_at
from registry.lib import identity, phones
from registry.lib.names import is_plainly_a_name, parse_name
from registry.lib.values import fold, strip_cell

FEWEST = 2  # people
KINDS = {"id_number": re.compile(identity.PLAIN), "phone": re.compile(rf"{phones.WRITTEN}.*")}
# A number of a kind that is to be found: its line below the first (0-based) and its column.
Place = tuple[int, int, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class Block:
    """The row in which such a heading begins, and how many lines it has, and each person."""

    first: int
    depth: int
    apart: bool = False  # nothing is merged: who takes which lines is told by where the numbers stand


def are_stacked(rows: list[Row], block: Block) -> bool:
    """Whether most of the lines below such a heading are people of as many lines."""
    lines = dict(rows)
    below = sum(number >= block.first + block.depth for number, _ in rows)
    people = stacked(lines, block) - {block.first}
    return len(people) >= FEWEST and len(people) * block.depth * 10 >= below * 7


def stacked(lines: dict[int, list[Cell]], block: Block) -> set[int]:
    """The rows in which somebody begins, and the heading, also where it is printed again."""
    head = [lines.get(block.first + more, []) for more in range(block.depth)]
    codes = [[field_of(heading_text(cell)) for cell in cells] for cells in head]
    places = [(line, at, KINDS[code]) for line, own in enumerate(codes) for at, code in enumerate(own) if code in KINDS]
    name, found, number, last = codes[0].index("name"), set[int](), block.first, max(lines)
    while number <= last:
        begins = field_of(heading_text(cell_at(lines.get(number, []), name))) == "name"
        if begins or _is_somebody(lines, number, block.depth, places, name):
            found.add(number)
            number += block.depth
        else:
            number += 1
    return found


def _is_somebody(lines: dict[int, list[Cell]], top: int, depth: int, places: list[Place], name: int) -> bool:
    """A person's lines: a number where the heading has it, or a name between people that have."""
    if _fits(lines, top, depth, places):
        return True
    named = is_somebodys_name(cell_at(lines.get(top, []), name))
    after = any(_fits(lines, top + more, depth, places) for more in range(1, depth))
    return named and not after and _fits(lines, top + depth, depth, places)


def is_somebodys_name(cell: Cell) -> bool:
    """Whether a cell holds a plain name, as 高中 is none, although 高 is a surname."""
    text = strip_cell(cell) if cell is not None else ""
    return is_plainly_a_name(text) and parse_name(text).problem is None


def _fits(lines: dict[int, list[Cell]], top: int, depth: int, places: list[Place]) -> bool:
    """One number at least in its place, and none of its kind in its column in the other lines."""
    whole = [lines.get(top + more, []) for more in range(depth)]
    if not any(_is(kind, cell_at(whole[line], at)) for line, at, kind in places):
        return False
    others = ((kind, cell_at(whole[more], at)) for line, at, kind in places for more in range(depth) if more != line)
    return not any(_is(kind, cell) for kind, cell in others)


def _is(kind: re.Pattern[str], cell: Cell) -> bool:
    return cell is not None and kind.fullmatch(fold(strip_cell(cell))) is not None
