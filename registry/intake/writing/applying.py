"""Checked rows into the register, chunk by chunk, each chunk one transaction together with how far it got.

A worker that dies leaves whole chunks and a cursor (`rows_done`); the next one goes on from there. A member takes the
key of its row, and a chunk decides anew, under the district's lock, so nothing is written twice or over a change.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from django.db import OperationalError

from registry.choices import DOING, IntakeState, RowAction, RowState
from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.intake.rows.around import Surroundings
from registry.intake.staging import bulk, matching, packs
from registry.intake.staging.ahead import mapped_ahead
from registry.intake.staging.candidates import Candidate, of_staged
from registry.intake.staging.comparing import compare
from registry.intake.staging.deciding import Decision, decide
from registry.intake.staging.job import Job
from registry.intake.staging.surroundings import surroundings
from registry.intake.writing.building import Builder, Fresh
from registry.intake.writing.creating import Sites, create
from registry.intake.writing.updating import Outcome, take_over, update
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Intake, IntakeRow
from registry.models.custody import definer
from registry.models.sealed import blind_index
from registry.models.unit import record, work

CHUNK = 2_000
BATCH = 1_000  # rows that one line of the trail may stand for
TRIES = 3
GROWTH = 4
FETCHED = ("position", "id", "action", "member_id", "member_version")
CHANGED = "核对之后，这个人的记录有了变化，这一行没有写入。请重新上传核对。"
REGISTERED = "核对之后，这个人已经由别处登记，这一行没有写入。请重新上传核对。"
_DONE = """
UPDATE registry_intakerow SET state = 'applied'
WHERE intake_id = %s AND position > %s AND position <= %s AND state = 'staged'
  AND action IN ('create', 'update', 'take_over', 'unchanged')
"""


@dataclass(slots=True)
class Staged:
    """A staged row as it was fetched."""

    position: int
    id: UUID
    action: str
    member_id: UUID | None
    version: int | None


@dataclass(slots=True)
class Span:
    """The rows to be applied up to position `last`, and what they say."""

    last: int
    rows: list[Staged]
    lines: dict[int, bytes]
    mark: bytes  # a digest of what they say, as it is stored


@dataclass(slots=True)
class Chunk:
    """Rows ready to be written: candidates by position, lines of those to create, digests for the trail."""

    last: int
    rows: list[Staged]
    candidates: list[Candidate]
    fresh: Fresh
    digests: list[tuple[int, str]]


def apply(job: Job) -> None:
    """Write what the check proposed; rows whose world has changed since are reported as conflicts."""
    around = surroundings(job.intake, job.scope)
    with work(job.scope):
        intake = Intake.objects.get(pk=job.claim.intake_id)
    moment, sites, done = clock.now(), Sites(), intake.rows_done
    prepare = partial(_prepare, around=around, builder=Builder(around, moment))
    written, known = 0, 0
    for chunk in mapped_ahead(prepare, _fetch(job, done, intake.rows_total)):
        _with_patience(job, partial(_write, job, chunk, around, done, moment, sites))
        sites |= chunk.fresh.sites.keys()
        done, written = chunk.last, written + len(chunk.fresh.members)
        known = _refresh_statistics(job, written, known)
    with work(job.scope):
        _finish(job, done)


def _refresh_statistics(job: Job, written: int, known: int) -> int:
    """Let the planner know of the new members, each time there are four times as many; returns how many it knows of."""
    if written < max(CHUNK, GROWTH * known):
        return known
    with work(job.scope):
        definer("registry_refresh_statistics")
    return written


def _fetch(job: Job, done: int, total: int) -> Iterator[Span]:
    """The rows to be applied, from the cursor on, so many positions at a time."""
    while done < total:
        first, done = done + 1, min(done + CHUNK, total)
        with work(job.scope):
            staged = IntakeRow.objects.filter(intake_id=job.claim.intake_id, position__range=(first, done))
            wanted = staged.filter(state=RowState.STAGED, action__in=DOING).order_by("position")
            rows = [Staged(*row) for row in wanted.values_list(*FETCHED)]
            lines, mark = packs.lines_between(job.claim.intake_id, first, done) if rows else ({}, b"")
        if rows:
            yield Span(done, rows, lines, mark)


def _prepare(span: Span, around: Surroundings, builder: Builder) -> Chunk:
    """Everything that needs no database; runs in a thread."""
    index, rows = blind_index(), span.rows
    items = [of_staged(row.position, row.id, _line(span, row), around, index) for row in rows]
    wanted = [item for item, row in zip(items, rows, strict=True) if row.action == RowAction.CREATE]
    return Chunk(span.last, rows, items, builder.build(wanted), _digests(span))


def _digests(span: Span) -> list[tuple[int, str]]:
    batches = (span.rows[at : at + BATCH] for at in range(0, len(span.rows), BATCH))
    return [
        (len(batch), bulk.digest([span.mark, *(row.id.bytes + row.action.encode() for row in batch)]))
        for batch in batches
    ]


def _line(span: Span, row: Staged) -> bytes:
    line = span.lines.get(row.position)
    if line is None:
        raise Refused("核对结果里缺少这些行的内容，没有写入。请重新上传核对。")
    return line


def _with_patience(job: Job, write: Any) -> None:
    """Run one chunk's transaction; when the database breaks a deadlock on us, again."""
    for attempt in range(TRIES):
        try:
            with work(job.scope):
                write()
            return
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") not in ("40P01", "40001") or attempt == TRIES - 1:
                raise


def _write(job: Job, chunk: Chunk, around: Surroundings, done: int, moment: datetime, sites: Sites) -> None:
    _take_turns(job)
    matching.copy_keys(chunk.candidates)
    decisions = decide(chunk.candidates, around, set(), job.claim.intake_id)
    conflicts = _conflicts(chunk, decisions)
    made = create(job, chunk.fresh, set(conflicts), facts_of(job, moment), sites)
    outcomes = _changes(job, chunk, decisions, conflicts, around)
    for row in chunk.rows:
        if row.action == RowAction.CREATE and row.position not in conflicts and row.id not in made:
            conflicts[row.position] = REGISTERED
    _mark(job, conflicts, outcomes)
    bulk.execute(_DONE, [job.claim.intake_id, done, chunk.last])
    for number, digest in chunk.digests:
        record("intake.rows_applied", on=job.intake, rows=number, digest=digest)
    job.claim.progress(chunk.last)


def _take_turns(job: Job) -> None:
    """One chunk at a time in a district, so that two rosters with one person find each other."""
    district = job.claim.path[: scopes.SEGMENT]
    bulk.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"intake|{district}"])


def facts_of(job: Job, moment: datetime) -> dict[str, Any]:
    """What the intake itself says of every record it makes."""
    return {
        "intake": job.claim.intake_id,
        "user": job.user.pk,
        "moment": moment,
        "label": label_of(job.user),
        "detail": f'{{"intake": "{job.claim.intake_id}"}}',
    }


def _conflicts(chunk: Chunk, decisions: dict[int, Decision]) -> dict[int, str]:
    """Rows that would now be done otherwise than the preview said, with the reason."""
    found = {}
    for row in chunk.rows:
        now = decisions.get(row.position)
        action = now.action if now else RowAction.CREATE
        if row.action == RowAction.TAKE_OVER and action == RowAction.UNCHANGED and now and now.member is None:
            continue  # asked for meanwhile: nothing left to do
        if action != row.action:
            found[row.position] = REGISTERED if row.action == RowAction.CREATE else CHANGED
        elif row.action == RowAction.UPDATE and now and (now.member_id, now.version) != (row.member_id, row.version):
            found[row.position] = CHANGED
    return found


def _changes(
    job: Job, chunk: Chunk, decisions: dict[int, Decision], conflicts: dict[int, str], around: Surroundings
) -> dict[int, Outcome]:
    """Updates and take-overs, one by one through the domain's verbs."""
    outcomes = {}
    for row, item in zip(chunk.rows, chunk.candidates, strict=True):
        decision = decisions.get(row.position)
        if decision is None or row.position in conflicts or decision.action not in DOING:
            continue
        outcome = update(job, item, decision, around) if decision.member else take_over(job, item)
        if outcome.conflict:
            conflicts[row.position] = outcome.conflict
        else:
            outcomes[row.position] = outcome
    return outcomes


def _mark(job: Job, conflicts: dict[int, str], outcomes: dict[int, Outcome]) -> None:
    rows = IntakeRow.objects.filter(intake_id=job.claim.intake_id)
    for position, note in conflicts.items():
        rows.filter(position=position).update(state=RowState.CONFLICT, note=note[:200])
    for position, outcome in outcomes.items():
        rows.filter(position=position).update(before=outcome.before, member_version=outcome.version)


def _finish(job: Job, done: int) -> None:
    intake = Intake.objects.get(pk=job.claim.intake_id)
    bulk.execute(_DONE, [intake.pk, done, intake.rows_total])
    counts = bulk.fetch(
        "SELECT state, count(*) FROM registry_intakerow"
        " WHERE intake_id = %s AND action NOT IN ('none', 'unchanged') GROUP BY state",
        [intake.pk],
    )
    figures = {state: number for state, number in counts if state in ("applied", "conflict")}
    previous = compare(intake)
    job.claim.finish(
        IntakeState.APPLIED,
        rows_done=intake.rows_total,
        applied_at=clock.now(),
        counts=intake.counts | figures,
        previous_id=previous,
    )
    record("intake.applied", on=intake, **figures)
