"""A list that goes on in the next sheet without a heading: read by the heading of the sheet before."""

from functools import partial

from registry.intake.headings.contents import MOSTLY, share
from registry.intake.headings.layout import Merge, Row, find_head
from registry.intake.headings.plans import SheetPlan
from registry.lib.names import is_plainly_a_name
from registry.lib.values import strip_cell

DIGITS = {"id_number": (15, 17, 18), "phone": (11,)}  # how many a number has, X not counted


def heading_before(plan: SheetPlan | None, rows: list[Row], merges: list[Merge]) -> list[Row]:
    """The title and the heading to be read above these rows: nothing where they don't go on with that list.

    Below its name stand names, and below its numbers numbers. A heading of several rows says too little in one.
    """
    if plan is None or plan.cards or plan.turned or plan.head_first != plan.head_last or "name" not in plan.by_field:
        return []
    keys = [(at, many) for name, many in DIGITS.items() for at in plan.by_field.get(name, ()) if at >= 0]
    if share(_column(rows, plan.by_field["name"][0]), is_plainly_a_name) < MOSTLY or not keys:
        return []
    if max(share(_column(rows, at), partial(_is_number, many)) for at, many in keys) < MOSTLY:
        return []
    if find_head(rows, merges) is not None:
        return []
    titles: list[Row] = [(-1, [title]) for title in plan.titles[:1]]
    return [*titles, (0, [column.heading or None for column in plan.columns])]


def _column(rows: list[Row], at: int) -> list[str]:
    return [strip_cell(cells[at]) if at < len(cells) and cells[at] is not None else "" for _, cells in rows]


def _is_number(many: tuple[int, ...], text: str) -> bool:
    return sum(map(str.isdigit, text)) in many
