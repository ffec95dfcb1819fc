"""Tasks of the node and everything below it: what is late, whose it is, and since when."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.entry.task_filter import TABS, listed, tab_of
from outreach.models import Task
from outreach.web import rule_pages, words
from registry.entry.list_filter import searched
from registry.entry.paging import page_of
from registry.lib import clock
from registry.models import LiaisonAssignment, User
from registry.policies import Action
from registry.web import pager
from registry.web.access import needs
from registry.web.nav import export_action

COLUMNS = ("姓名", "事项", "期限", "谁办", "管理组织")
NOTHING = "到期的联系、学习汇报和各种提醒由系统按“联系规则”排出来，过了宽限还没办的列在这里。"


@needs(Action.TASK_ASSIGN)
@require_GET
def task_list(request: HttpRequest) -> HttpResponse:
    """The list: one state a tab, narrowed by matter, organisation and who keeps in touch, found by the search box."""
    asked, today = request.GET, clock.today()
    text, state, found = searched(asked), tab_of(asked), listed(asked)
    form = found.form
    # Asked once the rows of the page are known: joined, a million rows would be joined before they are sorted.
    rows = found.rows.prefetch_related("rule", "member__organisation", "delegate")
    page = page_of(rows, after=asked.get("after", ""), before=asked.get("before", ""), order=found.order)
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
        "unannounced": rule_pages.unannounced(),
        "actions": export_action("tasks", {"state": state, **narrowed}),
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
