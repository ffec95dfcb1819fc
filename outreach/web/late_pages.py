"""学习汇报逾期名单: who has not handed in, whose it is, since when; on paper; and one reminder to exactly these."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from outreach.domain import batches, late
from outreach.entry.task_filter import BY_DUE
from outreach.models import Task
from outreach.web import material_words as words
from outreach.web.batch_pages import BatchForm
from outreach.web.task_list import liaisons_of
from registry.domain.movements import label_of
from registry.entry.list_filter import Listed, of_members, searched
from registry.entry.organisations import own_nodes
from registry.entry.paging import page_of
from registry.lib import clock
from registry.models import StudyReport, User
from registry.policies import Action, allowed
from registry.web import labels, pager
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.nav import export_action

COLUMNS = ("党员", "手机号", "应交", "逾期", "联络员", "上次汇报", "管理组织")
# A page of A4 holds some thirty lines; a longer list is printed node by node.
MOST_ON_SHEET = 500
WORDING = "{{姓名}}同志：您{quarter}的学习汇报还没有收到。几句话、几张照片都行，请抽空交一份。"


def listed(asked: Any) -> Listed:
    """The list as its address says; the search box asks whose."""
    form, text = late.LateFilter(asked, own_nodes()), searched(asked)
    tasks = form.tasks().filter(of_members(text))
    words = [form.asked_quarter.label, *form.words(text)]
    return Listed(tasks, form, BY_DUE, words, {"q": text, **form.query()})


@needs(Action.TASK_ASSIGN)
@require_GET
def late_list(request: HttpRequest) -> HttpResponse:
    """The list, one report a row."""
    text, found = searched(request.GET), listed(request.GET)
    form, tasks = found.form, found.rows
    page = page_of(
        tasks.select_related("member", "member__organisation"), after=request.GET.get("after", ""),
        before=request.GET.get("before", ""), order=BY_DUE,
    )  # fmt: skip
    query, url = form.query(), reverse("study-late")
    context = {
        "tabs": words.tabs("study-late"),
        "title": f"学习汇报逾期名单：{form.asked_quarter.label}",
        "form": form,
        "text": text,
        "query": query,
        "chips": [
            {"label": form.label_of(name), "url": pager.link(url, q=text, **query | {name: ""})} for name in query
        ],
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(line) for line in lines_of(page.rows)],
        "actions": export_action("study-late", found.query),
        "sheet_url": pager.link(reverse("study-late-sheet"), **query),
        "chase_url": pager.link(reverse("study-late-chase"), **query) if allowed(Action.MESSAGE_SEND) else "",
        **pager.links(page, url, q=text, **query),
    }
    return render(request, "outreach/study/late.html", context)


def lines_of(tasks: list[Task]) -> list[dict[str, Any]]:
    """What list and sheet say of each task, in the same words; three queries however many there are."""
    members = {task.member_id for task in tasks}
    liaisons, last = liaisons_of(members), _last_reports(members)
    return [_line(task, liaisons.get(task.member_id), last.get(task.member_id)) for task in tasks]


def _last_reports(members: Iterable[UUID]) -> dict[UUID, date]:
    rows = StudyReport.objects.all().valid().filter(member__in=list(members)).order_by()
    return dict(rows.values_list("member_id").annotate(Max("studied_on")))


def _line(task: Task, liaison: User | None, last: date | None) -> dict[str, Any]:
    days = max((clock.today() - task.due_on).days, 0)
    return {
        "task": task,
        "name": task.member.name,
        "phone": labels.phone(task.member),
        "due": f"{task.due_on:%Y-%m-%d}",
        "days": days,
        "since": f"{days} 天" if days else "",
        "standing": _standing(task, days),
        "liaison": liaison.name if liaison else "还没有联络员",
        "last": f"{last:%Y-%m-%d}" if last else "没有交过",
        "place": str(task.member.organisation),
    }


def _standing(task: Task, days: int) -> dict[str, str]:
    today = clock.today()
    if task.held_until and task.held_until > today:
        return {"text": f"暂缓到 {task.held_until:%m-%d}", "tone": "neutral"}
    if task.state != "open" or task.late_on < today:
        return {"text": "逾期", "tone": "danger"}
    return {"text": "宽限内", "tone": "warning"} if days > 0 else {"text": "还没到期", "tone": "outline"}


def _row(line: dict[str, Any]) -> dict[str, Any]:
    task = line["task"]
    return {
        "id": task.pk,
        "name": line["name"],
        "url": reverse("member", args=[task.member_id]),
        "cells": [
            {"label": "手机号", "text": line["phone"], "kind": "code"},
            {"label": "应交", "text": line["due"], "url": reverse("task", args=[task.pk])},
            {"label": "逾期", "text": line["since"], "badge": line["standing"]},
            {"label": "联络员", "text": line["liaison"]},
            {"label": "上次汇报", "text": line["last"]},
            {"label": "管理组织", "text": line["place"], "kind": "long"},
        ],
    }


@needs(Action.TASK_ASSIGN)
@require_GET
def late_sheet(request: HttpRequest) -> HttpResponse:
    """The same list on A4. Numbers stay masked; that it was printed is on the trail."""
    form = late.LateFilter(request.GET, own_nodes())
    tasks = form.tasks().select_related("member", "member__organisation").order_by("owner_path", "due_on", "id")
    found = list(tasks[: MOST_ON_SHEET + 1])
    lines = lines_of(found[:MOST_ON_SHEET])
    late.printed(rows=len(lines), quarter=form.asked_quarter.key)
    context = {
        "title": f"{form.asked_quarter.label}学习汇报逾期名单",
        "conditions": [form.label_of(name) for name in form.given if name != "quarter"],
        "lines": lines,
        "cut": len(found) > MOST_ON_SHEET,
        "most": MOST_ON_SHEET,
        "back_url": pager.link(reverse("study-late"), **form.query()),
        "crumbs": [{"label": "逾期名单", "url": reverse("study-late")}],
        "printed_by": label_of(actor(request)),
        "printed_at": labels.moment(clock.now()),
    }
    return render(request, "outreach/study/late_sheet.html", context)


class ChaseForm(BatchForm):
    """A batch to exactly those on the list."""

    saved = None  # type: ignore[assignment]  # Django's way to leave out a parent's field

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].help_text = ""


@needs(Action.TASK_ASSIGN, Action.MESSAGE_SEND)
@require_http_methods(["GET", "POST"])
def chase(request: HttpRequest) -> HttpResponse:
    """催一次: a draft to those on the list as it is narrowed; looked at and confirmed like every batch."""
    narrowing, by = late.LateFilter(request.GET, own_nodes()), actor(request)
    quarter = narrowing.asked_quarter.label
    initial = {"name": f"催交{quarter}学习汇报", "channel": "wechat", "body": WORDING.format(quarter=quarter)}
    form = ChaseForm(request.POST or None, initial=initial)
    if form.is_bound and form.is_valid():
        fields = form.cleaned_data | {"filter_name": f"学习汇报逾期名单：{quarter}"}
        query = late.query_of(narrowing)
        made = attempted(form, batches.create, by=by, label=label_of(by), fields=fields, query=query)
        if made:
            return redirect("batch", pk=made.pk)
    members = narrowing.tasks().values("member_id").distinct().count()
    back_url = pager.link(reverse("study-late"), **narrowing.query())
    context = {"form": form, "title": "催一次", "members": members, "back_url": back_url}
    context["crumbs"] = [{"label": "逾期名单", "url": back_url}]
    return render(request, "outreach/study/chase.html", context)
