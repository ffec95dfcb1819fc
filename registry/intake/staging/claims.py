"""The database is the queue: who works on an intake holds a lease, renews it while working, and is fenced off by it.

`attempts` is the fence: a worker that slept through its lease finds that the number has moved on, and stops.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from uuid import UUID

from django.db import connection
from django.db.models import Q

from registry.choices import IntakeState
from registry.lib import clock
from registry.lib.threads import beside
from registry.models import Intake
from registry.models.identity import system_scope
from registry.models.unit import record, work

S = IntakeState
LEASE = timedelta(seconds=60)
BEAT = 15.0  # seconds between renewals
PAUSE = timedelta(seconds=5)  # before a failed try is repeated, times the number of tries
MOST_ATTEMPTS = 3
STAGE_OF = {S.UPLOADED: S.READING, S.QUEUED: S.CHECKING, S.APPLY_QUEUED: S.APPLYING, S.UNDO_QUEUED: S.UNDOING}
WORKING = frozenset(STAGE_OF.values())
GIVEN_UP = "这一步中断了三次，已经停下。请稍后点“再试一次”；仍不行的话，请联系系统管理员并说明导入时间。"


class LeaseLost(Exception):
    """Somebody else works on this intake now, or it was set aside."""


class Cancelled(Exception):
    """The person asked to stop."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One worker's hold on one stage of one intake."""

    intake_id: UUID
    path: str
    stage: str
    attempt: int

    def progress(self, done: int, total: int | None = None) -> None:
        """Say how far the stage is and keep the lease; in the caller's transaction. Raises LeaseLost, Cancelled."""
        held = Intake.objects.filter(pk=self.intake_id, state=self.stage, attempts=self.attempt)
        figures = {"rows_done": done} | ({} if total is None else {"rows_total": total})
        if not held.update(lease_until=clock.now() + LEASE, **figures):
            raise LeaseLost
        if held.filter(cancel_requested=True).exists():
            raise Cancelled

    def renew(self) -> None:
        """Keep the lease; its own transaction."""
        with work(system_scope(self.path)):
            held = Intake.objects.filter(pk=self.intake_id, state=self.stage, attempts=self.attempt)
            held.update(lease_until=clock.now() + LEASE)

    def finish(self, state: str, **figures: object) -> None:
        """Leave the stage for `state`; part of the caller's transaction. Raises LeaseLost."""
        held = Intake.objects.filter(pk=self.intake_id, state=self.stage, attempts=self.attempt)
        if not held.update(state=state, lease_until=None, attempts=0, **figures):
            raise LeaseLost

    def release(self) -> None:
        """Let go after a failed try: it is repeated after a pause."""
        with work(system_scope(self.path)):
            held = Intake.objects.filter(pk=self.intake_id, state=self.stage, attempts=self.attempt)
            held.update(lease_until=clock.now() + PAUSE * self.attempt)


def claim(district: str) -> Claim | None:
    """Take one waiting intake of the district, or one whose worker is gone; None when there is nothing to do."""
    with work(system_scope(district)):
        while (intake := _next()) is not None:
            if intake.state in WORKING and intake.attempts >= MOST_ATTEMPTS:
                _set_aside(intake)
                continue
            return _take(intake)
    return None


def claim_this(intake: Intake) -> Claim | None:
    """Take one intake's waiting stage; None when it has none or somebody else was quicker."""
    with work(system_scope(intake.owner_path)):
        queue = Intake.objects.filter(pk=intake.pk, state__in=tuple(STAGE_OF))
        found = queue.select_for_update(skip_locked=True, of=("self",)).first()
        return _take(found) if found else None


def _next() -> Intake | None:
    now = clock.now()
    # A lease that reaches further than a lease may was written before the clock stepped back.
    left = Q(lease_until__lt=now) | Q(lease_until__gt=now + LEASE)
    waiting = Q(state__in=tuple(STAGE_OF)) | Q(left, state__in=tuple(WORKING))
    queue = Intake.objects.filter(waiting).order_by("created_at", "id")
    return queue.select_for_update(skip_locked=True, of=("self",)).first()


def _take(intake: Intake) -> Claim:
    fresh = intake.state not in WORKING
    intake.attempts = 1 if fresh else intake.attempts + 1
    if fresh:
        intake.state, intake.rows_done = STAGE_OF[S(intake.state)], 0
    intake.lease_until = clock.now() + LEASE
    intake.save(update_fields=["state", "attempts", "lease_until", "rows_done"])
    return Claim(intake.pk, intake.owner_path, intake.state, intake.attempts)


def _set_aside(intake: Intake) -> None:
    record("intake.set_aside", on=intake, stage=intake.state, attempts=intake.attempts)
    intake.state, intake.problem, intake.problem_kind = S.FAILED, GIVEN_UP, f"gave_up_{intake.state}"
    intake.lease_until = None
    intake.save(update_fields=["state", "problem", "problem_kind", "lease_until"])


@contextmanager
def beating(held: Claim) -> Iterator[None]:
    """Renew the lease from a thread while the block works, however long one step of it takes."""
    with beside(partial(_beat, held), "intake-lease"):
        yield


def _beat(held: Claim, stop: threading.Event) -> None:
    try:
        while not stop.wait(BEAT):
            held.renew()
    finally:
        connection.close()
