"""Reading .csv inside the sandbox: which encoding, which separator, and rows numbered as a spreadsheet would."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice
from typing import IO, Any

from registry.intake.files.limits import MB, Limits
from registry.intake.files.refusals import Refusal
from registry.intake.files.wire import Cell
from registry.intake.files.xlsx import blocks

Message = dict[str, Any]
SEPARATORS = (",", "\t", ";", "|", "，", "；")
EXCEL_TEXT = re.compile(r'="([^"]*)"')
SHEET_NAME = "Sheet1"  # what Excel calls the only sheet of a CSV
ODD = re.compile("[\x00-\x08\x0b\x0e-\x1f\ufffd\ue000-\uf8ff]")


def read(file: IO[bytes], limits: Limits) -> Iterator[Message]:
    """Messages of the one sheet. Raises Refusal: encoding, damaged, too_many_rows."""
    encoding = detect_encoding(file)
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=encoding, errors="strict", newline="")
    sample = text.read(256 * 1024)
    if not sample.strip("\ufeff \t\r\n,;"):
        raise Refusal("empty_file", "文件里没有内容。请确认表格已经填好并保存，再重新上传。")
    skip, separator = detect_separator(sample)
    text.seek(0)
    yield {
        "t": "sheet",
        "name": SHEET_NAME,
        "visible": True,
        "merges": [],
        "hidden_rows": [],
        "hidden_columns": [],
        "encoding": encoding,
    }
    spaced = f'"{separator} "' in sample  # "姓名", "电话": the space is no part of the cell
    yield from blocks(_rows(text, separator, skip, limits, spaced=spaced), limits)


def detect_encoding(file: IO[bytes]) -> str:
    """The one encoding in which every byte of the file makes sense: mark first, then UTF-8, UTF-16, GB 18030."""
    head = file.read(4096)
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if head.startswith(mark):
            return _proved(file, encoding) or _unknown()
    if head[1::2].count(0) > len(head) // 100 and not head[0::2].count(0):
        return _proved(file, "utf-16-le") or _unknown()
    if head[0::2].count(0) > len(head) // 100 and not head[1::2].count(0):
        return _proved(file, "utf-16-be") or _unknown()
    return _proved(file, "utf-8") or _proved(file, "gb18030") or _unknown()


def _unknown() -> str:
    raise Refusal("encoding")


def _proved(file: IO[bytes], encoding: str) -> str | None:
    """`encoding` when the whole file decodes and shows next to nothing that no one types."""
    file.seek(0)
    decoder, odd, length = codecs.getincrementaldecoder(encoding)("strict"), 0, 0
    try:
        while chunk := file.read(MB):
            piece = decoder.decode(chunk)
            length += len(piece)
            odd += sum(1 for _ in ODD.finditer(piece))
        decoder.decode(b"", True)
    except UnicodeDecodeError:
        return None
    return encoding if odd * 200 <= length or odd <= 2 else None


def detect_separator(sample: str) -> tuple[bool, str]:
    """(whether a first line `sep=;` is to be skipped, the separator that splits most lines alike)."""
    first = sample.lstrip("\ufeff").split("\n", 1)[0].strip().strip('"')
    if first.lower().startswith("sep=") and len(first) == 5:
        return True, first[4]
    return False, max(SEPARATORS, key=lambda separator: _evenness(sample, separator))


def _evenness(sample: str, separator: str) -> int:
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    try:
        widths = Counter(len(row) for row in islice(rows, 60) if row)
    except csv.Error:
        return 0
    return max(((width - 1) * count for width, count in widths.items() if width > 1), default=0)


def _rows(text: IO[str], separator: str, skip: bool, limits: Limits, *, spaced: bool) -> Iterator[list[Cell]]:
    csv.field_size_limit(limits.cell_chars * 4)
    reader, count = csv.reader(text, delimiter=separator, skipinitialspace=spaced), 0
    try:
        if skip:
            next(reader, None)
        for row in reader:
            count += 1
            if count > limits.rows:
                raise Refusal("too_many_rows")
            yield [_cell(cell) for cell in row]
    except csv.Error as problem:
        message = f"第 {count + 1} 行附近的引号没有配成对，后面的内容读不准。请检查这一行，另存为 .xlsx 后再上传。"
        raise Refusal("damaged", message) from problem
    except UnicodeDecodeError as problem:
        raise Refusal("encoding") from problem


def _cell(cell: str) -> Cell:
    """`="4407…"` is how a program tells Excel that this is text; the mark at the file's start is no content."""
    if cell[:1] in ("=", "\ufeff"):
        cell = cell.removeprefix("\ufeff")
        found = EXCEL_TEXT.fullmatch(cell)
        return found[1] if found else cell
    return cell
