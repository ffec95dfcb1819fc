"""One person over two rows: what goes on below the name, and a later stay below an earlier one."""

from collections.abc import Iterable
from datetime import date

from registry.intake.files.reading import Row, Sheet
from registry.intake.files.wire import Cell, cell_at
from registry.intake.headings.plans import SheetPlan
from registry.lib.dates import parse_date
from registry.lib.values import strip_cell

BETWEEN = "；"
COMING_AND_GOING = {"in": ("flow_in_date", "flow_out_date"), "out": ("flow_out_date", "flow_in_date")}


class Halves:
    """Rows that go on with the person above: the cell of the name is merged over them, and none has an ID number."""

    def __init__(self, sheet: Sheet, plan: SheetPlan, earlier: dict[int, str]) -> None:
        at = plan.by_field["name"][0]
        self.ends = {
            top: bottom
            for top, left, bottom, _ in sheet.merges
            if left == at + 1 and bottom > top > plan.head_last and not plan.cards
        }
        self.own = {at, *map(plan.origin, plan.by_field.get("id_number", ()))}
        asked = (plan.by_field.get(name, ()) for name in COMING_AND_GOING[plan.direction])
        self.day = next((at for days in asked for at in days if at >= 0), None)
        self.earlier = earlier  # by row, what is told of a stay before the one that is read
        self.numbers = {column.index for column in plan.columns if column.field == "row_no"}

    def goes_on(self, top: int, row: Row) -> bool:
        """Whether `row` belongs to the person whose first row is `top`."""
        number, cells = row
        return number <= self.ends.get(top, 0) and not any(cell_at(cells, at) for at in self.own | self.numbers)

    def together(self, top: int, above: list[Cell], below: list[Cell]) -> list[Cell]:
        """Both rows as one. Where both say something and when, the later stay is read and the earlier one told; else
        one stands behind the other, so that nothing is passed over."""
        width = max(len(above), len(below))
        if days := self._days(above, below):
            earlier, later = (above, below) if days[0] <= days[1] else (below, above)
            said = [(cell_at(earlier, at), cell_at(later, at)) for at in range(width)]
            self._tell(top, (one for one, other in said if one is not None and other is not None and one != other))
            return [one if other is None else other for one, other in said]
        return [_both(cell_at(above, at), cell_at(below, at)) for at in range(width)]

    def _days(self, above: list[Cell], below: list[Cell]) -> tuple[date, date] | None:
        """When both stays began, where both rows say so."""
        if self.day is None:
            return None
        one, other = (parse_date(cell_at(cells, self.day)).start for cells in (above, below))
        return (one, other) if one and other else None

    def _tell(self, top: int, said: Iterable[Cell]) -> None:
        before = self.earlier.get(top)
        self.earlier[top] = BETWEEN.join(filter(None, (before, " ".join(map(strip_cell, said)))))


def _both(one: Cell, other: Cell) -> Cell:
    if one is None or other is None or one == other:
        return other if one is None else one
    return f"{strip_cell(one)}{BETWEEN}{strip_cell(other)}"
