"""What is late, on the first page of a community, a street, a district: the oldest, whose each is and since when; and
how many there are at each node right below, in the order of the tree."""

from typing import Any

from django.db.models import Count
from django.db.models.functions import Left
from django.urls import reverse

from outreach.entry import task_filter
from outreach.models import Task
from outreach.web import task_list, words
from registry.lib import clock
from registry.lib import scope as scopes
from registry.policies import Action, allowed
from registry.web import home, home_nodes, pager

SHOWN = 5
# Above it "村(社区)" alone would not say which.
COMMUNITY = 3 * scopes.SEGMENT
COLUMNS = ("姓名", "事项", "谁办", "从哪天起")


def part() -> dict[str, Any]:
    """The section; nothing where nothing is late, and for whom tasks are none of her business."""
    if not allowed(Action.TASK_ASSIGN):
        return {}
    late = task_filter.late().order_by("due_on", "id")
    oldest = list(late.select_related("rule", "member__organisation", "delegate")[:SHOWN])
    if not oldest:
        return {}
    return {
        "template": "outreach/home_late.html",
        "columns": [{"label": label} for label in COLUMNS],
        "rows": _rows(oldest),
        "nodes": _nodes(),
    }


def _rows(oldest: list[Task]) -> list[dict[str, Any]]:
    liaisons, today = task_list.liaisons_of({task.member_id for task in oldest}), clock.today()
    wide = len(scopes.current().path) < COMMUNITY
    return [
        {
            "id": task.pk, "name": task.member.name, "url": reverse("task", args=[task.pk]),
            "cells": [
                {"label": COLUMNS[1], "text": task.rule.name},
                {"label": COLUMNS[2], "text": words.doer(task, liaisons.get(task.member_id)),
                 "sub": task.member.organisation.name if wide else ""},
                {"label": COLUMNS[3], "text": words.due(task, today)},
            ],
        }
        for task in oldest
    ]  # fmt: skip


def _nodes() -> list[dict[str, str]]:
    """How many are late at each node right below one's own, where any is; the number leads to them."""
    own = scopes.current().path
    length = len(own) + scopes.SEGMENT
    counted = task_filter.late().order_by().values_list(Left("owner_path", length)).annotate(Count("id"))
    numbers = dict(counted)
    return [
        {"name": node.name, "number": f"{numbers[node.path]:,}", "url": pager.link(reverse("tasks"), org=str(node.pk))}
        for node in home_nodes.below(own)
        if numbers.get(node.path)
    ]


def add() -> None:
    """Once a process, when the app is ready."""
    if part not in home.FURTHER:
        home.FURTHER.append(part)
