"""Tasks of the node and everything below it: what is late, whose it is, and since when."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.choices import TaskKind, TaskState
from outreach.models import Alert, Task
from outreach.models.task import TaskQuerySet
from outreach.web import words
from registry.entry.list_filter import ListFilter
from registry.entry.organisations import Node, options, own_nodes
from registry.entry.paging import Order, page_of
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import LiaisonAssignment, Member, User
from registry.models.search import condition
from registry.policies import Action
from registry.web import pager
from registry.web.access import needs

COLUMNS = ("姓名", "事项", "期限", "谁办", "管理组织")
BY_DUE: Order = ("due_on", "id")
LATEST: Order = ("-closed_at", "-id")
LATE, RISEN, NOW, AHEAD, RESTING, CLOSED = "", "risen", "now", "ahead", "resting", "closed"
TABS = (
    (LATE, "逾期"),
    (RISEN, "上报到本级"),
    (NOW, "该办了"),
    (AHEAD, "未到期"),
    (RESTING, "暂缓"),
    (CLOSED, "已办结"),
)
NOTHING = "到期的联系、学习汇报和各种提醒由系统按“联系规则”排出来，过了宽限还没办的列在这里。"


class TaskFilter(ListFilter):
    """The GET form of the list."""

    kind = forms.ChoiceField(label="事项", required=False, choices=[("", "不限"), *TaskKind.choices])
    org = forms.ChoiceField(label="管理组织", required=False)
    without = forms.ChoiceField(label="联络员", required=False, choices=[("", "不限"), ("none", "还没有联络员的")])

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, nodes)
        self.offer("org", options(nodes) if len(nodes) > 1 else [])
        self.take()

    def narrow(self, tasks: TaskQuerySet) -> TaskQuerySet:
        """The tasks that are asked for."""
        if kind := self.given.get("kind"):
            tasks = tasks.filter(kind=kind)
        if org := self.given.get("org"):
            tasks = tasks.filter(self.subtree(org))
        if self.given.get("without"):
            primary = LiaisonAssignment.objects.filter(member=OuterRef("member"), backup=False, ended_on__isnull=True)
            tasks = tasks.filter(~Exists(primary))
        return tasks


def late() -> TaskQuerySet:
    """What is past its grace: what the first page counts."""
    found: TaskQuerySet = Task.objects.all().overdue(clock.today())
    return found


def risen() -> TaskQuerySet:
    """What has risen to the scope's own node."""
    alerts = Alert.objects.all().open().risen_to(scopes.current().path)
    found: TaskQuerySet = Task.objects.all().open().filter(pk__in=alerts.values("task_id"))
    return found


def _resting(today: date) -> TaskQuerySet:
    found: TaskQuerySet = Task.objects.all().resting(today)
    return found


_STATES: dict[str, Callable[[date], TaskQuerySet]] = {
    LATE: lambda today: late(),
    RISEN: lambda today: risen(),
    NOW: lambda today: Task.objects.at_work(today).filter(due_on__lte=today, late_on__gte=today),
    AHEAD: lambda today: Task.objects.at_work(today).filter(due_on__gt=today),
    RESTING: _resting,
    CLOSED: lambda today: Task.objects.exclude(state=TaskState.OPEN),
}


@needs(Action.TASK_ASSIGN)
@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    """The list: one state a tab, narrowed by matter, organisation and who keeps in touch, found by the search box."""
    asked, nodes, today = request.GET, own_nodes(), clock.today()
    text, state = asked.get("q", "")[:100], asked.get("state", "")
    state = state if state in _STATES else LATE
    form = TaskFilter(asked, nodes)
    rows = form.narrow(_STATES[state](today)).select_related("rule", "member", "member__organisation", "delegate")
    if text.strip():
        rows = rows.filter(member__in=Member.objects.filter(condition(text)).values("pk"))
    order = LATEST if state == CLOSED else BY_DUE
    page = page_of(rows, after=asked.get("after", ""), before=asked.get("before", ""), order=order)
    narrowed, url = form.given | {"q": text}, reverse("tasks")
    context = {
        "form": form,
        "text": text,
        "query": form.given,
        "chips": [{"label": form.label_of(name), "url": _link(state, narrowed | {name: ""})} for name in form.given],
        "tabs": [{"label": label, "url": _link(key, narrowed), "current": key == state} for key, label in TABS],
        "hidden": [{"name": "state", "value": state}] if state else [],
        "columns": [{"label": label} for label in COLUMNS],
        "rows": _rows(page.rows, today),
        "narrowed": bool(form.given or text.strip()),
        "nothing": NOTHING,
        "all": [{"label": "看所有逾期的", "url": url, "kind": "secondary"}],
        **pager.links(page, url, state=state, **narrowed),
    }
    return render(request, "outreach/tasks.html", context)


def _link(state: str, narrowed: dict[str, str]) -> str:
    return pager.link(reverse("tasks"), state=state, **narrowed)


def liaisons_of(members: Iterable[UUID]) -> dict[UUID, User]:
    """The primary liaison of each member who has one; one query."""
    present = LiaisonAssignment.objects.filter(member__in=list(members), backup=False, ended_on__isnull=True)
    return {row.member_id: row.liaison for row in present.select_related("liaison")}


def _rows(found: list[Task], today: date) -> list[dict[str, Any]]:
    liaisons = liaisons_of({task.member_id for task in found})
    return [_row(task, liaisons.get(task.member_id), today) for task in found]


def _row(task: Task, liaison: User | None, today: date) -> dict[str, Any]:
    closed = f"{task.closed_on:%Y-%m-%d} 办结" if task.closed_on else words.due(task, today)
    return {
        "id": task.pk,
        "name": task.member.name,
        "url": reverse("task", args=[task.pk]),
        "cells": [
            {"label": "事项", "text": task.rule.name, "sub": task.reason},
            {"label": "期限", "text": closed, "badge": words.badge(task, today)},
            {"label": "谁办", "text": words.doer(task, liaison)},
            {"label": "管理组织", "text": str(task.member.organisation), "kind": "long"},
        ],
    }
