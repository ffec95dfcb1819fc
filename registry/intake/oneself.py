"""Whom 本人 means in the place of a name: the one that the row names before it (经营者 | 党员姓名)."""

from registry.intake.headers import BY_ROLE, code_of
from registry.intake.look import Look
from registry.intake.wire import Cell
from registry.lib.names import is_plainly_a_name
from registry.lib.values import strip_cell, synonym


def name_in(look: Look) -> Cell:
    """The cell of a row's name; where that says 本人, the only name before it. None where there is no such name."""
    cell = look.cell("name")
    if cell is None or synonym("oneself", strip_cell(cell)) is None:
        return cell
    before = look.plan.columns[: look.column("name") - 1]
    called = [look.at(column.index) for column in before if code_of(column.heading) in (None, "-who", BY_ROLE)]
    named = [cell for cell in called if cell is not None and is_plainly_a_name(strip_cell(cell))]
    return named[0] if len(named) == 1 else None
