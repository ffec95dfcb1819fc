"""People who take two lines each below a heading of two lines: 姓名 | 性别 | 电话 above 身份证号 | 学历 | 来源地."""

from dataclasses import replace
from itertools import pairwise

from registry.intake.headers import field_of, heading_text
from registry.intake.layout import Merge, Row
from registry.intake.reading import Sheet
from registry.intake.wire import Cell, cell_at
from registry.lib.names import is_plainly_a_name
from registry.lib.values import strip_cell

FEWEST = 2  # headings in the second line
LOOK = 20  # rows in which the heading is searched


def first_line(rows: list[Row], merges: list[Merge]) -> int:
    """The row of the heading's first line, 0 where no such heading stands above people of two lines."""
    for (number, upper), (following, lower) in pairwise(rows[:LOOK]):
        above, below = _fields(upper), _fields(lower)
        if "name" not in above or following != number + 1 or None in below or len(below) < FEWEST or above & below:
            continue
        pairs = _pairs(merges, number)
        if number in pairs and len(pairs) > 1 and not _spans(merges, number) and not _named(rows, upper, pairs):
            return number
    return 0


def joined(sheet: Sheet, rows: list[Row], first: int) -> tuple[Sheet, list[Row]]:
    """The sheet with each pair of lines as one row, the lower line behind the upper one."""
    pairs, width = _pairs(sheet.merges, first), max(len(cells) for _, cells in rows)
    lower = {number: cells for number, cells in rows if number - 1 in pairs}
    whole = [_with(row, lower.get(row[0] + 1), width) if row[0] in pairs else row for row in rows]
    merges = [merge for merge in sheet.merges if merge[0] < first]
    return replace(sheet, merges=merges), [row for row in whole if row[0] not in lower]


def _with(row: Row, below: list[Cell] | None, width: int) -> Row:
    number, cells = row
    return number, [*(cell_at(cells, at) for at in range(width)), *(below or [])]


def _pairs(merges: list[Merge], first: int) -> set[int]:
    """The rows from `first` on in which a cell is merged with the one below and no further: a number or a name."""
    return {top for top, left, bottom, right in merges if top >= first and bottom == top + 1 and left == right}


def _named(rows: list[Row], head: list[Cell], pairs: set[int]) -> bool:
    """Whether a lower line has a name of its own below 姓名: then a couple shares what is merged (社区)."""
    at = next(at for at, cell in enumerate(head) if field_of(heading_text(cell)) == "name")
    lower = (strip_cell(cell_at(cells, at)) for number, cells in rows if number - 1 in pairs)
    return any(map(is_plainly_a_name, lower))


def _spans(merges: list[Merge], first: int) -> list[Merge]:
    """Cells of the heading's first line that are merged sideways: they stand above others, and are no heading alone."""
    return [merge for merge in merges if merge[0] == first == merge[2] and merge[3] > merge[1]]


def _fields(cells: list[Cell]) -> set[str | None]:
    return {field_of(text) for cell in cells if (text := heading_text(cell))}
