"""Pages as bytes: a workbook, a CSV, and the answer that belongs to them."""

import csv
import datetime as dt
import io
import random
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter

from tests.intake.people_made import Page


def answer(pages: list[Page]) -> dict[str, Any]:
    """The `.expected.json` of these sheets."""
    directions = {page.direction for page in pages}
    return {
        "direction": directions.pop() if len(directions) == 1 else "mixed",
        "sheets": [page.name for page in pages],
        "rows": sum(len(page.people) for page in pages),
        "errors": [error for page in pages for error in page.errors],
        "people": [person for page in pages for person in page.people],
    }


def as_xlsx(pages: list[Page]) -> bytes:
    """A workbook as openpyxl writes it."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for page in pages:
        sheet = book.create_sheet(page.name)
        for number, cells in enumerate(page.rows, 1):
            for at, cell in enumerate(cells, 1):
                if cell not in ("", None):
                    sheet.cell(number, at, cell)
        for top, left, bottom, right in page.merges:
            sheet.merge_cells(f"{get_column_letter(left)}{top}:{get_column_letter(right)}{bottom}")
        for number in page.hidden:
            sheet.row_dimensions[number].hidden = True
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def as_csv(chance: random.Random, page: Page) -> bytes:
    """A CSV as Excel, WPS or a system writes it; merges are gone, numbers as Excel shows them."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=chance.choice(",,,;\t"))
    for cells in page.rows:
        writer.writerow([_shown(cell) for cell in cells])
    encoding = chance.choice(("utf-8", "utf-8-sig", "gb18030", "gb18030", "utf-16"))
    return text.getvalue().encode(encoding)


def _shown(cell: Any) -> str:
    if isinstance(cell, float):
        return f"{cell:.5E}".replace("E+0", "E+") if cell >= 1e15 else str(int(cell))
    return cell.isoformat() if isinstance(cell, dt.date) else str(cell)
