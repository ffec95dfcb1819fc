"""Who is meant where the cell of a name says 本人 (the one that the row names before it), or 男: then the cell of the
sex may hold the name."""

from registry.intake.headers import BY_ROLE, code_of
from registry.intake.look import Look
from registry.intake.wire import Cell
from registry.lib.names import is_plainly_a_name
from registry.lib.values import strip_cell, synonym

SEXES = ("男", "女")


def name_in(look: Look) -> Cell:
    """The cell of a row's name; where that says 本人, the only name before it. None where there is no such name."""
    cell = look.cell("name")
    if cell in SEXES:
        return _exchanged(look)
    if cell is None or synonym("oneself", strip_cell(cell)) is None:
        return cell
    before = look.plan.columns[: look.column("name") - 1]
    called = [look.at(column.index) for column in before if code_of(column.heading) in (None, "-who", BY_ROLE)]
    named = [cell for cell in called if cell is not None and is_plainly_a_name(strip_cell(cell))]
    return named[0] if len(named) == 1 else None


def _exchanged(look: Look) -> Cell:
    """The name that stands below 性别 where 男 stands below 姓名, which is asked about; else what stands there."""
    name, sex = look.cell("gender"), look.cell("name")
    if name is None or not is_plainly_a_name(strip_cell(name)):
        return sex
    at, other = look.column("name") - 1, look.column("gender") - 1
    look.cells = [sex if index == other else name if index == at else cell for index, cell in enumerate(look.cells)]
    look.warn(at + 1, "name_exchanged", strip_cell(name))
    return name
