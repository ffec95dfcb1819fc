"""People of several lines below a heading of as many, where nothing is merged: told by where the numbers stand.

姓名 | 身份证号 above 学历 | 来源地 in the heading, and so below it; the next person has the same lines again.
"""

import re
from dataclasses import dataclass

from registry.intake.files.wire import Cell, cell_at
from registry.intake.headings.layout import Row
from registry.intake.words.headers import field_of, heading_text
from registry.lib import identity, phones
from registry.lib.names import is_plainly_a_name, parse_name
from registry.lib.values import fold, strip_cell

FEWEST = 2  # people
A_NUMBER = 11  # digits of the shortest
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
    people = _People(lines, block.depth, places, codes[0])
    found, number, last = set[int](), block.first, max(lines)
    while number <= last:
        begins = people.are_headed(number) or people.begin(number)
        if begins:
            found.add(number)
        number += block.depth if begins else 1
    return found


class _People:
    """Tells in which lines somebody begins."""

    def __init__(self, lines: dict[int, list[Cell]], depth: int, places: list[Place], codes: list[str | None]) -> None:
        self.lines, self.depth, self.places, self.name = lines, depth, places, codes.index("name")
        self.serial = codes.index("row_no") if "row_no" in codes else None

    def are_headed(self, number: int) -> bool:
        """Whether the heading is printed again."""
        return field_of(heading_text(self._at(number, self.name))) == "name"

    def begin(self, top: int) -> bool:
        """A person's lines: a number where the heading has it, or a name between people that have."""
        if self._fit(top):
            return True
        after = any(self._fit(top + more) for more in range(1, self.depth))
        return is_somebodys_name(self._at(top, self.name)) and not after and self._fit(top + self.depth)

    def _fit(self, top: int) -> bool:
        """One number at least in its place; nothing in the lower lines of what only the first has."""
        if not any(_is(kind, self._at(top + line, at)) for line, at, kind in self.places):
            return False
        for more in range(1, self.depth):
            if not any(cell is not None for cell in self.lines.get(top + more, [])):
                return False  # a blank line between people of one
            if is_somebodys_name(self._at(top + more, self.name)) or self._at(top + more, self.serial) is not None:
                return False
        others = ((line, at, more) for line, at, _ in self.places for more in range(self.depth) if more != line)
        return not any(_has_number(self._at(top + more, at)) for line, at, more in others)

    def _at(self, number: int, at: int | None) -> Cell:
        return None if at is None else cell_at(self.lines.get(number, []), at)


def is_somebodys_name(cell: Cell) -> bool:
    """Whether a cell holds a plain name, as 高中 is none, although 高 is a surname."""
    text = strip_cell(cell) if cell is not None else ""
    return is_plainly_a_name(text) and parse_name(text).problem is None


def _has_number(cell: Cell) -> bool:
    """Whether a cell holds a number of a person, whatever stands beside it."""
    return cell is not None and sum(map(str.isdigit, strip_cell(cell))) >= A_NUMBER


def _is(kind: re.Pattern[str], cell: Cell) -> bool:
    return cell is not None and kind.fullmatch(fold(strip_cell(cell))) is not None
