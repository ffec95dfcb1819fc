"""What is one thing and stands in several cells: 姓 | 名, 年 | 月 | 日, a digit each, one person over two rows."""

import re
from collections.abc import Callable
from functools import partial
from itertools import takewhile

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell, cell_at
from registry.intake.headings.coded import codes_spoken
from registry.intake.headings.couples import couples_listed
from registry.intake.headings.legends import legend_spoken, signs_spoken
from registry.intake.texts.explained import sentences_explained
from registry.intake.texts.labelled import cells_apart
from registry.intake.texts.lines import Lines, lines_parted
from registry.intake.texts.listed import Column, column_parted
from registry.intake.texts.sentences import lines_told
from registry.intake.words.headers import code_of, field_asked, heading_text
from registry.lib.values import strip_cell

GIVEN = frozenset(("given?", "name"))
BETWEEN_DAYS = "."
DATE = ("年", "月", "日")
DIGITS = {"id_number": 18, "phone": 11}  # boxes that a form prints for a number
MOST_PIECES = 4
_PART_OF_DAY = re.compile(r"[\s(（/_-]*(?:的)?([年月日])份?[)）]?$")
_UNITS = re.compile(r"[年月日号](?=\.|$)")
DAYS = frozenset(("flow_in_date", "flow_out_date", "join_party_date", "birth_date", "reported_date", "regular_date"))
_DIGITS = re.compile(r"\d{2,13}[\dXx]?")  # of the old numbers' 15 none is a piece
_PIECE = re.compile(r"身份证.*?[前中后末尾]\D?(\d{1,2})位")
# Columns that are one thing: the first and how many.
Run = tuple[int, int]


def cells_joined(rows: list[Row]) -> list[Callable[[Row], Row]]:
    """How rows are read where a heading has 姓 | 名 or 年 | 月, numbers fill boxes, or one cell holds a whole line."""
    ways = (
        _names_joined,
        _dates_joined,
        _parts_of_days_joined,
        _digits_joined,
        _pieces_joined,
        cells_apart,
        lines_parted,
        column_parted,
        lines_told,
        legend_spoken,
        signs_spoken,
        codes_spoken,
        couples_listed,
        sentences_explained,
    )
    found = [change for way in ways if (change := way(rows))]
    by_column = any(isinstance(change, Column) for change in found)
    return [change for change in found if not (by_column and isinstance(change, Lines))]


def _digits_joined(rows: list[Row]) -> Callable[[Row], Row] | None:
    """A number with a cell for each digit, below one heading over all of them."""
    for index, (number, cells) in enumerate(rows):
        boxes = [run for at in range(len(cells)) if (run := _boxes(cells, at)) and _are_filled(rows[index + 1 :], run)]
        if boxes:
            return partial(_boxes_joined, number, boxes)
    return None


def _boxes_joined(head: int, runs: list[Run], row: Row) -> Row:
    """A row below the heading with its numbers whole."""
    return row if row[0] <= head else _joined(0, runs, None, "", row)


def _boxes(cells: list[Cell], at: int) -> Run | None:
    """The columns of a heading of a number that has blank ones behind it, as many as the number has digits."""
    if cells[at] is None:
        return None
    count = DIGITS.get(code_of(heading_text(cells[at])) or "", 0)
    return (at, count) if count and not any(cell_at(cells, at + more) for more in range(1, count)) else None


def _are_filled(rows: list[Row], run: Run) -> bool:
    """Whether somebody has a digit in each box."""
    at, count = run
    return any(all(len(strip_cell(cell_at(cells, at + more))) == 1 for more in range(count)) for _, cells in rows)


def _pieces_joined(rows: list[Row]) -> Callable[[Row], Row] | None:
    """An ID number in pieces: 身份证号前6位 | 身份证号后12位, or one heading over 6, 8 and 4 digits."""
    for index, (number, cells) in enumerate(rows):
        texts = [heading_text(cell) for cell in cells]
        if named := [run for at in range(len(texts)) if (run := _named_pieces(texts, at))]:
            return partial(_joined, number, named, "身份证号", "")
        below = rows[index + 1 :]
        if wide := [run for at in range(len(cells)) if (run := _pieces_below(texts, at, below))]:
            return partial(_boxes_joined, number, wide)
    return None


def _named_pieces(texts: list[str], at: int) -> Run | None:
    """Headings side by side that ask for so many digits each, and for a whole number together."""
    sizes = [int(size[1]) for size in map(_PIECE.search, takewhile(_PIECE.search, texts[at:])) if size]
    return (at, len(sizes)) if len(sizes) > 1 and sum(sizes) == DIGITS["id_number"] else None


def _pieces_below(texts: list[str], at: int, below: list[Row]) -> Run | None:
    """The columns of a heading of ID numbers that has blank ones behind it, where most rows have a number in them."""
    if not texts[at] or code_of(texts[at]) != "id_number":
        return None
    count = 1 + sum(1 for _ in takewhile(lambda text: not text, texts[at + 1 : at + MOST_PIECES]))
    for many in range(count, 1, -1):
        parts = [[strip_cell(cell_at(cells, at + more)) for more in range(many)] for _, cells in below]
        filled = [row for row in parts if all(row)]
        if sum(map(_is_a_number, filled)) * 2 > len(filled):
            return at, many
    return None


def _is_a_number(parts: list[str]) -> bool:
    return len("".join(parts)) == DIGITS["id_number"] and all(_DIGITS.fullmatch(part) for part in parts)


def _dates_joined(rows: list[Row]) -> Callable[[Row], Row] | None:
    """年 | 月 | 日 below one heading (流入时间)."""
    above: list[Cell] = []
    for number, cells in rows:
        words = [heading_text(cell) for cell in cells]
        starts = [at for at in range(len(words) - 1) if tuple(words[at : at + 2]) == DATE[:2] and cell_at(above, at)]
        if starts:
            runs = [(at, 3 if words[at + 2 : at + 3] == ["日"] else 2) for at in starts]
            return partial(_joined, number, runs, None, BETWEEN_DAYS)
        above = cells
    return None


def _parts_of_days_joined(rows: list[Row]) -> Callable[[Row], Row] | None:
    """Headings that each ask for a part of a day: 来江海（年） | 来江海（月）."""
    for number, cells in rows:
        texts = [heading_text(cell) for cell in cells]
        runs = [run for at in range(len(texts)) if (run := _of_one_day(texts, at))]
        days = [(run, day) for run in runs if (day := _day_asked(texts[run[0]]))]
        if days:
            return partial(_days_joined, number, days)
    return None


def _day_asked(heading: str) -> str:
    """来江海时间 of 来江海（年）, "" where it is no day of a member."""
    what = _PART_OF_DAY.sub("", heading)
    return next((text for text in (f"{what}时间", what) if code_of(text) in DAYS), "")


def _days_joined(head: int, days: list[tuple[Run, str]], row: Row) -> Row:
    for run, heading in days:
        row = _joined(head, [run], heading, BETWEEN_DAYS, row)
    return row


def _of_one_day(texts: list[str], at: int) -> Run | None:
    """The columns that ask for the year, the month and the day of one thing."""
    first = _PART_OF_DAY.search(texts[at])
    if first is None or first[1] != "年" or not first.start():
        return None
    of_what = texts[at][: first.start()]
    parts = [_PART_OF_DAY.search(text) for text in texts[at + 1 : at + 3]]
    said = [part[1] if part and part.string[: part.start()] in ("", of_what) else "" for part in parts]
    return (at, 3 if said == ["月", "日"] else 2) if said[:1] == ["月"] else None


def _names_joined(rows: list[Row]) -> Callable[[Row], Row] | None:
    named: set[int] = set()  # columns that are headed 姓名 further up: 姓 | 名 below it
    for number, cells in rows:
        codes = list(map(field_asked, cells))
        pairs = [at for at in range(len(codes) - 1) if codes[at] == "surname?" and codes[at + 1] in GIVEN]
        if pairs:
            runs = [(at, 2) for at in pairs]
            return partial(_joined, number, runs, None if named.issuperset(pairs) else "姓名", "")
        named |= {at for at, code in enumerate(codes) if code == "name"}
    return None


def _joined(first: int, runs: list[Run], heading: str | None, between: str, row: Row) -> Row:
    number, cells = row
    if number < first:
        return row
    cells = list(cells)
    for at, count in runs:
        parts = [cell for cell in cells[at : at + count] if cell is not None]
        if parts:
            whole = parts[0] if len(parts) == 1 else between.join(map(strip_cell, parts))
            if between == BETWEEN_DAYS and isinstance(whole, str):
                whole = _UNITS.sub("", whole)  # 2019年 | 3月
            cells[at : at + count] = [heading if number == first else whole, *[None] * (count - 1)]
    return number, cells
