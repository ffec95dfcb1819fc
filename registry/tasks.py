"""Tasks load, call and log. The database is the queue: a lost message costs time, not work.

What is done, how often it was tried and when it is tried again is a row (`registry.domain.jobs`).
"""

import logging
import time
from collections.abc import Callable
from functools import partial

import redis
from celery import Task, shared_task
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from kombu.exceptions import OperationalError
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from registry.choices.jobs import JobName
from registry.domain import (
    accounts,
    calendar,
    duplicates,
    erasing,
    jobs,
    lockout,
    lost,
    sent_forms,
    signs,
    tombstones,
    trail,
)
from registry.intake import running
from registry.intake.staging import claims, purging
from registry.lib import clock
from registry.models.identity import districts, system_scope
from registry.models.unit import work

J = JobName
MOST_INTAKES = 20
# Another worker that is taking an intake needs some hundredths of a second for it.
TRIES, BETWEEN = 5, 0.1

log = logging.getLogger("bdx.task")


class Waker:
    """Wakes a worker. Without Redis beat's next tick does it: after a failure nobody waits for Redis for a while."""

    REST, KNOCK = 30.0, 0.3  # seconds

    def __init__(self) -> None:
        self.rests_until = 0.0

    def __call__(self, task: Task, *arguments: str) -> None:
        """When the caller's transaction has committed."""
        transaction.on_commit(partial(self._send, task, arguments))

    def _send(self, task: Task, arguments: tuple[str, ...]) -> None:
        if time.monotonic() < self.rests_until:
            return
        try:
            _knock()
            task.apply_async(arguments, retry=False, expires=55)
        except (OperationalError, RedisError):
            self.rests_until = time.monotonic() + self.REST
            log.warning("no broker: the work waits for the next tick", extra={"task": task.name})


def _knock() -> None:
    """Raise RedisError unless Redis answers at once; a message would wait some seconds, one at each step of its way."""
    patience = {"socket_timeout": Waker.KNOCK, "socket_connect_timeout": Waker.KNOCK}
    with redis.Redis.from_url(settings.REDIS_URL, retry=Retry(NoBackoff(), 0), **patience) as client:
        client.ping()


wake = Waker()


def kick() -> None:
    """Let a worker look for intakes."""
    wake(tick_intake)


@shared_task(name="registry.tasks.tick_intake")
def tick_intake() -> int:
    """Work on uploaded, checked, interrupted intakes of every district."""
    return each(J.TICK_INTAKE, _intakes)


@shared_task(name="registry.tasks.tick_jobs")
def tick_jobs() -> int:
    """Do again what failed or was left by a worker that is gone, and has no tick of its own every minute."""
    return each("tick_jobs", _again)


@shared_task(name="registry.tasks.purge_intake")
def purge_intake() -> int:
    """Remove uploads and staged rows that are due."""
    return each(J.PURGE_INTAKE, nightly(J.PURGE_INTAKE))


@shared_task(name="registry.tasks.purge_jobs")
def purge_jobs() -> int:
    """Forget jobs that were done some time ago."""
    return each(J.PURGE_JOBS, nightly(J.PURGE_JOBS))


@shared_task(name="registry.tasks.erase_due")
def erase_due() -> int:
    """Leave nothing of persons in records that ended long ago."""
    return each(J.ERASE_DUE, nightly(J.ERASE_DUE))


@shared_task(name="registry.tasks.propose_lost")
def propose_lost() -> int:
    """Propose 失联 for a person to decide on."""
    return each(J.PROPOSE_LOST, nightly(J.PROPOSE_LOST))


@shared_task(name="registry.tasks.find_duplicates")
def find_duplicates() -> int:
    """Look for records that may be one person's, for a person to decide on."""
    return each(J.FIND_DUPLICATES, nightly(J.FIND_DUPLICATES))


@shared_task(name="registry.tasks.find_new_pairs")
def find_new_pairs() -> int:
    """The same, of those who were registered just now."""
    return each(J.FIND_NEW_PAIRS, lambda path: jobs.attempt(J.FIND_NEW_PAIRS, path, partial(_new_pairs, path)) or 0)


@shared_task(name="registry.tasks.seed_calendar")
def seed_calendar() -> int:
    """Enter the years that came with a new version of the program into the calendars that lack them."""
    return each(J.SEED_CALENDAR, nightly(J.SEED_CALENDAR))


@shared_task(name="registry.tasks.tidy_accounts")
def tidy_accounts() -> int:
    """Switch off accounts that nobody uses; forget ended sessions and old failed logins."""
    each(J.TIDY_SESSIONS, nightly(J.TIDY_SESSIONS), districts()[:1])
    return each(J.TIDY_ACCOUNTS, nightly(J.TIDY_ACCOUNTS))


@shared_task(name="registry.tasks.anchor_audit")
def anchor_audit() -> int:
    """Write the head of every chain to a file outside the database."""
    return each(J.ANCHOR_AUDIT, nightly(J.ANCHOR_AUDIT), districts()[:1])


def _intakes(path: str) -> int:
    """One after the other. To take one is a job; the work on it is counted at the intake itself."""
    done = 0
    while done < MOST_INTAKES and (claim := _take(path)) is not None:
        running.run(claim)
        done += 1
    return done


def _take(path: str) -> claims.Claim | None:
    for _ in range(TRIES):
        if held := jobs.begin(J.TICK_INTAKE, path):
            return jobs.carry_out(held, lambda: claims.claim(path))
        time.sleep(BETWEEN)
    return None


def _again(path: str) -> int:
    names = jobs.due_again(path, NIGHTLY)
    for name in names:
        each(name, nightly(name), [path])
    return len(names)


def each(name: str, act: Callable[[str], int], paths: list[str] | None = None) -> int:
    """Do it for every district; one that fails does not stop the others."""
    done = 0
    for path in districts() if paths is None else paths:
        try:
            done += act(path)
        except Exception:
            log.exception("task failed in a district", extra={"task": name, "district": path})
    log.info("task done", extra={"task": name, "count": done})
    return done


def nightly(name: str) -> Callable[[str], int]:
    """A job of the timetable as it is done for a district: every time it was done leaves a row."""
    return lambda path: jobs.attempt(name, path, lambda: NIGHTLY[name](path), kept=True) or 0


def _within(path: str, act: Callable[[], int]) -> int:
    with work(system_scope(path)):
        return act()


def _new_pairs(path: str) -> int:
    return _within(path, duplicates.find_new)


def _erase_due(path: str) -> int:
    """Batch by batch; the list outside the database is brought up even when the night before did not come to it."""
    done = 0
    while found := _within(path, lambda: erasing.erase_due(day=clock.today())):
        done += found
    _within(path, tombstones.keep)
    return done


def _tidy_sessions(path: str) -> int:
    SessionStore.clear_expired()
    lockout.forget_old()
    sent_forms.forget_old()
    return 0


# What is done once a day or an hour. Sessions and anchors are the installation's: noted in its first district.
NIGHTLY: dict[str, Callable[[str], int]] = {
    J.PURGE_INTAKE: lambda path: _within(path, purging.purge),
    J.PURGE_JOBS: lambda path: _within(path, lambda: signs.purge(path)),
    J.ERASE_DUE: _erase_due,
    J.PROPOSE_LOST: lambda path: _within(path, lambda: lost.propose_lost(day=clock.today())),
    J.FIND_DUPLICATES: lambda path: _within(path, duplicates.find_all),
    J.SEED_CALENDAR: lambda path: _within(path, lambda: len(calendar.seed_calendar(by=None))),
    J.TIDY_ACCOUNTS: lambda path: _within(path, lambda: accounts.disable_dormant(day=clock.today())),
    J.TIDY_SESSIONS: _tidy_sessions,
    J.ANCHOR_AUDIT: lambda path: trail.write_anchor(),
}
