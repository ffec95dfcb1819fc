"""Background work, counted in the database: three attempts, then it is set aside until a person says otherwise.

The attempt is written before the work and in its own transaction; whoever dies leaves a lease that runs out, and the
next try finds how often it was tried. `begun_at` is the fence: who slept through the lease writes nothing.
What was set aside is tried once a day by itself, since the cause may be gone and nobody may have looked.
"""

import logging
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TypeVar
from uuid import UUID

from django.db import Error as DatabaseError
from django.db import connection
from redis.exceptions import RedisError

from registry.choices.jobs import AlarmKind, JobReason, JobState
from registry.domain.alarms import close_alarm, raise_alarm
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib.threads import beside
from registry.models import Job, User
from registry.models.identity import system_scope
from registry.models.job import LEASE, PAUSES, REST, JobQuerySet
from registry.models.unit import record, work

T = TypeVar("T")
S = JobState
MOST_ATTEMPTS = 3
BEAT = 25.0  # seconds between renewals of the lease
REASONS: tuple[tuple[type[BaseException], JobReason], ...] = (
    (DatabaseError, JobReason.DATABASE),
    (RedisError, JobReason.REDIS),
    (MemoryError, JobReason.MEMORY),
    (OSError, JobReason.DISK),
)

log = logging.getLogger("bdx.task")


@dataclass(frozen=True, slots=True)
class Held:
    """One attempt at a job."""

    job_id: UUID
    path: str
    name: str
    key: str
    attempt: int
    begun_at: datetime


def attempt(name: str, path: str, act: Callable[[], T], *, key: str = "", kept: bool = False) -> T | None:
    """Do a job of a district unless somebody is at it, or it rests after a failure; None when it was not done.

    A success that did something (`act` returns a number) leaves a row, with `kept` every one. What `act` raises is
    written down and raised again.
    """
    held = begin(name, path, key)
    return None if held is None else carry_out(held, act, kept=kept)


def carry_out(held: Held, act: Callable[[], T], *, kept: bool = False) -> T:
    """Do the job that was begun, and write down what came of it."""
    try:
        with beating(held):
            done = act()
    except Exception as error:
        fail(held, reason_of(error))
        raise
    succeed(held, done if isinstance(done, int) else 0, kept=kept)
    return done


def begin(name: str, path: str, key: str = "") -> Held | None:
    """Write down that the job is tried, and commit. None when it is not its turn, or is set aside by this."""
    with work(system_scope(path)):
        rows = Job.objects.all().open().filter(owner_path=path, name=name, key=key)
        job = rows.select_for_update(of=("self",)).first()
        if job is None:
            return _first(name, path, key)
        # Looked at only now: for who waited for the row, what was written meanwhile would lie beyond the horizon.
        now = clock.now()
        if not rows.due(now).exists():
            return None
        if job.state == S.RUNNING and job.attempts >= MOST_ATTEMPTS:
            _set_aside(job, JobReason.WORKER_DIED)
            return None
        job.state, job.attempts, job.begun_at, job.again_at = S.RUNNING, job.attempts + 1, now, now + LEASE
        job.save(update_fields=["state", "attempts", "begun_at", "again_at"])
        return Held(job.pk, path, name, key, job.attempts, now)


def _first(name: str, path: str, key: str) -> Held | None:
    now = clock.now()
    job = Job(owner_path=path, name=name, key=key, state=S.RUNNING, begun_at=now, again_at=now + LEASE)
    Job.objects.bulk_create([job], ignore_conflicts=True)
    won = Job.objects.filter(pk=job.pk).exists()
    return Held(job.pk, path, name, key, 1, now) if won else None


def succeed(held: Held, number: int, *, kept: bool = False) -> None:
    """It is done. A tick that did nothing leaves no row; an alarm that stood for it is over."""
    with work(system_scope(held.path)):
        mine = _mine(held)
        if number or kept:
            mine.update(state=S.DONE, ended_at=clock.now(), again_at=None, reason="", number=max(number, 0))
        else:
            mine.delete()
        if held.attempt > 1:
            close_alarm(held.path, AlarmKind.JOB, held.name)


def fail(held: Held, reason: JobReason) -> None:
    """It failed: tried again after a pause, at the third time set aside."""
    with work(system_scope(held.path)):
        job = _mine(held).select_for_update(of=("self",)).first()
        if job is None:
            return
        if held.attempt >= MOST_ATTEMPTS:
            _set_aside(job, reason)
            return
        now = clock.now()
        job.state, job.reason, job.ended_at, job.again_at = S.WAITING, reason, now, now + PAUSES[held.attempt - 1]
        job.save(update_fields=["state", "reason", "ended_at", "again_at"])


def retry(*, by: User, job: Job) -> None:
    """A person puts it back: it has all its attempts again, from the next minute on. Raises Refused."""
    now = clock.now()
    rows = Job.objects.all().troubled().filter(pk=job.pk)
    if not rows.update(state=S.WAITING, attempts=0, again_at=now):
        raise Refused("这项作业已经在办或者办完了，不用再试。")
    close_alarm(job.owner_path, AlarmKind.JOB, job.name)
    record("job.retried", on=job, name=job.name, reason=job.reason)


def due_again(path: str, names: Iterable[str]) -> list[str]:
    """Those of the jobs that failed or were left, and may be tried again by now."""
    with work(system_scope(path)):
        rows = Job.objects.all().due(clock.now()).filter(owner_path=path, name__in=list(names))
        return sorted(set(rows.values_list("name", flat=True)))


def reason_of(error: BaseException) -> JobReason:
    """What to say of it. Nothing of its text, which may hold anything."""
    return next((reason for kind, reason in REASONS if isinstance(error, kind)), JobReason.PROGRAM)


@contextmanager
def beating(held: Held) -> Iterator[None]:
    """Renew the lease from a thread while the block works; a job shorter than a beat asks nothing of the database."""
    with beside(partial(_beat, held), "job-lease"):
        yield


def _beat(held: Held, stop: threading.Event) -> None:
    renewed = False
    while not stop.wait(BEAT):
        renewed = True
        try:
            with work(system_scope(held.path)):
                _mine(held).update(again_at=clock.now() + LEASE)
        except DatabaseError:
            log.warning("lease not renewed", extra={"job": str(held.job_id)})
    if renewed:
        connection.close()


def _mine(held: Held) -> JobQuerySet:
    found: JobQuerySet = Job.objects.filter(pk=held.job_id, state=S.RUNNING, begun_at=held.begun_at)
    return found


def _set_aside(job: Job, reason: JobReason) -> None:
    now = clock.now()
    job.state, job.reason, job.ended_at, job.again_at = S.SET_ASIDE, reason, now, now + REST
    job.save(update_fields=["state", "reason", "ended_at", "again_at"])
    raise_alarm(job.owner_path, AlarmKind.JOB, job.name)
    record("job.set_aside", on=job, name=job.name, reason=reason, attempts=job.attempts)
