"""To whom a suggestion is handed (交办), and until when."""

from dataclasses import dataclass
from datetime import date

from outreach.choices import SuggestionMove
from outreach.choices import SuggestionState as S
from outreach.domain.suggestions import clocks, extending, moves
from outreach.domain.suggestions.flow import MOVES
from outreach.domain.suggestions.handlers import check_sight
from outreach.models import Suggestion
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Organisation, User
from registry.models.custody import definer
from registry.models.unit import record

M = SuggestionMove


@dataclass(frozen=True, slots=True)
class Charge:
    """To whom it is handed: a unit of the tree, or one outside it by name; a person by account or by name; by when
    (None: by difficulty, of what was handed before the day that it has)."""

    unit: Organisation | None = None
    unit_name: str = ""
    handler: User | None = None
    handler_name: str = ""
    due_on: date | None = None
    note: str = ""


def assign(*, by: User | None, label: str, row: Suggestion, charge: Charge, version: int | None = None) -> Suggestion:
    """Handed to a unit and a person. Where the unit is neither the node that has it nor above it, it moves there.
    Raises Refused, also for a later day than it had from anybody who could not grant one; Conflict."""
    row = moves.found(row.pk, version)
    unit_label = str(charge.unit) if charge.unit else charge.unit_name.strip()
    person = charge.handler.name if charge.handler else charge.handler_name.strip()
    if not unit_label or not person:
        raise Refused("请写明主办单位和责任人：每条都要有一个单位、一个具体的人负责。")
    check_sight(charge.unit, charge.handler)
    moves.check(row, MOVES[M.ASSIGN], "")
    due_on = _by_when(row, charge.due_on)
    if charge.unit:
        row = _handed(row, charge.unit)
    return moves.move(
        row, M.ASSIGN, label=label, why=charge.note or f"{unit_label} {person}", lead_unit=charge.unit,
        lead_label=unit_label[:200], handler=charge.handler, handler_name=person[:50], assigned_at=clock.now(),
        due_on=due_on,
    )  # fmt: skip


def day_kept(row: Suggestion) -> date | None:
    """The day that it has already, which stays when it is handed on; the days since it was sent back (退回) do not
    count. None before it is handed to anybody."""
    if row.due_on is None or row.state != S.RETURNED:
        return row.due_on
    return row.due_on + (clock.today() - clock.local(row.state_at).date())


def _by_when(row: Suggestion, wanted: date | None) -> date:
    kept = day_kept(row)
    if wanted is None:
        return kept or clocks.work_by(row.owner_path, row.complexity, clock.today())
    if wanted < clock.today() and wanted != kept:
        raise Refused("办理时限不能早于今天。")
    if kept and wanted > kept and not extending.may_decide(row):
        raise Refused(
            f"再次交办，办理时限不能往后改，最晚是 {kept:%Y-%m-%d}：时限空着就不变。来不及的，请办理单位申请延期。"
        )
    return wanted


def _handed(row: Suggestion, unit: Organisation) -> Suggestion:
    """The row with the node that works on it. Raises Refused where that is beyond the caller."""
    if row.owner_path.startswith(unit.path):
        return row
    if not definer("outreach_hand_suggestion", row.pk, unit.path)[0][0]:
        raise Refused("不能交给这个单位：它不在您的范围内。请上级交办。")
    record("suggestion.handed", on=row, target=unit.path)
    return Suggestion.objects.get(pk=row.pk)
