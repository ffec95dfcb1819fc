"""The container of a workbook: a frame made by XlsxWriter, its ledgers streamed in, the same bytes every time.

XlsxWriter makes everything that people look at (styles, heads, widths, print set-up) and of each ledger one specimen
row, which says how its cells look. In its place the rows are written straight into the archive as they come from the
database, so that memory stays flat; nothing lies unencrypted on the disk under a name.
"""

import re
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import IO

from reports.workbook import sheetxml

EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest that a ZIP can say
LEVEL = 3  # six makes files a tenth smaller and takes twice as long
GIB = 1 << 30
CELL_BYTES = 100
_STYLE = re.compile(r'<c r="[A-Z]+\d+" s="(\d+)"')


@dataclass(frozen=True, slots=True)
class Insert:
    """What takes the place of a specimen row: `row` (1-based) of the sheet that has `lines` in the end, with
    numbers in the columns `figures`."""

    row: int
    total: int
    lines: Iterable[Sequence[str]]
    figures: frozenset[int] = field(default_factory=frozenset)


def pack(frame: IO[bytes], out: IO[bytes], inserts: Mapping[str, Insert], told: Callable[[int], None]) -> None:
    """Write the frame to `out` with `inserts` (sheet file → rows) streamed in. `told` hears of each batch of rows."""
    with zipfile.ZipFile(frame) as source, zipfile.ZipFile(out, "w") as target:
        for name in source.namelist():
            text = source.read(name)
            if name in inserts:
                _stream(target, name, text.decode(), inserts[name], told)
            else:
                with target.open(entry(name), "w") as file:
                    file.write(text)


def repacked(made: IO[bytes], out: IO[bytes]) -> None:
    """A container that somebody else's library made, without the days of its making."""
    pack(made, out, {}, lambda lines: None)


def _stream(target: zipfile.ZipFile, name: str, text: str, insert: Insert, told: Callable[[int], None]) -> None:
    """One worksheet: what stands before its specimen row, the rows, what stands behind it."""
    before, specimen, after = _split(text, insert.row)
    styles = _STYLE.findall(specimen)
    large = insert.total * len(styles) * CELL_BYTES > GIB
    with target.open(entry(name), "w", force_zip64=large) as file:
        file.write(before.encode())
        for batch in sheetxml.rows(insert.lines, styles=styles, first=insert.row, figures=insert.figures):
            file.write(batch)
            told(sheetxml.BATCH)
        file.write(after.encode())


def _split(text: str, row: int) -> tuple[str, str, str]:
    begin = text.index(f'<row r="{row}"')
    end = text.index("</row>", begin) + len("</row>")
    return text[:begin], text[begin:end], text[end:]


def entry(name: str) -> zipfile.ZipInfo:
    """Without the day of its making, which would be different every time."""
    entry = zipfile.ZipInfo(name, EPOCH)
    entry.compress_type, entry.create_system, entry.external_attr = zipfile.ZIP_DEFLATED, 3, 0o600 << 16
    entry._compresslevel = LEVEL  # type: ignore[attr-defined]
    return entry
