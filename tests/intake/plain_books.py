"""Workbooks of one plain sheet, as openpyxl writes them: what is the same in each is written once.

openpyxl takes five times as long for styles, a theme and properties that nobody looks at as for the cells.
"""

import io
import zipfile
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.utils import get_column_letter

SHEET, TEXTS, BOOK = "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/workbook.xml"
MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
PLAIN = (str, int, float, bool, type(None))
TITLE = "TITLE"


def written(rows: Sequence[Sequence[Any]], merges: Sequence[str], name: str, hidden: Sequence[int]) -> bytes:
    """The bytes of a workbook."""
    if all(type(cell) in PLAIN and not _is_more(cell) for row in rows for cell in row):
        return _plainly(rows, merges, name, hidden)
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = name
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    for at in hidden:
        sheet.row_dimensions[at].hidden = True
    return _saved(book)


def _is_more(cell: Any) -> bool:
    """Formulas, errors, and texts that a workbook may not hold: openpyxl's own matter."""
    return isinstance(cell, str) and (cell[:1] in "=#" or ILLEGAL_CHARACTERS_RE.search(cell) is not None)


def _saved(book: openpyxl.Workbook) -> bytes:
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


@cache
def _around() -> dict[str, bytes]:
    """Every part of an openpyxl workbook of one sheet that has a text."""
    book = openpyxl.Workbook()
    book.active.title, book.active["A1"] = TITLE, "x"
    with zipfile.ZipFile(io.BytesIO(_saved(book))) as made:
        return {part: made.read(part) for part in made.namelist()}


def _plainly(rows: Sequence[Sequence[Any]], merges: Sequence[str], name: str, hidden: Sequence[int]) -> bytes:
    texts: dict[str, int] = {}
    data = "".join(_lines(rows, hidden, texts))
    sheet = f"<worksheet {MAIN}><sheetData>{data}</sheetData>{_merged(merges)}</worksheet>"
    items = "".join(f'<si><t xml:space="preserve">{escape(text)}</t></si>' for text in texts)
    book = _around()[BOOK].replace(f'"{TITLE}"'.encode(), quoteattr(name).encode())
    own = {SHEET: sheet.encode(), TEXTS: f"<sst {MAIN}>{items}</sst>".encode(), BOOK: book}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as made:
        for part, content in (_around() | own).items():
            made.writestr(part, content)
    return file.getvalue()


def _lines(rows: Sequence[Sequence[Any]], hidden: Sequence[int], texts: dict[str, int]) -> Iterator[str]:
    for number, row in enumerate(rows, 1):
        look = ' hidden="1"' if number in hidden else ""
        cells = (_cell(f"{get_column_letter(at)}{number}", cell, texts) for at, cell in enumerate(row, 1))
        yield f'<row r="{number}"{look}>{"".join(cells)}</row>'


def _cell(place: str, cell: Any, texts: dict[str, int]) -> str:
    if cell is None:
        return ""
    if isinstance(cell, str):
        return f'<c r="{place}" t="s"><v>{texts.setdefault(cell, len(texts))}</v></c>'
    kind, value = ("b", int(cell)) if isinstance(cell, bool) else ("n", repr(cell))
    return f'<c r="{place}" t="{kind}"><v>{value}</v></c>'


def _merged(merges: Sequence[str]) -> str:
    inside = "".join(f'<mergeCell ref="{merge}"/>' for merge in merges)
    return f"<mergeCells>{inside}</mergeCells>" if merges else ""
