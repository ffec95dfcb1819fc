"""Reading .xlsx inside the sandbox: the fast parser for what fits, a streaming one for what does not."""

import html
import posixpath
import re
import zipfile
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import IO, Any

import python_calamine

from registry.intake.files import slices
from registry.intake.files.archive import Extent, examine, open_archive
from registry.intake.files.comments import comments_on
from registry.intake.files.corrections import MARK
from registry.intake.files.limits import MB, Limits
from registry.intake.files.refusals import Refusal
from registry.intake.files.strikes import struck_cells
from registry.intake.files.wire import Cell, tidy

Message = dict[str, Any]
SPARSE = 20  # a rectangle with one filled cell in more than this many is refused when it is also too big to hold
BODY_MERGES = 20_000
ATTRIBUTE = re.compile(r"""\b(?:\w+:)?(\w+)=(?:"([^"]*)"|'([^']*)')""")


def read(file: IO[bytes], limits: Limits) -> Iterator[Message]:
    """Messages of every worksheet, in the workbook's order. Raises Refusal."""
    archive = open_archive(file, limits)
    extents, strikes = examine(archive, limits)
    parts, ours = _sheet_parts(archive)
    if not parts:
        raise Refusal("not_a_table")
    if len(parts) > limits.sheets:
        raise Refusal("too_large")
    for _, _, part in parts:
        _judge_extent(extents.get(part), limits)
    struck = struck_cells(archive, [part for _, _, part in parts if part in extents]) if strikes else {}
    file.seek(0)
    book = _open_fast(file)
    for name, visible, part in parts:
        extent = extents.get(part)
        if extent is None:  # a chart or macro sheet
            continue
        yield {
            "t": "sheet",
            "name": name,
            "visible": visible,
            "merges": extent.merges[:BODY_MERGES],
            "hidden_rows": extent.hidden_rows,
            "hidden_columns": extent.hidden_columns,
            "struck": struck.get(part, []),
            "comments": comments_on(archive, part),
            "corrections": ours,
        }
        rows = _guarded(_rows(book, file, (name, part), extent, limits))
        yield from blocks(_with_errors(rows, extent.errors), limits)


def _open_fast(file: IO[bytes]) -> python_calamine.CalamineWorkbook:
    try:
        return python_calamine.CalamineWorkbook.from_filelike(file)
    except python_calamine.PasswordError as problem:
        raise Refusal("encrypted") from problem
    except Exception as problem:  # the parser raises its own kinds, and panics as BaseException
        raise Refusal("damaged") from problem


def _judge_extent(extent: Extent | None, limits: Limits) -> None:
    if extent is None or extent.box <= limits.dense_cells:
        return
    if extent.filled * SPARSE < extent.box:
        raise Refusal("sparse_bomb")
    if extent.bottom > limits.rows:
        raise Refusal("too_many_rows")


def _rows(
    book: python_calamine.CalamineWorkbook, file: IO[bytes], sheet: tuple[str, str], extent: Extent, limits: Limits
) -> Iterator[list[Cell]]:
    name, part = sheet
    if extent.box <= limits.dense_cells:
        return _dense(book, name)
    return _streamed(file, name) if extent.bare else slices.rows_of(file, name, part)


def _guarded(rows: Iterator[list[Cell]]) -> Iterator[list[Cell]]:
    """Whatever breaks in a parser is a damaged file."""
    try:
        yield from rows
    except (Refusal, MemoryError):
        raise
    except Exception as problem:
        raise Refusal("damaged") from problem


def _dense(book: python_calamine.CalamineWorkbook, name: str) -> Iterator[list[Cell]]:
    """Rows from row 1: the n-th is row n. The parser begins rows at the top, but columns at the first one used."""
    sheet = book.get_sheet_by_name(name)
    lead: list[Cell] = [None] * (sheet.start[1] if sheet.start else 0)
    for row in sheet.iter_rows():
        yield lead + row if lead else row


def _streamed(file: IO[bytes], name: str) -> Iterator[list[Cell]]:
    """Slow, but it counts cells that have no address, as some programs write them."""
    import openpyxl

    file.seek(0)
    book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
    for row in book[name].iter_rows(values_only=True):
        yield list(row)


def _with_errors(rows: Iterable[list[Cell]], errors: dict[int, list[int]]) -> Iterator[list[Cell]]:
    """The fast parser shows error cells as empty; put the mark back, or a broken cell would look like no answer."""
    if not errors:
        yield from rows
        return
    for number, row in enumerate(rows, 1):
        for column in errors.get(number, ()):
            if column <= len(row) and row[column - 1] in ("", None):
                row[column - 1] = "#N/A"
        yield row


def blocks(rows: Iterable[list[Cell]], limits: Limits) -> Iterator[Message]:
    """Rows as messages of a few hundred; blank blocks are passed over, row numbers stay those of the sheet."""
    source, at = iter(rows), 1
    while block := [tidy(row) for row in islice(source, limits.block_rows)]:
        if any(block):
            if any(len(row) > limits.columns for row in block):
                raise Refusal("sparse_bomb")
            yield {"t": "rows", "at": at, "rows": block}
        at += len(block)


def _sheet_parts(archive: zipfile.ZipFile) -> tuple[list[tuple[str, bool, str]], bool]:
    """(name, visible, part) of each sheet, as workbook.xml lists them; whether the book bears our mark."""
    try:
        book, rels = _small_part(archive, "xl/workbook.xml"), _small_part(archive, "xl/_rels/workbook.xml.rels")
    except KeyError as problem:
        raise Refusal("damaged") from problem
    targets = {rel.get("Id", ""): _part(rel.get("Target", "")) for rel in _tags("Relationship", rels)}
    sheets = [
        (sheet.get("name", ""), sheet.get("state", "visible") == "visible", targets.get(sheet.get("id", ""), ""))
        for sheet in _tags("sheet", book)
    ]
    return sheets, any(found.get("name") == MARK for found in _tags("definedName", book))


def _tags(name: str, text: str) -> list[dict[str, str]]:
    """The attributes of each tag of one name, without namespaces. Entities were refused before, so this is enough."""
    tags = re.findall(rf"<(?:\w+:)?{name}(\s[^<>]*)>", text)
    return [{key: html.unescape(a or b) for key, a, b in ATTRIBUTE.findall(tag)} for tag in tags]


def _part(target: str) -> str:
    path = target if target.startswith("/") else posixpath.join("/xl", target)
    return posixpath.normpath(path).lstrip("/")


def _small_part(archive: zipfile.ZipFile, name: str) -> str:
    if archive.getinfo(name).file_size > 16 * MB:
        raise Refusal("zip_bomb")
    return archive.read(name).decode("utf-8", "replace")
