"""Taking a whole intake back. Rows that somebody has worked on since are left alone and listed."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.db import transaction

from registry.choices import DifferenceDecision as D
from registry.choices import IntakeState, RequestState, RowAction, RowState
from registry.domain import custody
from registry.domain.errors import Refused
from registry.domain.members import update_details
from registry.domain.movements import void_movement
from registry.intake.staging import bulk
from registry.intake.staging.candidates import unseal
from registry.intake.staging.deciding import DATES
from registry.intake.staging.happenings import iso
from registry.intake.staging.job import Job
from registry.models import Intake, IntakeRow, Member, Movement, MoveRequest, RosterDifference
from registry.models.custody import definer
from registry.models.sealed import cipher
from registry.models.unit import record, work

CHUNK = 2_000
TOUCHED = "导入以后有人处理过这条记录，没有撤销。需要的话，请在这位党员的页面上处理。"
REASON = "撤销名册导入"
# Requests of which nothing is left to be taken back.
OVER = (RequestState.REFUSED, RequestState.WITHDRAWN)
# What a person decided while comparing rosters is hers, and stays.
DONE_ABOUT_SOMEBODY = (D.ACCEPT, D.CHECK, D.RETURNED, D.MOVED_ON)
# What other apps made by themselves for those who came with an intake: called with its key and theirs before they go.
FURTHER: list[Callable[[UUID, list[UUID]], None]] = []


def undo(job: Job) -> None:
    """Remove what the intake created, restore what it changed, withdraw what it asked for."""
    with work(job.scope):
        done = Intake.objects.get(pk=job.claim.intake_id).rows_done
    while rows := _fetch(job, done):
        done = rows[-1].position
        with work(job.scope):
            _undo_rows(job, rows)
            job.claim.progress(done)
    with work(job.scope):
        _finish(job)


def _fetch(job: Job, done: int) -> list[IntakeRow]:
    with work(job.scope):
        rows = IntakeRow.objects.filter(
            intake_id=job.claim.intake_id, position__gt=done, state=RowState.APPLIED
        ).exclude(action__in=(RowAction.UNCHANGED, RowAction.NONE))
        return list(rows.order_by("position")[:CHUNK])


def _undo_rows(job: Job, rows: list[IntakeRow]) -> None:
    undone = _remove_created(job, [row.pk for row in rows if row.action == RowAction.CREATE])
    undone |= {row.pk for row in rows if row.action == RowAction.UPDATE and _restore(job, row)}
    undone |= {row.pk for row in rows if row.action == RowAction.TAKE_OVER and _withdraw(job, row)}
    kept = [row.pk for row in rows if row.pk not in undone]
    IntakeRow.objects.filter(pk__in=undone).update(state=RowState.UNDONE, note="")
    IntakeRow.objects.filter(pk__in=kept).update(state=RowState.UNDO_REFUSED, note=TOUCHED)
    for number, digest in _batches(rows):
        record("intake.rows_undone", on=job.intake, rows=number, refused=len(kept), digest=digest)


def _batches(rows: list[IntakeRow], size: int = 1_000) -> Iterator[tuple[int, str]]:
    for at in range(0, len(rows), size):
        batch = rows[at : at + size]
        yield len(batch), bulk.digest(row.pk.bytes for row in batch)


def _remove_created(job: Job, keys: list[UUID]) -> set[UUID]:
    """The database removes only what this intake made and nobody touched; a new member has its row's key."""
    if not keys:
        return set()
    for further in FURTHER:
        further(job.claim.intake_id, keys)
    return {pk for (pk,) in definer("registry_undo_created", job.claim.intake_id, keys)}


def _restore(job: Job, row: IntakeRow) -> bool:
    """Put the columns back and void the movements, unless the record was saved since."""
    member = Member.objects.filter(pk=str(row.member_id)).first()
    if member is None or member.version != row.member_version or row.before is None:
        return False
    before = unseal(cipher(), row.pk, row.before)
    try:
        with transaction.atomic():
            for key in reversed(before.get("movements", [])):
                void_movement(by=job.user, movement=Movement.objects.get(pk=key), reason=REASON)
            columns = {name: _value(name, value) for name, value in before["columns"].items()}
            update_details(by=job.user, member=member, changes=columns)
    except Refused:
        return False
    return True


def _value(name: str, value: Any) -> Any:
    return iso(value) if name in DATES and value else value


def _withdraw(job: Job, row: IntakeRow) -> bool:
    if row.before is None:
        return False
    key = unseal(cipher(), row.pk, row.before)["request"]
    request = MoveRequest.objects.filter(pk=key).first()
    if request is not None and request.state in OVER:
        return True
    try:
        with transaction.atomic():
            if request is not None:
                custody.withdraw(by=job.user, request=request)
    except Refused:
        return False
    return request is not None


def _finish(job: Job) -> None:
    """An application that was stopped half-way ends as cancelled, any other as undone."""
    intake = Intake.objects.get(pk=job.claim.intake_id)
    rows = IntakeRow.objects.filter(intake=intake)
    figures = {state: rows.filter(state=state).count() for state in (RowState.UNDONE, RowState.UNDO_REFUSED)}
    compared = RosterDifference.objects.filter(intake=intake)
    decided = compared.filter(decision__in=DONE_ABOUT_SOMEBODY).count()
    compared.delete()
    state = IntakeState.CANCELLED if intake.counts.get("stopped") else IntakeState.UNDONE
    counts = intake.counts | {str(name): number for name, number in figures.items()} | {"decided": decided}
    job.claim.finish(state, rows_done=intake.rows_total, counts=counts)
    record("intake.undone", on=intake, undone=figures[RowState.UNDONE], refused=figures[RowState.UNDO_REFUSED])
