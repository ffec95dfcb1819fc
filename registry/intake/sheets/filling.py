"""Cells that are written once for several rows: merged, carried down by habit, or 同上."""

from itertools import pairwise

from registry.intake.files.reading import Row, Sheet
from registry.intake.files.wire import Cell, cell_at
from registry.intake.headings.layout import Head, texts
from registry.intake.headings.plans import SheetPlan
from registry.intake.words.headers import header_key
from registry.lib.values import dittos, strip_cell

ENOUGH = 4  # rows before a habit can be told from a gap
A_PERSON = 3  # filled cells that a row needs to count as somebody, named or not
NEVER_FILLED = frozenset(("name", "id_number", "phone", "phone_and_kin", "phone_or_channel", "row_no"))
NEVER_THE_SAME = frozenset(("name", "id_number", "row_no"))


class Filler:
    """Fills merged cells down, and a community column of which only the first of each group is written."""

    def __init__(self, sheet: Sheet, plan: SheetPlan) -> None:
        self.merges: dict[int, list[tuple[int, int]]] = {}
        never = {column.index for column in plan.columns if column.field in NEVER_FILLED}
        for top, left, bottom, _ in sheet.merges:
            if bottom > top and top > plan.head_last and left - 1 not in never:
                self.merges.setdefault(top, []).append((bottom, left - 1))
        self.active: dict[int, tuple[int, Cell]] = {}
        self.habit = plan.fill_down
        self.last: dict[int, Cell] = {}
        self.own = {column.index for column in plan.columns if column.field in NEVER_THE_SAME}
        self.above: list[Cell] = []
        self.dittos = dittos()

    def __call__(self, number: int, cells: list[Cell]) -> list[Cell]:
        """The row as it is meant."""
        if not self.dittos.isdisjoint(cells):
            cells = [self._ditto(at, cell) for at, cell in enumerate(cells)]
        if self.merges or self.active:
            cells = self._merged(number, cells)
        for column in self.habit:
            cells = self._carried(cells, column)
        self.above = cells
        return cells

    def _ditto(self, at: int, cell: Cell) -> Cell:
        return cell_at(self.above, at) if cell in self.dittos and at not in self.own else cell

    def pass_over(self, number: int, cells: list[Cell]) -> None:
        """A row that is no person may still hold the first cell of a merge."""
        if self.merges:
            self._merged(number, cells)

    def _merged(self, number: int, cells: list[Cell]) -> list[Cell]:
        for column, (bottom, value) in list(self.active.items()):
            if number > bottom:
                del self.active[column]
            elif cell_at(cells, column) is None:
                cells = _put(cells, column, value)
        for bottom, column in self._starting(number):
            self.active[column] = (bottom, cell_at(cells, column))
        return cells

    def _starting(self, number: int) -> list[tuple[int, int]]:
        return self.merges.pop(number, [])

    def _carried(self, cells: list[Cell], column: int) -> list[Cell]:
        value = cell_at(cells, column)
        if value is not None and strip_cell(value):
            self.last[column] = value
            return cells
        carried = self.last.get(column)
        return _put(cells, column, carried) if carried is not None else cells


def _put(cells: list[Cell], column: int, value: Cell) -> list[Cell]:
    cells = cells + [None] * (column + 1 - len(cells))
    cells[column] = value
    return cells


def habits(by_field: dict[str, tuple[int, ...]], body: list[Row], sheet: Sheet, head: Head) -> tuple[int, ...]:
    """Columns of which only the first cell of each group is written, without being merged (as in a CSV of a ledger)."""
    around = (column for name in ("community", "street") for column in by_field.get(name, ()))
    return tuple(column for column in around if not _is_merged(column, sheet, head) and _written_once(column, body))


def _is_merged(column: int, sheet: Sheet, head: Head) -> bool:
    return any(left == column + 1 and head.last < top < bottom for top, left, bottom, _ in sheet.merges)


def _written_once(column: int, body: list[Row]) -> bool:
    """The first row has it, at least half are blank, and hardly a value is written twice in a row."""
    cells = [strip_cell(cell_at(row, column)) for _, row in body if len(texts(row)) >= A_PERSON]
    written = [text for text in cells if text]
    if len(cells) < ENOUGH or not cells[0] or len(written) * 2 > len(cells):
        return False
    repeats = sum(1 for a, b in pairwise(written) if header_key(a) == header_key(b))
    return repeats * 4 <= len(written)
