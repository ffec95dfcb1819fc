"""Reading .xls (BIFF 5/8, also what WPS calls .et) inside the sandbox."""

from collections.abc import Iterator
from itertools import pairwise
from typing import IO, Any

import python_calamine
import xlrd
from xlrd.biffh import (
    XL_CELL_BOOLEAN,
    XL_CELL_DATE,
    XL_CELL_ERROR,
    error_text_from_code,
)
from xlrd.xldate import XLDateError, xldate_as_datetime

from registry.intake.files.limits import Limits
from registry.intake.files.refusals import Refusal
from registry.intake.files.wire import Cell, Parts, parts_of
from registry.intake.files.xlsx import blocks

Message = dict[str, Any]
PACKAGE = "EncryptedPackage".encode("utf-16-le")
WORD = "WordDocument".encode("utf-16-le")
OLD_WORD = "这是旧格式的 Word 文档（.doc）。请用 Word 或 WPS 打开，另存为 .docx 后再上传。"
SLIDES = "PowerPoint Document".encode("utf-16-le")
BOOKS = ("Workbook".encode("utf-16-le"), "Book".encode("utf-16-le"))


def read(file: IO[bytes], limits: Limits) -> Iterator[Message]:
    """Messages of every worksheet. xlrd first (it knows hidden rows and merges), the fast parser as second opinion."""
    content = file.read()
    _judge_container(content)
    try:
        book = xlrd.open_workbook(file_contents=content, formatting_info=True, ragged_rows=True, logfile=_Silent())
    except (MemoryError, Refusal):
        raise
    except Exception as problem:
        if "encrypted" in str(problem).lower():
            raise Refusal("encrypted") from problem
        yield from _second_opinion(file, limits, problem)
        return
    for sheet in book.sheets():
        yield from _sheet(book, sheet, limits)


class _Silent:
    """xlrd writes its doubts about a file, with pieces of it, to a log. Nobody should read those."""

    def write(self, text: str) -> int:
        return len(text)

    def flush(self) -> None:
        return None


def _judge_container(content: bytes) -> None:
    if PACKAGE in content:
        raise Refusal("encrypted")
    if not any(name in content for name in BOOKS):
        if WORD in content or SLIDES in content:
            raise Refusal("not_a_table", OLD_WORD if WORD in content else "")
        raise Refusal("damaged" if len(content) < 4096 else "not_a_table")


def _sheet(book: xlrd.Book, sheet: xlrd.sheet.Sheet, limits: Limits) -> Iterator[Message]:
    yield {
        "t": "sheet",
        "name": sheet.name,
        "visible": sheet.visibility == 0,
        "merges": [(top + 1, left + 1, bottom, right) for top, bottom, left, right in sheet.merged_cells],
        "hidden_rows": [row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden],
        "hidden_columns": [column + 1 for column, info in sheet.colinfo_map.items() if info.hidden and column < 1000],
        "struck": _struck(book, sheet),
    }
    yield from blocks((_row(book, sheet, number) for number in range(sheet.nrows)), limits)


def _struck(book: xlrd.Book, sheet: xlrd.sheet.Sheet) -> list[tuple[Any, ...]]:
    """The filled cells that are struck out: (row, column), 1-based, and where it is a part of their text, what is left
    and what is struck."""
    fonts = {at for at, font in enumerate(book.font_list) if font.struck_out}
    styles = {at for at, style in enumerate(book.xf_list) if style.font_index in fonts}
    if not fonts:
        return []
    parts = {
        place: _parts(str(sheet.cell_value(*place)), runs, fonts)
        for place, runs in sheet.rich_text_runlist_map.items()
        if any(font in fonts for _, font in runs)
    }
    whole = {
        (row, column)
        for row in range(sheet.nrows)
        for column in range(sheet.row_len(row))
        if sheet.cell_xf_index(row, column) in styles and sheet.cell_value(row, column) != ""
    }
    struck = parts | dict.fromkeys(whole, ())
    return [(row + 1, column + 1, *struck[row, column]) for row, column in sorted(struck)]


def _parts(text: str, runs: list[tuple[int, int]], fonts: set[int]) -> Parts:
    """What of a text is left, and what is struck out of it, where it is both. Each font begins at a place of it."""
    said: dict[bool, str] = {True: "", False: ""}
    for (start, font), (end, _) in pairwise([(0, -1), *runs, (len(text), -1)]):
        said[font in fonts] += text[start:end]
    left, gone = said[False].strip(), said[True].strip()
    return parts_of(left, gone)


def _row(book: xlrd.Book, sheet: xlrd.sheet.Sheet, number: int) -> list[Cell]:
    return [
        _value(book, kind, value) for kind, value in zip(sheet.row_types(number), sheet.row_values(number), strict=True)
    ]


def _value(book: xlrd.Book, kind: int, value: Any) -> Cell:
    if kind == XL_CELL_DATE:
        return _date(book, value)
    if kind == XL_CELL_BOOLEAN:
        return bool(value)
    if kind == XL_CELL_ERROR:
        return error_text_from_code.get(value, "#N/A")
    return value


def _date(book: xlrd.Book, value: float) -> Cell:
    try:
        moment = xldate_as_datetime(value, book.datemode)
    except (XLDateError, OverflowError, ValueError):
        return value
    if value < 1:
        return str(moment.time())
    return moment if moment.time().isoformat() != "00:00:00" else moment.date()


def _second_opinion(file: IO[bytes], limits: Limits, problem: Exception) -> Iterator[Message]:
    file.seek(0)
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(file)
        names = book.sheet_names
    except python_calamine.PasswordError as password:
        raise Refusal("encrypted") from password
    except Exception:
        raise Refusal("damaged") from problem
    for name in names:
        sheet = book.get_sheet_by_name(name)
        merges = [(t + 1, left + 1, b + 1, r + 1) for (t, left), (b, r) in sheet.merged_cell_ranges or []]
        yield {"t": "sheet", "name": name, "visible": True, "merges": merges, "hidden_rows": [], "hidden_columns": []}
        yield from blocks(sheet.to_python(skip_empty_area=False), limits)
