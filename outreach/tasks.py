"""Tasks load, call and log. Beat only ticks: what is due is decided by rows in the database."""

import logging
from collections.abc import Callable

from celery import shared_task
from django.db import transaction
from kombu.exceptions import OperationalError

from outreach.domain import outbox, reconciling, ticking
from registry.models.identity import districts

log = logging.getLogger("bdx.task")


def kick_messages() -> None:
    """Wake the messages' worker when the caller's transaction has committed; without Redis the next tick does it."""
    transaction.on_commit(_send)


def _send() -> None:
    try:
        tick_messages.apply_async(retry=False, expires=55)
    except OperationalError:
        log.warning("no broker: messages wait for the next tick")


@shared_task(name="outreach.tasks.tick_planner")
def tick_planner() -> int:
    """Bring the tasks of every district up to date."""
    return _each("tick_planner", ticking.tick)


@shared_task(name="outreach.tasks.tick_messages")
def tick_messages() -> int:
    """Find out about uncertain messages and send what is due, district by district."""
    return _each("tick_messages", lambda path: reconciling.reconcile(path) + outbox.work_off(path))


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
