"""Cells come out of the pipe as they went in, and the quick way to measure a sheet finds what the slow one finds."""

import math
from datetime import date, datetime

import pytest

from registry.intake.files.archive import BARE_CELL, BARE_ROW, _is_regular, _reach
from registry.intake.files.wire import CellError, dump, load, tidy


def through(cells: list) -> list:
    row: list = load(dump({"t": "rows", "at": 1, "rows": [tidy(cells)]}))["rows"][0]
    return row


@pytest.mark.parametrize(
    "cells",
    [
        ["张三", 1, 2.5, True, None, "{", '"\\', "𠮷"],
        [date(1990, 10, 24), datetime(1990, 10, 24, 8)],
        [float("inf"), float("-inf")],
    ],
)
def test_cells_as_they_were(cells: list) -> None:
    assert through(cells) == cells and list(map(type, through(cells))) == list(map(type, cells))


def test_odd_cells() -> None:
    error, number, broken = through(["#N/A", float("nan"), "half\ud842"])
    assert type(error) is CellError and math.isnan(number) and broken == "half?"


REGULAR = b'<row r="3"><c r="A3" t="s"><v>1</v></c><c r="AB3"><v>2</v></c></row><row r="1048576"><c r="XFD7"/></row>'


def test_a_regular_piece_reaches_as_far_either_way() -> None:
    assert _is_regular(REGULAR)
    assert _reach(REGULAR, True) == _reach(REGULAR, False) == ({1, 28, 16384}, {3, 7, 1048576})


@pytest.mark.parametrize(
    "piece",
    [
        b'<row r="3"><c t="s"><v>1</v></c></row>',
        b'<row r="3"><x:c r="A3"/></row>',
        b'<row r="3"><x:c/></row>',
        b"<row><c r='A3'/></row>",
        b'<x:row><c r="A3"/></x:row>',
        b'<x:sheetData><row r="1"><c r="A1"/></row>',
        b'<row r="1"><c\tr="A1"/><c/></row>',
    ],
)
def test_what_is_written_otherwise_takes_the_slow_way(piece: bytes) -> None:
    assert not _is_regular(piece)


def test_a_regular_piece_has_no_cell_without_address() -> None:
    assert not BARE_CELL.search(REGULAR) and not BARE_ROW.search(REGULAR)
