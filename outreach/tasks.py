"""Tasks load, call and log. Beat only ticks: what is due is decided by rows in the database."""

import logging

from celery import shared_task

from outreach.domain import ticking
from registry.models.identity import districts

log = logging.getLogger("bdx.task")


@shared_task(name="outreach.tasks.tick_planner")
def tick_planner() -> int:
    """Bring the tasks of every district up to date; one that fails does not stop the others."""
    made = 0
    for path in districts():
        try:
            made += ticking.tick(path)
        except Exception:
            log.exception("planner failed in a district", extra={"district": path})
    log.info("task done", extra={"task": "tick_planner", "count": made})
    return made
