"""A person's word on the differences between two rosters."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db import transaction
from django.db.models import Count, Q

from registry.choices import DifferenceDecision, DifferenceKind, IntakeState, MovementKind, ProposalState
from registry.domain.errors import Refused
from registry.domain.movements import record_movement
from registry.intake.staging.showing import Page
from registry.intake.staging.wording import titles
from registry.lib import clock
from registry.lib.masks import mask_phone
from registry.models import Intake, LostProposal, Member, RosterDifference, User
from registry.models.unit import record

D = DifferenceDecision
NAMED = 5  # names that one reason gives
MOVEMENTS = {D.RETURNED: MovementKind.RETURNED, D.MOVED_ON: MovementKind.MOVED_ON}
# What may be decided of whom: "absent never means delete", and who is on the new roster has not left.
FITTING = {
    DifferenceKind.ADDED: frozenset({D.OPEN, D.ACCEPT, D.KEEP, D.CHECK}),
    DifferenceKind.CHANGED: frozenset({D.OPEN, D.ACCEPT, D.KEEP, D.CHECK}),
    DifferenceKind.SAME: frozenset({D.OPEN, D.KEEP}),
    DifferenceKind.ABSENT: frozenset({D.OPEN, D.KEEP, D.CHECK, D.RETURNED, D.MOVED_ON}),
}
UNFIT = "选中的记录里没有可以这样处理的。新增和变更只能“采用”“保留”或“转为核实”，未见的才能登记为返回或转往他处。"

IN_PART = (
    "没有处理。上一份名册里的人，这一份只写了 {both} 位，有 {absent} 位没写。"
    "如果这份只是一部分人的名单，没写的人都还在，不用办；"
    "确实写了全部的人，请先勾上“这份名册写了全部的人”，再处理。"
)
NOT_WRITTEN = "这份名册还没有写入，或者已经撤销，没有可以处理的对比。"


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One difference as the page shows it; the name is empty when the member is no longer in the reader's scope."""

    id: UUID
    kind: str
    kind_label: str
    member_id: UUID
    name: str
    organisation: str
    phone: str  # masked
    birth_on: date | None
    birth_precision: str
    fields: list[str]
    decision: str
    decision_label: str


def differences(
    intake: Intake, *, kind: str = "", decision: str = "", offset: int = 0, limit: int = 50
) -> Page[DifferenceView]:
    """A page of differences."""
    wanted = {name: value for name, value in (("kind", kind), ("decision", decision)) if value}
    found = RosterDifference.objects.filter(intake=intake, **wanted)
    page = list(found.order_by("kind", "id")[offset : offset + limit])
    members = Member.objects.select_related("organisation").in_bulk([row.member_id for row in page])
    return Page([_view(row, members.get(row.member_id)) for row in page], found.count())


def _view(row: RosterDifference, member: Member | None) -> DifferenceView:
    return DifferenceView(
        row.pk,
        row.kind,
        DifferenceKind(row.kind).label,
        row.member_id,
        member.name if member else "",
        str(member.organisation) if member else "",
        mask_phone(str(member.phone)) if member and member.phone else "",
        member.birth_on if member else None,
        member.birth_precision if member else "",
        titles(row.fields),
        row.decision,
        D(row.decision).label,
    )


def difference_counts(intake: Intake) -> dict[str, dict[str, int]]:
    """{kind: {"total": …, "open": …}} of all four kinds."""
    found = RosterDifference.objects.filter(intake=intake).values_list("kind")
    counted = {
        kind: {"total": total, "open": waiting}
        for kind, total, waiting in found.annotate(total=Count("id"), waiting=Count("id", filter=Q(decision=D.OPEN)))
    }
    return {str(kind): counted.get(kind, {"total": 0, "open": 0}) for kind in DifferenceKind}


def holds_a_part(counts: Mapping[str, Mapping[str, int]]) -> bool:
    """Whether fewer of those on the previous roster are on this one than are not: it may be of some people only."""
    return counts[DifferenceKind.ABSENT]["total"] > _both(counts)


def _both(counts: Mapping[str, Mapping[str, int]]) -> int:
    return counts[DifferenceKind.CHANGED]["total"] + counts[DifferenceKind.SAME]["total"]


def _refuse_in_part(intake: Intake) -> None:
    counts = difference_counts(intake)
    if holds_a_part(counts):
        raise Refused(IN_PART.format(both=_both(counts), absent=counts[DifferenceKind.ABSENT]["total"]))


def decide_differences(
    *,
    by: User,
    intake: Intake,
    decision: DifferenceDecision,
    ids: Sequence[UUID] = (),
    kind: str = "",
    note: str = "",
    on: date | None = None,
    whole: bool = True,
) -> tuple[int, list[str]]:
    """Decide on single differences (`ids`) or on all that are open of a `kind`.

    `whole`: somebody has said that everybody is on the roster, which is not taken for granted where most are not on it.
    Returns how many were done and, for those that were not, why (one sentence each kind of reason). Raises Refused
    while the roster is not written, and where nothing chosen can be decided so.
    """
    if intake.state != IntakeState.APPLIED:
        raise Refused(NOT_WRITTEN)
    chosen = RosterDifference.objects.filter(intake=intake).select_for_update(of=("self",))
    chosen = chosen.filter(pk__in=ids) if ids else chosen.filter(kind=kind, decision=D.OPEN)
    rows = [row for row in chosen if decision in FITTING[DifferenceKind(row.kind)]]
    if not rows:
        raise Refused(UNFIT)
    if not whole and decision in MOVEMENTS and len(rows) > 1:
        _refuse_in_part(intake)
    done, reasons = _decide(by, rows, decision, note, on or clock.today())
    RosterDifference.objects.filter(pk__in=done).update(decision=decision, decided_by=by, decided_at=clock.now())
    record(
        "intake.differences_decided", on=intake, decision=str(decision), rows=len(done), refused=len(rows) - len(done)
    )
    return len(done), reasons


def _decide(
    by: User, rows: Iterable[RosterDifference], decision: DifferenceDecision, note: str, day: date
) -> tuple[list[UUID], list[str]]:
    done: list[UUID] = []
    reasons: dict[str, list[str]] = {}
    for row in rows:
        member = Member.objects.filter(pk=row.member_id).first()
        try:
            with transaction.atomic():
                _act(by, row, member, decision, note, day)
            done.append(row.pk)
        except Refused as refusal:
            reasons.setdefault(str(refusal), []).append(member.name if member else "")
    return done, [_of_whom(names) + reason for reason, names in reasons.items()]


def _of_whom(names: list[str]) -> str:
    """Whom a reason is about; those who are no longer ours have no name here."""
    named = [name for name in names if name]
    more = f"等 {len(named)} 人" if len(named) > NAMED else ""
    return f"{'、'.join(named[:NAMED])}{more}：" if named else ""


def _act(
    by: User, row: RosterDifference, member: Member | None, decision: DifferenceDecision, note: str, day: date
) -> None:
    """Only leaving and checking do something beyond the mark."""
    kind = MOVEMENTS.get(decision)
    if kind is None and decision != D.CHECK:
        return
    if member is None:
        raise Refused("有的人已经不归本组织管理，没有处理。")
    if kind is not None:
        record_movement(by=by, member=member, kind=kind, effective_on=day, note=note)
    elif row.kind == DifferenceKind.ABSENT:
        _propose(member)


def _propose(member: Member) -> None:
    """Absent and to be checked: the question whether contact is lost, for a person to answer."""
    if LostProposal.objects.filter(member=member, state=ProposalState.OPEN).exists():
        return
    LostProposal(
        owner_path=member.owner_path,
        member=member,
        proposed_on=clock.today(),
        silent_since=member.last_contact_on or member.flowed_on,
    ).save(force_insert=True)
    record("lost.proposed", on=member)
