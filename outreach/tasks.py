"""Tasks load, call and log. Beat only ticks: what is due is decided by rows in the database."""

from functools import partial

from celery import shared_task

from outreach.domain import activity_notices, marks, outbox, overtaken, reconciling, ticking
from registry.choices.jobs import JobName
from registry.domain import jobs
from registry.tasks import each, wake


def kick_messages() -> None:
    """Let the messages' worker look for messages."""
    wake(tick_messages)


@shared_task(name="outreach.tasks.tick_planner")
def tick_planner() -> int:
    """Bring the tasks of every district up to date."""
    return each(
        JobName.TICK_PLANNER, lambda path: jobs.attempt(JobName.TICK_PLANNER, path, partial(ticking.tick, path)) or 0
    )


@shared_task(name="outreach.tasks.tick_messages")
def tick_messages() -> int:
    """Find out about uncertain messages, write what members are to know of activities, and send what is due."""
    return each(
        JobName.TICK_MESSAGES, lambda path: jobs.attempt(JobName.TICK_MESSAGES, path, partial(_post, path)) or 0
    )


def _post(path: str) -> int:
    told = activity_notices.write_due(path)
    aside = overtaken.put_aside(path) + marks.settle(path)
    return reconciling.reconcile(path) + told + aside + outbox.work_off(path)
