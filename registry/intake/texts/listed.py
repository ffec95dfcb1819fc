"""A column of a table that holds a whole line each: 接龙内容（姓名+手机+老家） beside 微信昵称 and 接龙时间.

Its first part stays where it is, the others are put behind the last column.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell, cell_at
from registry.intake.texts.lines import Lines, asked_in, key_of
from registry.intake.words.headers import code_of, heading_text, shared_fields

FEWEST = 2  # headings in a cell, and cells in the row of headings
_FORMS = (re.compile(r"[(（【\[](.+?)[)）】\]]"), re.compile(r"[:：](.+)"), re.compile("(.+)"))


@dataclass(frozen=True, slots=True)
class Column:
    """How its cells are parted, and how many columns the table has."""

    lines: Lines
    width: int

    def __call__(self, row: Row) -> Row:
        """A row with the parts in cells of their own. A cell that can't be parted stays where the name is asked."""
        number, cells = row
        at = self.lines.at
        cell = cell_at(cells, at)
        if number < self.lines.head or not isinstance(cell, str):
            return row
        parts = self.lines.parts if number == self.lines.head else self.lines.parts_of(cell)
        if not parts:
            return row
        held = [*cells, *[None] * (self.width - len(cells))]
        held[at] = parts[0]
        return number, [*held[: self.width], *parts[1:], *held[self.width :]]


def column_parted(rows: list[Row]) -> Callable[[Row], Row] | None:
    """How rows are read of which one column holds several things, the name among them, or None."""
    width = max((len(cells) for _, cells in rows), default=0)
    for index, (number, cells) in enumerate(rows):
        texts = [heading_text(cell) for cell in cells]
        named = [at for at, text in enumerate(texts) if text and code_of(text) == "name"]
        if sum(map(bool, texts)) < FEWEST:
            continue
        for at, text in enumerate(texts):
            asks = text and not shared_fields(text) and set(named) <= {at}
            lines = next(_asked(number, at, text), None) if asks else None
            if lines and _are_parted(lines, [cell_at(below, at) for _, below in rows[index + 1 :]]):
                return Column(lines, width)
    return None


def _asked(head: int, at: int, text: str) -> Iterator[Lines]:
    """The headings that a cell has in brackets or behind a colon."""
    for form in filter(None, (pattern.search(text) for pattern in _FORMS)):
        for parts, codes in asked_in(form[1], FEWEST):
            yield Lines(head, at, parts, key_of(codes), numbered=False, name=codes.index("name"))


def _are_parted(lines: Lines, cells: list[Cell]) -> bool:
    """Whether most cells below have as many parts."""
    said = [cell for cell in cells if isinstance(cell, str)]
    parted = sum(
        len(parts) == len(lines.parts) and parts[lines.name] is not None for parts in map(lines.parts_of, said)
    )
    return parted * 2 > len(said)
