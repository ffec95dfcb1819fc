"""An .xlsx or .docx before it is parsed: sizes, entities, and how far its cells really reach.

The fast parser holds a dense rectangle from the first to the last filled cell and aborts the process when that is
too big (python-calamine 0.9.1, 1.5 KB with A1 and XFD1048576), so the rectangle is measured first, on the raw XML.
"""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, NamedTuple

from registry.intake.files.limits import MB, Limits
from registry.intake.files.refusals import Refusal

CHUNK = 4 * MB
BOOK, DOCUMENT = "xl/workbook.xml", "word/document.xml"  # by which an archive is known
OPEN_CELL = re.compile(rb"<(?:\w+:)?c\b[^<>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"'](?:[^<>]*[^/<>])?>")
# The same in a piece whose cells all begin as office programs write them: a fixed beginning is found five times faster.
CELL_COLUMN = re.compile(rb'<c r="([A-Z]{1,3})\d')
CELL_ROW = re.compile(rb'<c r="[A-Z]{1,3}(\d{1,7})"')
ROW = re.compile(rb'<row r="(\d{1,7})"')
ROW_OR_OTHER = re.compile(rb'<row(?: r="(\d{1,7})")?')
ANY_CELL_COLUMN = re.compile(rb"\br=[\"']([A-Z]{1,3})\d")
ANY_ROW = re.compile(rb"\br=[\"'][A-Z]*(\d{1,7})[\"']")
BARE_CELL = re.compile(rb"<(?:\w+:)?c(?=[\s>/])(?![^<>]*\br=)")
BARE_ROW = re.compile(rb"<(?:\w+:)?row(?=[\s>/])(?![^<>]*\br=)|<\w+:sheetData")  # or a prefix, which slices can't cut
HIDDEN_ROW = re.compile(rb"<(?:\w+:)?row\b[^<>]*>")
HIDDEN_MARK = re.compile(rb"\bhidden=[\"'](?:1|true)[\"']")
COLUMN = re.compile(rb"<(?:\w+:)?col\b[^<>]*>")
MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^<>]*?\bref=[\"']([A-Z]{1,3})(\d+):([A-Z]{1,3})(\d+)[\"']")
ERROR_CELL = re.compile(rb"<(?:\w+:)?c\b(?=[^<>]*\bt=[\"']e[\"'])[^<>]*?\br=[\"']([A-Z]{1,3})(\d{1,7})[\"']")
ENTITIES = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
NUMBER = {name: re.compile(rb"\b" + name + rb"=[\"'](\d+)[\"']") for name in (b"r", b"min", b"max")}
FAR = 200_000  # rows between two cells of one piece: formatting reaches so far, people do not
MANY = 100_000  # of merges, hidden rows or error cells: more are not worth telling


@dataclass(slots=True)
class Extent:
    """What the raw XML of one sheet shows. Rows and columns are 1-based; merges are (top, left, bottom, right)."""

    top: int = 1 << 30
    left: int = 1 << 30
    bottom: int = 0
    right: int = 0
    filled: int = 0
    bare: bool = False  # some cells have no address
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    errors: dict[int, list[int]] = field(default_factory=dict)

    @property
    def box(self) -> int:
        """Cells of the rectangle that a dense reader would allocate."""
        return max(0, self.bottom - self.top + 1) * max(0, self.right - self.left + 1)


class Examined(NamedTuple):
    """The worksheets by part name, and whether any part strikes anything out."""

    extents: dict[str, Extent]
    strikes: bool


def column_number(letters: bytes) -> int:
    """b"A" is 1, b"XFD" is 16384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def is_word(file: IO[bytes]) -> bool:
    """Whether an archive is a Word document. Leaves the file at its start."""
    try:
        names = zipfile.ZipFile(file).namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        names = []
    file.seek(0)
    return DOCUMENT in names and BOOK not in names


def open_archive(file: IO[bytes], limits: Limits, main: str = BOOK) -> zipfile.ZipFile:
    """The archive, after its directory was judged: kind, number of entries, unpacked size, ratio."""
    try:
        archive = zipfile.ZipFile(file)
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as problem:
        raise Refusal("damaged") from problem
    entries = archive.infolist()
    names = [entry.filename for entry in entries]
    _judge_kind(archive, set(names), main)
    if len(entries) > limits.entries:
        raise Refusal("zip_bomb")
    if len(set(names)) != len(names):
        raise Refusal("damaged")
    if any(entry.flag_bits & 1 for entry in entries):
        raise Refusal("encrypted")
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > limits.unpacked_bytes or (unpacked > limits.ratio_from and unpacked > limits.ratio * packed):
        raise Refusal("zip_bomb")
    return archive


def _judge_kind(archive: zipfile.ZipFile, names: set[str], main: str) -> None:
    lowered = {name.lower().replace("\\", "/") for name in names}
    if "xl/workbook.bin" in lowered or "content.xml" in lowered or any(n.endswith("vbaproject.bin") for n in lowered):
        raise Refusal("unsupported")
    if main not in lowered:
        if len(names) > 5_000:
            raise Refusal("zip_bomb")
        raise Refusal("not_a_table")
    types = next((n for n in names if n.lower() == "[content_types].xml"), None)
    if types and archive.getinfo(types).file_size < MB and b"macroEnabled" in archive.read(types):
        raise Refusal("unsupported")


def examine(archive: zipfile.ZipFile, limits: Limits) -> Examined:
    """Read every XML part once, as bytes: refuse entities, and measure each worksheet by its part name."""
    extents: dict[str, Extent] = {}
    strikes = False
    try:
        for entry in archive.infolist():
            name = entry.filename
            if not name.lower().endswith((".xml", ".rels", ".vml")):
                continue
            sheet = name.startswith("xl/worksheets/") and name.endswith(".xml")
            extent = extents.setdefault(name, Extent()) if sheet else None
            with archive.open(entry) as part:
                strikes |= _scan(part, extent)
    except (zipfile.BadZipFile, EOFError, NotImplementedError, ValueError, OSError, RuntimeError) as problem:
        raise Refusal("damaged") from problem
    except Exception as problem:  # zlib.error and lzma.LZMAError share no base but Exception
        if isinstance(problem, (Refusal, MemoryError)):
            raise
        raise Refusal("damaged") from problem
    return Examined(extents, strikes)


def _scan(part: IO[bytes], extent: Extent | None) -> bool:
    """Measure a worksheet; of every part, whether it strikes text out."""
    first, strikes = True, False
    for piece in pieces(part):
        if first and (piece[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in piece[:200]):
            raise Refusal("xml_entities")  # UTF-16 would hide from the search below; no office program writes it
        first = False
        if b"!" in piece and ENTITIES.search(piece):
            raise Refusal("xml_entities")
        if extent is not None:
            _measure(piece, extent)
        strikes = strikes or b"strike" in piece
    return strikes


def pieces(part: IO[bytes]) -> Iterator[bytes]:
    """A part of an archive in pieces that end with a whole tag."""
    rest = b""
    while chunk := part.read(CHUNK):
        piece = rest + chunk
        cut = piece.rfind(b">") + 1
        if not cut and len(piece) > 2 * CHUNK:
            raise Refusal("damaged")
        rest = piece[cut:]
        if cut:
            yield piece[:cut]
    if rest:
        yield rest


def _measure(piece: bytes, extent: Extent) -> None:
    extent.filled += piece.count(b"</c>") + piece.count(b":c>")
    _note_oddities(piece, extent)
    if not _continues(piece, extent):
        _measure_cells(piece, extent)


def _continues(piece: bytes, extent: Extent) -> bool:
    """Whether a piece only adds rows to the columns known so far; notes how far they reach.

    One search for any cell that is elsewhere: collecting some ten thousand addresses takes several times as long.
    """
    numbers = ROW_OR_OTHER.findall(piece)
    if not numbers or b"" in numbers or not 0 < extent.left <= extent.right <= 26 or _is_prefixed(piece):
        return False
    rows = set(map(int, numbers))
    top, bottom = min(extent.top, *rows), max(extent.bottom, *rows)
    if max(rows) - min(rows) > FAR or _other_cell(extent, top, bottom).search(piece):
        return False
    extent.top, extent.bottom = top, bottom
    return True


def _other_cell(extent: Extent, top: int, bottom: int) -> re.Pattern[bytes]:
    """Finds a cell that lies outside of these rows and the known columns, or is not written as office programs do."""
    first, last = chr(64 + extent.left), chr(64 + extent.right)
    return re.compile(rf'<c(?! r="[{first}-{last}](?:{numbers_between(top, bottom)})")'.encode())


def numbers_between(low: int, high: int) -> str:
    """A regular expression for the numbers from `low` to `high`, without leading zeros."""
    if low > high:
        return r"(?!)"
    if high < 10:
        return f"[{low}-{high}]"
    if low < 10:
        return f"{numbers_between(low, 9)}|{numbers_between(10, high)}"
    (before, first), (behind, last) = divmod(low, 10), divmod(high, 10)
    if before == behind:
        return f"{before}[{first}-{last}]"
    middle = numbers_between(before + 1, behind - 1)
    return rf"(?:{middle})\d|{before}[{first}-9]|{behind}[0-{last}]"


def _measure_cells(piece: bytes, extent: Extent) -> None:
    regular = _is_regular(piece)
    columns, rows = _reach(piece, regular)
    if columns and (max(columns) > 200 or max(rows) - min(rows) > FAR):
        columns, rows = _filled_only(piece)
    if columns:
        extent.left, extent.right = min(extent.left, *columns), max(extent.right, *columns)
    if rows:
        extent.top, extent.bottom = min(extent.top, *rows), max(extent.bottom, *rows)
    if not regular and (BARE_CELL.search(piece) or BARE_ROW.search(piece)):
        # cells without an address follow one another, so they are at most this many
        extent.bare = True
        extent.left, extent.right = 1, max(extent.right, min(16_384, len(BARE_CELL.findall(piece))))


def _is_regular(piece: bytes) -> bool:
    """Whether every cell and row begins with its address, and no tag has a prefix."""
    return (
        piece.count(b"<c") == piece.count(b'<c r="')
        and piece.count(b"<row") == piece.count(b'<row r="')
        and not _is_prefixed(piece)
    )


def _is_prefixed(piece: bytes) -> bool:
    return b":" in piece and any(prefixed in piece for prefixed in (b":c", b":row", b":sheetData"))


def _reach(piece: bytes, regular: bool) -> tuple[set[int], set[int]]:
    """Columns and rows of all cells in a piece."""
    letters = set((CELL_COLUMN if regular else ANY_CELL_COLUMN).findall(piece))
    numbers = {*CELL_ROW.findall(piece), *ROW.findall(piece)} if regular else set(ANY_ROW.findall(piece))
    return {column_number(name) for name in letters}, {int(number) for number in numbers}


def _filled_only(piece: bytes) -> tuple[set[int], set[int]]:
    """Formatted but empty cells reach far and cost nothing; count those that hold something."""
    columns, rows = set(), set()
    for letters, number in OPEN_CELL.findall(piece):
        columns.add(letters)
        rows.add(number)
    return {column_number(letters) for letters in columns}, {int(number) for number in rows}


def _note_oddities(piece: bytes, extent: Extent) -> None:
    if b"hidden=" in piece:
        _note_hidden(piece, extent)
    if b"mergeCell" in piece:
        for left, top, right, bottom in MERGE.findall(piece)[:MANY]:
            extent.merges.append((int(top), column_number(left), int(bottom), column_number(right)))
    if b't="e"' in piece or (b"'" in piece and b"t='e'" in piece):
        for letters, number in ERROR_CELL.findall(piece)[:MANY]:
            extent.errors.setdefault(int(number), []).append(column_number(letters))


def _note_hidden(piece: bytes, extent: Extent) -> None:
    for tag in filter(HIDDEN_MARK.search, HIDDEN_ROW.findall(piece)):
        if (number := NUMBER[b"r"].search(tag)) and len(extent.hidden_rows) < MANY:
            extent.hidden_rows.append(int(number[1]))
    for tag in filter(HIDDEN_MARK.search, COLUMN.findall(piece)):
        low, high = NUMBER[b"min"].search(tag), NUMBER[b"max"].search(tag)
        if low and high:
            extent.hidden_columns.extend(range(int(low[1]), min(int(high[1]), 1_000) + 1))
