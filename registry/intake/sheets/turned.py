"""Sheets whose people stand in columns (姓名 | 张三 | 李四, a label a line): read with rows and columns exchanged.

As a card, such a sheet would be one person, with everybody else's names and numbers for labels. A row of the table is
a column of the sheet, and the column of a problem is the sheet's row: a table of this kind says so (`turned`).
"""

from dataclasses import dataclass, replace

from registry.intake.files.reading import Row, Sheet
from registry.intake.files.wire import Cell, cell_at
from registry.intake.sheets.cards import KEYS, is_name
from registry.intake.words.headers import field_of, heading_text
from registry.intake.words.notes import is_footer_text
from registry.lib.values import strip_cell

LABELS = 60  # rows in which labels of people in columns are searched
MOST = 200  # rows of such a sheet: more are no labels
BEFORE = 3  # cells before the first value: 基本情况 | 姓名 | 张三
FEWEST = 2  # people that make a sheet turned: one alone is a card
DIGITS = 10  # of a number that is a key


@dataclass(frozen=True, slots=True)
class Turned:
    """A sheet the other way round; rows of which nothing was read keep the numbers that they have in the file."""

    sheet: Sheet
    rows: list[Row]
    left_out: list[int]


def are_turned(rows: list[Row]) -> bool:
    """Whether people stand in columns: two names or more beside one label, and their numbers below them."""
    return _first_value(rows) > 0


def are_in_blocks(rows: list[Row]) -> bool:
    """Whether there are names beside more than one label: other people below the first, or a family."""
    first = _first_value(rows)
    return sum(_label(cells, first) and _field_before(cells, first) == "name" for _, cells in rows) > 1


def turn(sheet: Sheet, rows: list[Row]) -> Turned:
    """The sheet with its columns as rows. Titles above the labels stay above, what signs below them is left out."""
    first = _first_value(rows)
    labelled = [number for number, cells in rows if _label(cells, first)]
    titles = [row for row in rows if row[0] < labelled[0] and _is_one(row[1])]
    closing = [row for row in rows if row[0] > labelled[-1] and _closes(row[1])]
    apart = {number for number, _ in (*titles, *closing)}
    kept = [row for row in rows if row[0] not in apart]
    merges = [(left, top, right, bottom) for top, left, bottom, right in sheet.merges if top not in apart]
    turned = replace(
        sheet,
        merges=merges,
        hidden_rows=sheet.hidden_columns,
        hidden_columns=sheet.hidden_rows,
        struck=[(column, row, *parts) for row, column, *parts in sheet.struck],
        comments=[comment.turned() for comment in sheet.comments],
    )
    return Turned(turned, _above(titles) + _columns(kept), [number for number, _ in closing])


def _above(titles: list[Row]) -> list[Row]:
    """Titles have no column of their own that could be their row: they are numbered backwards from 0."""
    texts = [[cell for cell in cells if cell is not None] for _, cells in titles]
    return list(enumerate(texts, 1 - len(texts)))


def _columns(rows: list[Row]) -> list[Row]:
    """The columns of these rows as rows, each cell at the place of its row."""
    height, width = rows[-1][0], max(len(cells) for _, cells in rows)
    found: list[Row] = [(at + 1, [None] * height) for at in range(width)]
    for number, cells in rows:
        for at, cell in enumerate(cells):
            found[at][1][number - 1] = cell
    return found


def _first_value(rows: list[Row]) -> int:
    """The 0-based column of the first person, 0 where people do not stand in columns."""
    for _, cells in rows[:LABELS]:
        filled = [at for at, cell in enumerate(cells) if cell is not None and strip_cell(cell)]
        named = next((place for place, at in enumerate(filled[:BEFORE]) if _field(cells[at]) == "name"), None)
        if named is None:
            continue
        people = filled[named + 1 :]
        if not people:  # the title 流入党员
            continue
        alike = len(people) >= FEWEST and all(is_name(cells[at]) and not _field(cells[at]) for at in people)
        return people[0] if alike and _numbered(rows, people) else 0
    return 0


def _numbered(rows: list[Row], people: list[int]) -> bool:
    """Whether below these names stand their numbers, beside one label, and no other label."""
    for _, cells in rows[:LABELS]:
        if _field_before(cells, people[0]) not in KEYS:
            continue
        values = [at for at in range(people[0], len(cells)) if cell_at(cells, at) is not None]
        long = [at for at in values if _is_long_number(cells[at])]
        if len(long) >= FEWEST and set(long) <= set(people) and not any(_field(cells[at]) for at in values):
            return True
    return False


def _field_before(cells: list[Cell], first: int) -> str | None:
    """The field of the label nearest to the values."""
    return next((_field(cell) for cell in reversed(cells[:first]) if cell is not None and strip_cell(cell)), None)


def _label(cells: list[Cell], first: int) -> bool:
    return _field_before(cells, first) is not None and len(cells) > first


def _is_one(cells: list[Cell]) -> bool:
    return sum(1 for cell in cells if cell is not None and strip_cell(cell)) == 1


def _closes(cells: list[Cell]) -> bool:
    """A note or a signature below the labels."""
    first = next((text for cell in cells if cell is not None and (text := strip_cell(cell))), "")
    return _is_one(cells) or is_footer_text(first)


def _field(cell: Cell) -> str | None:
    return field_of(heading_text(cell))


def _is_long_number(cell: Cell) -> bool:
    return sum(map(str.isdigit, strip_cell(cell))) > DIGITS
