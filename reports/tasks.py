"""Tasks load, call and log. Which months are at work is decided by rows in the database."""

from functools import partial

from celery import shared_task

from registry.choices.jobs import JobName
from registry.domain import jobs
from registry.tasks import each
from reports.domain import drafting


@shared_task(name="reports.tasks.draft_months")
def draft_months() -> int:
    """Make the drafts of the months at work and bring the open ones up to now, in every district."""
    name = JobName.DRAFT_MONTHS
    return each(name, lambda path: jobs.attempt(name, path, partial(drafting.refresh, path)) or 0)
