"""看板: what the months' reports add up to, as charts and as tables; each number leads to the rows behind it."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Organisation
from registry.policies import Action, allowed
from registry.web.access import needs
from reports.figures import board as sums
from reports.figures.board import Sum
from reports.figures.month import Month
from reports.figures.table import OWN
from reports.models import MonthlyReport

Value = tuple[str, str, Callable[[Sum], int]]
# Heading, figure that the number leads to ("" for a sum of several), what it is.
MOVES: tuple[Value, ...] = (
    ("上月末", "before", lambda row: row.of("total") - row.came + row.went),
    ("新增", "", lambda row: row.came), ("减少", "", lambda row: row.went),
    ("净增", "", lambda row: row.came - row.went), ("月末在册", "total", lambda row: row.of("total")),
)  # fmt: skip


def _plain(*pairs: tuple[str, str]) -> tuple[Value, ...]:
    return tuple((label, key, lambda row, key=key: row.of(key)) for label, key in pairs)


CONTACT = _plain(
    ("应联系", "to_contact"), ("已联系", "contacted"), ("逾期未联系", "overdue"), ("参加过学习", "attended")
)
FROM = _plain(("跨省", "other_province"), ("省内跨市", "other_city"), ("市内跨县", "other_county"))
WHO = _plain(
    ("月末在册", "total"), ("35岁及以下", "young"), ("新业态新就业", "new_employment"), ("已纳入党支部", "enrolled")
)
IDEAS = _plain(("收集", "ideas"), ("纳入清单", "ideas_listed"), ("办结", "ideas_closed"), ("月末逾期", "ideas_overdue"))


@needs(Action.REPORT_VIEW)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """One page of what is stored: the cost follows the nodes of the scope, not their members."""
    found = sums.months(Month.of(clock.today()))
    last = found[-1].month if found else None
    below = sums.parts(last) if last else []
    names = _names(below)
    charts = [
        _chart("members", "流动党员 24 个月", "line", found, MOVES, drawn=(1, 2, 4)),
        _chart("ideas", "金点子，按月", "bar", found, IDEAS),
        _chart("contact", f"联系和学习，{last.label}" if last else "", "bar", below, CONTACT, names),
        _chart("from", f"来自哪里，{last.label}" if last else "", "stack", below, FROM, names),
        _chart("who", f"年龄、新业态、纳入支部，{last.label}" if last else "", "bar", below, WHO, names),
    ]
    return render(request, "reports/board.html", {
        "charts": charts if found else [],
        "specs": [{key: chart[key] for key in ("id", "kind", "labels", "series", "links")} for chart in charts],
        "known": max(row.known for row in found) if found else None,
        "open_months": "、".join(row.month.label for row in found if not row.closed),
        "late": MonthlyReport.objects.all().missing().due(clock.today()).count(),
        "late_url": reverse("months") + ("?view=late" if allowed(Action.REPORT_REVIEW) else "?view=draft"),
    })  # fmt: skip


def _names(rows: list[Sum]) -> dict[str, str]:
    own = scopes.current().path
    known = dict(Organisation.objects.filter(path__in=[row.node for row in rows]).values_list("path", "name"))
    if len(rows) > 1 and own in known:
        known[own] = f"{known[own]}{OWN}"
    return known


def _chart(
    key: str, title: str, kind: str, rows: list[Sum], values: tuple[Value, ...],
    names: dict[str, str] | None = None, drawn: tuple[int, ...] = (),
) -> dict[str, Any]:  # fmt: skip
    labels = [row.month.label if names is None else names.get(row.node, "已撤销的组织") for row in rows]
    shown = [values[at] for at in drawn] if drawn else values
    return {
        "id": key, "title": title, "kind": kind, "labels": labels,
        "series": [{"name": label, "data": [of(row) for row in rows]} for label, _, of in shown],
        "links": [[_link(row, figure) for row in rows] for _, figure, _ in shown],
        "columns": [{"label": "月份" if names is None else "组织"}, *({"label": v[0], "kind": "num"} for v in values)],
        "rows": [
            {"id": f"{key}-{at}", "name": labels[at], "url": _link(row, ""), "cells": [
                {"label": label, "text": f"{of(row):,}", "kind": "num", "url": _link(row, figure) if of(row) else ""}
                for label, figure, of in values
            ]}
            for at, row in enumerate(rows)
        ],
    }  # fmt: skip


def _link(row: Sum, figure: str) -> str:
    """The rows behind a figure; the month's own page for what is a sum of several."""
    if not figure:
        return reverse("month", args=[str(row.month)])
    node = row.node or scopes.current().path
    return reverse("month-figure", args=[str(row.month), figure]) + f"?node={node}"
