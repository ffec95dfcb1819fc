"""The five tables with their official heads: a row for each 村(社区), 小计 of streets, 合计."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import groupby

from xlsxwriter.worksheet import Worksheet

from reports.figures.definitions import Figure, Table
from reports.figures.table import Row
from reports.workbook.facts import Facts
from reports.workbook.looks import Looks, set_up, signed
from reports.workbook.spec import Spec

HEADS = (3, 4)
FIRST = 5
NARROW, WIDEST, ACROSS = 8.5, 24, 120  # widths in characters
BEFORE = ("序号", "村（社区）")


def write(sheet: Worksheet, looks: Looks, spec: Spec, facts: Facts, table: Table) -> None:
    """One table on a sheet of its own."""
    width = len(BEFORE) + len(table.columns) - 1
    set_up(sheet, spec, heads=HEADS, frozen=(FIRST, len(BEFORE)))
    _top(sheet, looks, spec, facts, f"{spec.month.label}{table.title}", width)
    _heads(sheet, looks, table)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 20)
    # A table of few columns fills the page all the same, or the line below its title would be cut.
    sheet.set_column(2, width, max(NARROW, min(WIDEST, ACROSS / len(table.columns))))
    for place, cells in enumerate(values(facts.rows, table)):
        row, number, figures = cells
        sheet.set_row(FIRST + place, 20)
        _label(sheet, looks, FIRST + place, row, number)
        for column, (figure, value) in enumerate(zip(table.columns, figures, strict=True), len(BEFORE)):
            look = looks.figure(row.kind, figure.is_share or figure.key == "hours")
            if value is None:
                sheet.write_string(FIRST + place, column, "—", look)
            else:
                sheet.write_number(FIRST + place, column, float(value), look)


def values(rows: list[Row], table: Table) -> Iterator[tuple[Row, int | None, list[Decimal | int | None]]]:
    """Row, its number (subtotals have none), its figures in the order of the columns; a share of nothing is None."""
    number = 0
    for row in rows:
        counted = row.kind in ("row", "own")
        number += counted
        yield row, number if counted else None, [value(row, figure) for figure in table.columns]


def value(row: Row, figure: Figure) -> Decimal | int | None:
    """One figure of a row; what nobody counted there is none."""
    return row.share(figure) if figure.is_share else row.numbers.get(figure.key, 0)


def _top(sheet: Worksheet, looks: Looks, spec: Spec, facts: Facts, title: str, width: int) -> None:
    sheet.set_row(0, 28)
    sheet.merge_range(0, 0, 0, width, "", looks.title)
    sheet.write_string(0, 0, title, looks.title)
    said = f"【草稿】{facts.standing.removeprefix('草稿：')}" if facts.draft else facts.standing
    below = (
        (signed(spec, facts.filler, facts.reviewer), looks.line),
        (said, looks.warning if facts.draft else looks.line),
    )
    for place, (text, look) in enumerate(below, 1):
        sheet.merge_range(place, 0, place, width, "", look)
        sheet.write_string(place, 0, text, look)


def _heads(sheet: Worksheet, looks: Looks, table: Table) -> None:
    """Groups over their columns; what is in none is merged down."""
    sheet.set_row(HEADS[0], 20)
    sheet.set_row(HEADS[1], 58)
    for column, label in enumerate(BEFORE):
        _merged(sheet, looks, (HEADS[0], column, HEADS[1], column), label)
    column = len(BEFORE)
    for group, figures in groupby(table.columns, key=lambda figure: figure.group):
        inside = list(figures)
        if group:
            _merged(sheet, looks, (HEADS[0], column, HEADS[0], column + len(inside) - 1), group)
        for place, figure in enumerate(inside, column):
            if group:
                sheet.write_string(HEADS[1], place, figure.label, looks.head)
            else:
                _merged(sheet, looks, (HEADS[0], place, HEADS[1], place), figure.label)
        column += len(inside)


def _merged(sheet: Worksheet, looks: Looks, area: tuple[int, int, int, int], text: str) -> None:
    """A head over some cells; over one it is no merged range, which Excel would call damaged."""
    if area[:2] != area[2:]:
        sheet.merge_range(*area, "", looks.head)
    sheet.write_string(area[0], area[1], text, looks.head)


def _label(sheet: Worksheet, looks: Looks, place: int, row: Row, number: int | None) -> None:
    if number is None:
        sheet.merge_range(place, 0, place, 1, "", looks.label(row.kind))
        sheet.write_string(place, 0, row.label, looks.label(row.kind))
        return
    sheet.write_number(place, 0, number, looks.number)
    sheet.write_string(place, 1, row.label, looks.label(row.kind))
