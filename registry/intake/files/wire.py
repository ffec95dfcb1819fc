"""The pipe between the reading process and us: JSON lines, so nothing that arrives can run code.

A cell is text, a number (int or float: the sheet held a number), a date, a bool, None (empty), `CellError` or
`LongText`.
On the wire dates are {"d": "1990-10-24"} or {"m": "1990-10-24T08:00:00"}, errors {"e": "#N/A"}, a number that is
none {"f": "inf"}, and a text without end {"l": ["its beginning…", 32000]}.
"""

import json
import math
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple, Self

import orjson

Cell = Any


class CellError(str):
    """What Excel shows instead of a value: #N/A, #REF! …"""

    __slots__ = ()


class Comment(NamedTuple):
    """What is said about a row and stands in none of its cells; 1-based. `column` is None where no cell is meant.

    `kind` is that of the warning it becomes: comment (on a cell), revised (deleted under revision, not yet accepted),
    amended, about_row and withdrawn (messages behind a list), misspelt (a heading read as what it nearly is).
    """

    row: int
    column: int | None
    text: str
    kind: str = "comment"

    def turned(self) -> Self:
        """The same on a sheet whose columns are its rows; what is about a whole line stays about that line."""
        return self if self.column is None else self._replace(row=self.column, column=self.row)


class LongText(str):
    """The beginning of a text that is longer than any value; `length` is that of the whole, in characters."""

    __slots__ = ("length",)
    length: int


# Of a text that is struck out: what is left of it and what is struck; nothing where all of it is.
Parts = tuple[str, ...]


def parts_of(left: str, gone: str) -> Parts:
    """Both, where a text has both."""
    return (left, gone) if left and gone else ()


# Characters of a cell that are read. A list of 150 people in one cell is shorter; patterns go back and forth in a text,
# and one of 32,767 characters, which Excel allows, cost seconds.
LONGEST = 4_000
_GOES_ON = "……（共 {length} 个字，后面的没有读入）"
EXCEL_ERRORS = frozenset(
    ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!", "#GETTING_DATA", "#SPILL!", "#CALC!")
)


def cell_at(cells: list[Cell], at: int) -> Cell:
    """The cell at a 0-based index; a row may end before it."""
    return cells[at] if at < len(cells) else None


OPTIONS = orjson.OPT_PASSTHROUGH_DATETIME | orjson.OPT_APPEND_NEWLINE


def _encode(value: object) -> object:
    if isinstance(value, datetime):
        return {"m": value.isoformat()}
    if isinstance(value, date):
        return {"d": value.isoformat()}
    if isinstance(value, (time, timedelta)):
        return str(value)
    return list(value) if isinstance(value, Comment) else str(value)


def dump(message: dict[str, Any]) -> bytes:
    """One message as one line."""
    try:
        return orjson.dumps(message, default=_encode, option=OPTIONS)
    except TypeError:  # halves of surrogate pairs, integers of more than 64 bits
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"), default=_encode)
        return text.encode("utf-8", "replace") + b"\n"


def _decode(found: dict[str, Any]) -> Any:
    if len(found) == 1:
        key, value = next(iter(found.items()))
        if key == "d":
            return date.fromisoformat(value)
        if key == "m":
            return datetime.fromisoformat(value)
        if key == "e":
            return CellError(value)
        if key == "f":
            return float(value)
        if key == "l":
            return _long(*value)
    return found


def _long(beginning: str, length: int) -> LongText:
    text = LongText(beginning + _GOES_ON.format(length=length))
    text.length = length
    return text


def load(line: bytes) -> dict[str, Any]:
    """The message of one line; ValueError when it is none."""
    plain = line.count(b"{") == 1  # nothing but texts and numbers
    message = orjson.loads(line) if plain else json.loads(line, object_hook=_decode)
    if not isinstance(message, dict):
        raise ValueError("not a message")
    return message


# Before a text, for a spreadsheet not to take it for a number: a program that writes it into the cell means the rest.
MARKS = "'＇`´‘’"
_CLOSING = {"‘": "’"}
_SPECIAL = "#" + MARKS
_OF_NOTHING = frozenset("'＇`")


def tidy(row: Iterable[Cell]) -> list[Cell]:
    """A row for the wire: "" becomes None, error texts are marked, marks of text and the empty tail are cut off.

    Of a text without end the beginning goes on the wire.
    """
    cells = _cut([None if cell == "" else cell for cell in row])
    for at, cell in enumerate(cells):
        if type(cell) is str:
            if len(cell) > LONGEST:
                cells[at] = {"l": [cell[:LONGEST], len(cell)]}
            elif cell[0] in _SPECIAL:
                text = _unmarked(cell)
                cells[at] = {"e": text} if text in EXCEL_ERRORS else text
        elif type(cell) is float and not math.isfinite(cell):
            cells[at] = {"f": str(cell)}
    return _cut(cells)


def _cut(cells: list[Cell]) -> list[Cell]:
    while cells and cells[-1] is None:
        cells.pop()
    return cells


def _unmarked(text: str) -> Cell:
    """'13800001234 and '张三' without their marks; a quotation ('两新'党支部) and a sign of repetition ('') stay."""
    mark, rest = text[0], text[1:]
    if not rest.strip():
        return None if mark in _OF_NOTHING else text
    closing = _CLOSING.get(mark, mark)
    inside = rest[:-1] if rest[-1] == closing else rest
    quoted = mark not in MARKS or mark in inside or closing in inside or not inside.strip()
    return text if quoted else inside
