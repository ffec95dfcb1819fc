"""后台作业: what the program does by itself, how it stands, and what somebody has to see to. Nothing of members."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from registry.choices.jobs import JobState
from registry.domain import jobs as verbs
from registry.domain.errors import Refused
from registry.lib import scope as scopes
from registry.models import Alarm, Job
from registry.models.unit import step
from registry.policies import Action, allowed
from registry.web import jobs_facts as facts
from registry.web import jobs_words as words
from registry.web.access import actor, needs

MOST = 30

# What the apps above the registry show here; they add it when they are ready. Each gives figures (`stat_card`).
FIGURES: list[Callable[[], list[dict[str, Any]]]] = [facts.intakes]
# Each gives a section: {title, lead, template, …}, or nothing.
SECTIONS: list[Callable[[HttpRequest], dict[str, Any]]] = []


@needs(Action.JOB_MANAGE)
@require_GET
def jobs(request: HttpRequest) -> HttpResponse:
    """The page: alarms, processes, queues, what waits, what failed, what runs, what was done."""
    rows = Job.objects.all().filter(owner_path=district())
    sections = [section(request) for section in SECTIONS]
    context = {
        "alarms": [words.alarm(alarm) for alarm in standing_alarms()[:MOST]],
        "processes": facts.processes(district()),
        "queues": facts.queues(),
        "figures": [figure for figures in FIGURES for figure in figures()],
        "troubled": [words.troubled(job) for job in rows.troubled()[:MOST]],
        "running": words.table(rows.filter(state=JobState.RUNNING)[:MOST], words.RUNNING),
        "done": words.table(rows.filter(state=JobState.DONE)[:MOST], words.DONE),
        "sections": [section for section in sections if section],
        "here": request.get_full_path(),
    }
    return render(request, "registry/jobs/jobs.html", context)


@needs(Action.JOB_MANAGE)
@require_POST
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Put a job back that failed; the next minute takes it up."""
    job = get_object_or_404(Job.objects.all(), pk=pk)
    try:
        with step():
            verbs.retry(by=actor(request), job=job)
        messages.success(request, f"“{job.label}”已放回，一分钟内再试。")
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("jobs")


def district() -> str:
    """The district whose machinery the present scope looks at."""
    return scopes.current().office[: scopes.SEGMENT]


def standing_alarms() -> Any:
    """Alarms that are not over."""
    return Alarm.objects.all().open().filter(owner_path=district())


def notice() -> dict[str, str]:
    """What the first page says of alarms to those who may see to them (`components/notice.html`); else empty."""
    if not allowed(Action.JOB_MANAGE):
        return {}
    found = [words.alarm(alarm)["title"] for alarm in standing_alarms()[:MOST]]
    if not found:
        return {}
    return {"title": "后台有事要处理", "text": "；".join(found) + "。", "url": reverse("jobs"), "label": "去后台作业"}
