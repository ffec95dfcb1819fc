"""A sheet too big to hold at once, read by the fast parser in slices: each is a small workbook with the same strings.

Compared with a streaming parser this is some ten times faster and gives the very same values.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import IO

import python_calamine

from registry.intake.files.limits import MB
from registry.intake.files.refusals import Refusal
from registry.intake.files.wire import Cell

SLICE = 4 * MB  # as many rows as the pipe holds
# The parser looks for merged cells from the beginning of the sheet to wherever it meets them, and they stand behind the
# rows: an empty list before them spares it the second reading. Merges are told from the raw XML, see `archive.py`.
NO_MERGES = b"<mergeCells></mergeCells>"
OPENING, CLOSING, ROW_END = b"<sheetData>", b"</sheetData></worksheet>", b"</row>"
NEEDED = ("[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml")
STRINGS = "xl/sharedStrings.xml"


def rows_of(file: IO[bytes], name: str, part: str) -> Iterator[list[Cell]]:
    """Rows of the sheet `name` (archive member `part`), the n-th being row n. Every row and cell needs its address."""
    file.seek(0)
    done = 0
    with zipfile.ZipFile(file) as archive:
        parts = {entry: archive.read(entry) for entry in (*NEEDED, STRINGS) if entry in archive.namelist()}
        for sheet in _slices(archive, part):
            for number, row in _parsed(_workbook(parts, part, sheet), name):
                for _ in range(done, number - 1):
                    yield []
                yield row
                done = number


def _slices(archive: zipfile.ZipFile, part: str) -> Iterator[list[bytes]]:
    """The sheet's XML in whole rows, each slice a sheet of its own."""
    with archive.open(part) as source:
        rest = source.read(MB)
        head, opening, rest = rest.partition(OPENING)
        if not opening:
            raise Refusal("damaged")
        while chunk := source.read(SLICE):
            whole = rest + chunk
            cut = whole.rfind(ROW_END) + len(ROW_END)
            if cut < len(ROW_END):
                raise Refusal("damaged")
            rest = whole[cut:]
            yield [head, NO_MERGES, OPENING, whole[:cut], CLOSING]
        last = rest[: rest.rfind(ROW_END) + len(ROW_END)] if ROW_END in rest else b""
        if last:
            yield [head, NO_MERGES, OPENING, last, CLOSING]


def _workbook(parts: dict[str, bytes], part: str, sheet: list[bytes]) -> io.BytesIO:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive:
        for entry, content in parts.items():
            archive.writestr(entry, content)
        with archive.open(part, "w", force_zip64=True) as target:
            for piece in sheet:
                target.write(piece)
    file.seek(0)
    return file


def _parsed(file: io.BytesIO, name: str) -> Iterator[tuple[int, list[Cell]]]:
    sheet = python_calamine.CalamineWorkbook.from_filelike(file).get_sheet_by_name(name)
    if sheet.start is None:
        return
    top, left = sheet.start
    lead: list[Cell] = [None] * left
    for number, row in enumerate(sheet.to_python(skip_empty_area=True), top + 1):
        yield number, lead + row if lead else row
