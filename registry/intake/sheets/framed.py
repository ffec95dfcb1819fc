"""Lists that a program printed with a frame around every cell (│张三│男│, |张三|男|): the cells without it.

Lines of the frame alone say nothing.
"""

import re

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell
from registry.intake.headings.layout import texts
from registry.lib.values import strip_cell

FEWEST = 3  # rows between bars
LONGEST = 2000  # characters of a line
_BARS = "│┃║｜|"
_BAR = re.compile(f"[{_BARS}]")
_RULE = re.compile(rf"[\s{_BARS}\u2500-\u257f+=＋_:—－-]{{5,}}")
_BOX = re.compile("[\u2500-\u257f]|\\+[-=]{2,}|\\|:?-{2,}")


class Framed:
    """Takes the frame off every row."""

    def __call__(self, row: Row) -> Row:
        """The cells between the bars; of a line of the frame nothing; other rows as they are."""
        number, cells = row
        line = _line(cells)
        if not line:
            return row
        if is_rule(line):
            return number, []
        parts = _between(line)
        return (number, parts) if parts else row


def frame_taken_off(rows: list[Row]) -> Framed | None:
    """How rows are read that have frames around their cells, or None where they have none."""
    lines = [line for _, cells in rows if (line := _line(cells))]
    if not any(is_rule(line) and _BOX.search(line) for line in lines):
        return None
    return Framed() if sum(len(_between(line)) > 1 for line in lines) >= FEWEST else None


def is_rule(line: str) -> bool:
    """Whether a line is of the frame alone."""
    return len(line) <= LONGEST and _RULE.fullmatch(line) is not None and _BOX.search(line) is not None


def _between(line: str) -> list[Cell]:
    """What stands between the bars of a line that begins and ends with one."""
    bare = line.strip()
    if len(bare) < 3 or bare[0] not in _BARS or bare[-1] not in _BARS:
        return []
    return [strip_cell(part) or None for part in _BAR.split(bare[1:-1])]


def _line(cells: list[Cell]) -> str:
    """A row's line as it was before a bar in it parted the file."""
    said = texts(cells)
    if not said or not all(isinstance(cell, str) for cell in cells if cell is not None):
        return ""
    if len(said) == 1 and len(cells) - cells.count(None) == 1:
        return said[0] if len(said[0]) <= LONGEST else ""
    return "|".join("" if cell is None else strip_cell(cell) for cell in cells)[:LONGEST]
