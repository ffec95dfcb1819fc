"""Rows of which the roster itself says that they may not belong in it: left out, or taken in after all, all at once.

A firm's list of 400 employees says of each whether she is a member; nobody should have to leave out 377 of them one by
one, and nobody but a person decides it.
"""

from collections import defaultdict
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from registry.choices import DOING, RowAction, RowDoubt, RowState
from registry.domain.errors import Refused
from registry.intake.staging.counting import DOUBTS
from registry.intake.staging.sparing import LEFT_OUT, NOTE, waiting
from registry.models import Intake, IntakeRow, User
from registry.models.unit import record

NONE_SUCH = "这份名册里没有这样的行了，没有改动。请刷新页面看看。"


class Doubt(NamedTuple):
    """What a roster says of some of its rows, how many of them would be written, and how many were left out."""

    kind: str
    label: str
    asked: int
    out: int


def doubted(kind: str) -> Q:
    """The rows with a warning of that doubt."""
    said = Q()
    for each in DOUBTS[RowDoubt(kind)]:
        said |= Q(issues__contains=[{"k": each}])
    return said


def doubts(intake: Intake) -> list[Doubt]:
    """The doubts of a roster that waits to be written; those without a row are not among them."""
    if not intake.counts.get("doubted"):
        return []
    waits, spared = Q(action__in=DOING), Q(action=RowAction.NONE, note=NOTE)
    figures = {
        f"{kind}_{name}": Count("pk", filter=doubted(kind) & which)
        for kind in RowDoubt.values
        for name, which in (("asked", waits), ("out", spared))
    }
    rows = IntakeRow.objects.filter(intake=intake, state=RowState.STAGED).exclude(issues=[])
    found = rows.aggregate(**figures)
    all_of = (Doubt(kind, label, found[f"{kind}_asked"], found[f"{kind}_out"]) for kind, label in RowDoubt.choices)
    return [doubt for doubt in all_of if doubt.asked or doubt.out]


def leave_out_doubted(*, by: User, intake: Intake, doubt: str, out: bool) -> int:
    """Leave out every row of that doubt that would be written, or (`out` false) take in those left out; how many.
    Raises Refused where the roster is not waiting to be written, or no such row is there."""
    held = waiting(intake)
    rows = IntakeRow.objects.filter(doubted(doubt), intake=held, state=RowState.STAGED)
    left = dict(held.counts.get(LEFT_OUT) or {})
    changed = _all_out(rows, left) if out else _all_in(rows, left)
    if not changed:
        raise Refused(NONE_SUCH)
    counts = held.counts | {LEFT_OUT: left}
    for action, number in changed.items():
        counts[action] = max(counts.get(action, 0) + (-number if out else number), 0)
    Intake.objects.filter(pk=held.pk).update(counts=counts)
    record("intake.rows_left_out" if out else "intake.rows_taken_in", on=held, doubt=doubt, rows=sum(changed.values()))
    return sum(changed.values())


def _all_out(rows: QuerySet[IntakeRow], left: dict[str, list[str]]) -> dict[str, int]:
    """How many rows of each action were left out; what they would have done is kept in `left`."""
    changed: dict[str, int] = defaultdict(int)
    waits = rows.filter(action__in=DOING)
    for key, action, note in waits.values_list("pk", "action", "note"):
        left[str(key)] = [action, note]
        changed[action] += 1
    waits.update(action=RowAction.NONE, note=NOTE)
    return changed


def _all_in(rows: QuerySet[IntakeRow], left: dict[str, list[str]]) -> dict[str, int]:
    """How many rows of each action were taken in again."""
    back: dict[tuple[str, str], list[str]] = defaultdict(list)
    for key in map(str, rows.filter(action=RowAction.NONE, note=NOTE).values_list("pk", flat=True)):
        if key in left:
            action, note = left.pop(key)
            back[action, note].append(key)
    changed: dict[str, int] = defaultdict(int)
    for (action, note), keys in back.items():
        changed[action] += rows.filter(pk__in=keys).update(action=action, note=note)
    return changed
