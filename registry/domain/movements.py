"""The movement verb: the only writer of a member's state."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from registry.choices import ENDED, CloseReason, MovementKind
from registry.domain import endings
from registry.domain.erased import refuse_erased
from registry.domain.errors import Refused
from registry.domain.not_allowed import clash, needed, open_twice, the_first, too_early
from registry.domain.probing import person
from registry.domain.projection import RESULT, NotAllowed, Projection, replay
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Member, Movement, User
from registry.models.unit import record

# From which a record counts at the organisation that has it.
BEGINNINGS = frozenset({MovementKind.FOUND, MovementKind.REGISTERED, MovementKind.MOVED})


def record_movement(
    *,
    by: User | None,
    member: Member,
    kind: MovementKind,
    effective_on: date,
    note: str = "",
    close_reason: str = "",
    **detail: Any,
) -> Movement:
    """Write down what happened on a day and bring the member's state up to it.

    An ending that came about before the record began (somebody on a roster had left already) takes effect on the day
    on which it began, so that the figures have him come and go; `detail["happened_on"]` keeps the day itself.
    Raises Refused when the day lies ahead or the table of states does not allow it at that place in time.
    """
    if effective_on > clock.today():
        raise Refused("日期不能晚于今天。请核对后再填。")
    member = locked(member)
    facts = _valid(member)
    counted, earlier = _counted(kind, effective_on, facts)
    movement = _new(by, member, kind, counted, note, detail | earlier)
    _follow(member, facts, movement, close_reason)
    movement.save(force_insert=True)
    if not member.is_open:
        endings.let_go(by=by, member=member, label=movement.recorded_label, at=movement.recorded_at)
        endings.drop_requests(by=by, member=member, at=movement.recorded_at)
    record(
        f"member.{kind}",
        on=member,
        movement=str(movement.pk),
        effective_on=str(counted),
        **earlier,
    )
    return movement


def _counted(kind: str, day: date, facts: list[Movement]) -> tuple[date, dict[str, str]]:
    """The day from which a movement counts and, where it is not the day on which it happened, that day for `detail`.

    A record begins with its registration, and again where another organisation took it over."""
    began = max((fact.effective_on for fact in facts if fact.kind in BEGINNINGS), default=day)
    if day >= began:
        return day, {}
    if RESULT.get(kind) in ENDED:
        return began, {"happened_on": str(day)}
    if facts and day < facts[0].effective_on:
        raise Refused(too_early(kind, facts[0].effective_on))
    return day, {}


def _follow(member: Member, facts: list[Movement], movement: Movement, close_reason: str) -> None:
    """Bring the state up to one more movement; where a later one can't follow it any more, that one is named."""
    try:
        _project(member, [*facts, movement], close_reason)
    except NotAllowed as refused:
        if refused.fact is movement:
            raise
        later = refused.fact
        raise Refused(clash(movement.kind, movement.effective_on, later.kind, later.effective_on)) from refused


def void_movement(*, by: User | None, movement: Movement, reason: str) -> Movement:
    """Declare a movement a mistake: a new row says so, the state is replayed without it."""
    if not reason.strip():
        raise Refused("请写明为什么作废，方便以后查看。")
    member = locked(movement.member)
    valid = _valid(member)
    if movement.pk not in {fact.pk for fact in valid}:
        raise Refused("这条流动记录已经作废，不用再作废一次。")
    voiding = _new(by, member, MovementKind.VOIDED, clock.today(), reason, {})
    voiding.voids = movement
    _reopened(by, member, valid, movement)
    voiding.save(force_insert=True)
    if member.is_open:
        endings.take_back(member=member, at=movement.recorded_at)
    record("member.voided", on=member, movement=str(movement.pk))
    return voiding


def may_reopen(movement: Movement) -> bool:
    """Whether the record may be open without this movement: voiding it then tells whether the person has another."""
    return RESULT.get(movement.kind) in ENDED


def _reopened(by: User | None, member: Member, valid: list[Movement], movement: Movement) -> None:
    """Go on without a movement. Raises Refused where that would leave two open records of one person: the index
    decides, so that nobody is registered in between."""
    try:
        with transaction.atomic():
            _without(member, valid, movement)
    except IntegrityError as error:
        who = person(by, str(member.id_number))
        record("member.void_refused", outcome="refused", on=member, movement=str(movement.pk), person=who)
        other = Member.objects.filter(id_index=member.id_index, direction=member.direction, is_open=True)
        seen = other.select_related("organisation").first()
        where, now = (str(seen.organisation), seen.get_status_display()) if seen else ("", "")
        raise Refused(open_twice(movement.kind, where, now)) from error


def _without(member: Member, valid: list[Movement], movement: Movement) -> None:
    """Work the state out without a movement; raises Refused, and says what to do first, where others stand on it."""
    if valid[0].pk == movement.pk:
        raise Refused(the_first(movement.kind))
    try:
        _project(member, [fact for fact in valid if fact.pk != movement.pk])
    except NotAllowed as refused:
        later = refused.fact
        raise Refused(needed(movement.kind, later.kind, later.effective_on)) from refused


def close(
    *,
    by: User | None,
    member: Member,
    reason: CloseReason,
    effective_on: date,
    note: str = "",
) -> Movement:
    """End a record for a reason other than return, onward move or transfer."""
    return record_movement(
        by=by,
        member=member,
        kind=MovementKind.CLOSED,
        effective_on=effective_on,
        note=note,
        close_reason=reason,
        reason=str(reason),
    )


def state_on(member: Member, day: date) -> Projection:
    """The member's state at the end of `day`, as it is known today."""
    return replay(fact for fact in _valid(member) if fact.effective_on <= day)


def locked(member: Member) -> Member:
    """The record as it is now, held until the end of the transaction. Raises Refused when it was erased."""
    found: Member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    refuse_erased(found)
    return found


def _valid(member: Member) -> list[Movement]:
    """Movements that count, oldest first: voided ones and the voiding rows left out."""
    rows = list(Movement.objects.filter(member=member).order_by("effective_on", "recorded_at", "id"))
    voided = {row.voids_id for row in rows if row.voids_id}
    return [row for row in rows if row.kind != MovementKind.VOIDED and row.pk not in voided]


def _new(
    by: User | None,
    member: Member,
    kind: MovementKind,
    day: date,
    note: str,
    detail: dict[str, Any],
) -> Movement:
    return Movement(
        owner_path=member.owner_path,
        node_at_event=member.owner_path,
        member=member,
        kind=kind,
        effective_on=day,
        recorded_at=clock.now(),
        recorded_by=by,
        recorded_label=label_of(by),
        note=note,
        detail=detail,
    )


def label_of(by: User | None) -> str:
    """How a record names who wrote it, readable by people who can't see that account."""
    scope = scopes.current()
    if by is None:
        return scope.label if scope.member_id else "系统"
    return by.name if by.name.startswith(scope.label) else f"{scope.label} {by.name}"


def _order(fact: Movement) -> tuple[date, datetime, UUID]:
    return fact.effective_on, fact.recorded_at, fact.pk


def _project(member: Member, facts: list[Movement], close_reason: str = "") -> None:
    facts.sort(key=_order)
    state = replay(facts)
    if state.status is None:
        raise Refused("一条记录至少要留下登记或摸排发现。误登记请用“结束”，原因选“误登记”。")
    member.status, member.is_open = state.status, state.is_open
    member.reported_on, member.enrolled_on, member.closed_on = (
        state.reported_on,
        state.enrolled_on,
        state.closed_on,
    )
    member.close_reason = "" if state.is_open else close_reason or member.close_reason
    member.version += 1
    member.save()
