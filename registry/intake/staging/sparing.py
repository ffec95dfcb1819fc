"""A row of a checked roster that a person leaves out, or takes in after all, before anything is written."""

from typing import Any
from uuid import UUID

from registry.choices import DOING, IntakeState, RowAction, RowState
from registry.domain.errors import Refused
from registry.models import Intake, IntakeRow, User
from registry.models.unit import record

LEFT_OUT = "left_out"  # in Intake.counts: key of a row → what it would have done, and the note that said so
NOTE = "没有导入（您选的）"
TOO_LATE = "这份名册已经不在“核对”这一步，不能再选哪一行不导入。请刷新页面看看进展。"
NOT_WRITTEN = "这一行本来就不会写入，不用选。"
NOT_CHOSEN = "这一行没有选过“不导入”。请刷新页面看看。"


def left_out(intake: Intake) -> int:
    """How many rows somebody chose to leave out."""
    return len(intake.counts.get(LEFT_OUT) or {})


def leave_out(*, by: User, intake: Intake, row: UUID, out: bool) -> IntakeRow:
    """Leave a row out of what will be written, or (`out` false) take it in after all. Raises Refused where the roster
    is not waiting to be written, or the row is none that this can be said of."""
    held = waiting(intake)
    found = IntakeRow.objects.filter(intake=held, pk=row, state=RowState.STAGED).first()
    if found is None:
        raise Refused(NOT_CHOSEN)
    counts: dict[str, Any] = held.counts | {LEFT_OUT: dict(held.counts.get(LEFT_OUT) or {})}
    (_out if out else _in)(found, counts)
    found.save(update_fields=["action", "note"])
    Intake.objects.filter(pk=held.pk).update(counts=counts)
    record("intake.row_left_out" if out else "intake.row_taken_in", on=held, row=found.position)
    return found


def waiting(intake: Intake) -> Intake:
    """The roster, held; Refused where it is not waiting to be written."""
    held = Intake.objects.select_for_update(of=("self",)).get(pk=intake.pk)
    if held.state != IntakeState.READY:
        raise Refused(TOO_LATE)
    return held


def _out(row: IntakeRow, counts: dict[str, Any]) -> None:
    if row.action not in DOING:
        raise Refused(NOT_WRITTEN)
    counts[LEFT_OUT][str(row.pk)] = [row.action, row.note]
    counts[row.action] = max(counts.get(row.action, 0) - 1, 0)
    row.action, row.note = RowAction.NONE, NOTE


def _in(row: IntakeRow, counts: dict[str, Any]) -> None:
    if str(row.pk) not in counts[LEFT_OUT]:
        raise Refused(NOT_CHOSEN)
    row.action, row.note = counts[LEFT_OUT].pop(str(row.pk))
    counts[row.action] = counts.get(row.action, 0) + 1
