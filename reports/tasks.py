"""Tasks load, call and log. Which months are at work is decided by rows in the database."""

from functools import partial

from celery import shared_task

from registry.choices.jobs import JobName
from registry.domain import jobs
from registry.models.identity import system_scope
from registry.models.unit import work
from registry.tasks import each, wake
from reports.domain import boarding, drafting, exports
from reports.workbook import making


@shared_task(name="reports.tasks.draft_months")
def draft_months() -> int:
    """Make the drafts of the months at work and bring the open ones up to now, in every district."""
    name = JobName.DRAFT_MONTHS
    return each(name, lambda path: jobs.attempt(name, path, partial(drafting.refresh, path)) or 0)


@shared_task(name="reports.tasks.refresh_board")
def refresh_board() -> int:
    """Work the board's figures out anew, in every district."""
    name = JobName.REFRESH_BOARD
    return each(name, lambda path: jobs.attempt(name, path, partial(boarding.refresh, path)) or 0)


def kick_exports() -> None:
    """Let a worker look for files to be made."""
    wake(tick_exports)


@shared_task(name="reports.tasks.tick_exports")
def tick_exports() -> int:
    """Make the files that were asked for, those of closed months too; let go of those past their time."""
    name = JobName.TICK_EXPORTS
    each(name, lambda path: jobs.attempt(name, path, partial(_looked, path)) or 0)
    return each(JobName.MAKE_EXPORT, making.work_off)


def _looked(path: str) -> int:
    with work(system_scope(path)):
        return exports.queue_archives() + exports.purge()
