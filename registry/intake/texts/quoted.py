"""Lines of a mail that was answered or sent on: > 张三，男，138…"""

import re
from collections.abc import Callable

from registry.intake.files.reading import Row
from registry.intake.files.wire import Cell
from registry.lib.values import strip_cell

_MARK = re.compile(r"^\s*(?:[>＞]\s*)+")


def quotes_taken_off(rows: list[Row], *, is_text: bool) -> Callable[[Row], Row] | None:
    """How rows are read of which some begin with the mark of a quotation, or None where none does."""
    quoted = (len(cells) - cells.count(None) == 1 or is_text for _, cells in rows if _is_quoted(cells))
    return _unquoted if any(quoted) else None


def _is_quoted(cells: list[Cell]) -> bool:
    first = next((cell for cell in cells if cell is not None), None)
    return isinstance(first, str) and _MARK.match(first) is not None


def _unquoted(row: Row) -> Row:
    number, cells = row
    if not _is_quoted(cells):
        return row
    at = next(at for at, cell in enumerate(cells) if cell is not None)
    bare = _MARK.sub("", strip_cell(cells[at]))
    return number, [*cells[:at], bare or None, *cells[at + 1 :]]
