"""Tasks load, call and log. Which months are at work is decided by rows in the database."""

from functools import partial

from celery import shared_task

from registry.choices.jobs import JobName
from registry.domain import jobs
from registry.models.identity import system_scope
from registry.models.unit import work
from registry.tasks import each, wake
from reports.domain import boarding, drafting, exports
from reports.models import Export
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


def kick_exports(first: Export | None = None) -> None:
    """Let a worker look for files to be made, at first for the one that a person waits for, archived or not."""
    wake(tick_exports, *([str(first.pk)] if first else []))


@shared_task(name="reports.tasks.tick_exports")
def tick_exports(first: str = "") -> int:
    """Make the files that were asked for, those of closed months too; let go of those past their time.

    A task makes a few; where more wait, the next one goes on at once, so that no pool process is held for long."""
    name = JobName.TICK_EXPORTS
    each(name, lambda path: jobs.attempt(name, path, partial(_looked, path)) or 0)
    made = each(JobName.MAKE_EXPORT, partial(making.work_off, most=making.AT_ONCE, first=first))
    if made >= making.AT_ONCE:
        kick_exports()
    return made


def _looked(path: str) -> int:
    with work(system_scope(path)):
        return exports.queue_archives() + exports.purge()
