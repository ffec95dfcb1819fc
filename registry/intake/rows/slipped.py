"""Rows whose cells stand one column too far to the right or left: the identity number below 联系电话.

Told in one sentence; nothing of such a row is taken for what its columns ask.
"""

from registry.intake.files.wire import Cell
from registry.intake.rows.look import Look
from registry.intake.words import messages
from registry.lib import identity, phones
from registry.lib.values import strip_cell

SLIPPED = "slipped"
NUMBERS = ("id_number", "phone")
SIDES = {1: "右", -1: "左"}


def tell(look: Look) -> bool:
    """Whether a row has slipped; then it is an error."""
    at = look.plan.column_of(NUMBERS[0]) - 1
    if NUMBERS[0] not in look.by or at < 0:
        return False
    for step, side in SIDES.items():
        if _has_slipped(look, at, step):
            cell = look.cells[at] if at < look.width else None
            raw = "" if cell is None else strip_cell(cell)
            message = messages.error(SLIPPED, side=side, heading=look.title(at), raw=raw[:20] or "空白")
            look.row.fail(at + 1, SLIPPED, message, raw)
            look.cells, look.width = [], 0
            return True
    return False


def _has_slipped(look: Look, at: int, step: int) -> bool:
    """An identity number in the column beside its own, which asks for something else; so with the telephone, if any."""
    if not 0 <= at + step < len(look.plan.columns) or not _is_number(_at(look, at + step)):
        return False
    phone = look.plan.column_of(NUMBERS[1]) - 1 if NUMBERS[1] in look.by else None
    asks = look.plan.columns[at + step].field
    if asks in (None, "keep", NUMBERS[0]):
        return False
    beside = _at(look, phone + step) if phone is not None else None
    return asks == NUMBERS[1] or (beside is not None and phones.is_mobile(strip_cell(beside)))


def _at(look: Look, at: int) -> Cell:
    return look.cells[at] if 0 <= at < look.width else None


def _is_number(cell: Cell) -> bool:
    return isinstance(cell, str) and identity.is_valid(cell)
