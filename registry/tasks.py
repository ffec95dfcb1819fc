"""Tasks load, call and log. The database is the queue: a lost message costs time, not work."""

import logging
from collections.abc import Callable

from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.db import transaction
from kombu.exceptions import OperationalError

from registry.domain import accounts, calendar, duplicates, lockout, lost, trail
from registry.intake import purging, running
from registry.lib import clock
from registry.models.identity import districts, system_scope
from registry.models.unit import work

log = logging.getLogger("bdx.task")


def kick() -> None:
    """Wake a worker when the caller's transaction has committed. Without Redis, beat's next tick does it."""
    transaction.on_commit(_send)


def _send() -> None:
    try:
        tick_intake.apply_async(retry=False, expires=55)
    except OperationalError:
        log.warning("no broker: the intake waits for the next tick")


@shared_task(name="registry.tasks.tick_intake")
def tick_intake() -> int:
    """Work on uploaded, checked, interrupted intakes of every district."""
    return _each("tick_intake", running.work_off)


@shared_task(name="registry.tasks.purge_intake")
def purge_intake() -> int:
    """Remove uploads and staged rows that are due."""
    return _each("purge_intake", lambda path: _within(path, purging.purge))


@shared_task(name="registry.tasks.propose_lost")
def propose_lost() -> int:
    """Propose 失联 for a person to decide on."""
    return _each("propose_lost", lambda path: _within(path, lambda: lost.propose_lost(day=clock.today())))


@shared_task(name="registry.tasks.find_duplicates")
def find_duplicates() -> int:
    """Look for records that may be one person's, for a person to decide on."""
    return _each("find_duplicates", lambda path: _within(path, duplicates.find_all))


@shared_task(name="registry.tasks.seed_calendar")
def seed_calendar() -> int:
    """Enter the years that came with a new version of the program into the calendars that lack them."""
    return _each("seed_calendar", lambda path: _within(path, lambda: len(calendar.seed_calendar(by=None))))


@shared_task(name="registry.tasks.tidy_accounts")
def tidy_accounts() -> int:
    """Switch off accounts that nobody uses; forget ended sessions and old failed logins."""
    SessionStore.clear_expired()
    lockout.forget_old()
    return _each("tidy_accounts", lambda path: _within(path, lambda: accounts.disable_dormant(day=clock.today())))


@shared_task(name="registry.tasks.anchor_audit")
def anchor_audit() -> None:
    """Write the head of every chain to a file outside the database."""
    trail.write_anchor()


def _each(name: str, act: Callable[[str], int]) -> int:
    """Do it for every district; one that fails does not stop the others."""
    done = 0
    for path in districts():
        try:
            done += act(path)
        except Exception:
            log.exception("task failed in a district", extra={"task": name, "district": path})
    log.info("task done", extra={"task": name, "count": done})
    return done


def _within(path: str, act: Callable[[], int]) -> int:
    with work(system_scope(path)):
        return act()
