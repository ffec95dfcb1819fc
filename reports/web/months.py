"""月报: the months of a node, and lists of what is to be done with them; the first page counts the same rows."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.entry.paging import page_of
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Organisation
from registry.policies import Action, allowed
from registry.web import labels, pager
from registry.web.access import needs
from reports.choices import ReportState
from reports.figures.month import Month
from reports.figures.places import names
from reports.figures.table import ROW
from reports.models import MonthlyReport
from reports.models.monthly import ReportQuerySet
from reports.web import month_words as words

S = ReportState
DRAFTS, RETURNED, WAITING, LATE, REMINDED, READY = "draft", "returned", "waiting", "late", "reminded", "ready"
VIEWS = (
    ("", "各月"), (DRAFTS, "待上报"), (RETURNED, "被退回"), (REMINDED, "上级催报"), (WAITING, "待审核"),
    (LATE, "逾期未报"), (READY, "可以归档"),
)  # fmt: skip
# Who is offered which view besides the first three.
RIGHTS = {WAITING: Action.REPORT_REVIEW, READY: Action.REPORT_CLOSE}
COLUMNS = ("月份", "填报单位", "状态", "上报", "意见")
STATES = tuple(S)
MOST = 60
EMPTY = {
    "": ("还没有月报", "每月 25 日起，程序自动生成当月草稿，数字每小时刷新，到时候在这里核对、上报。"),
    READY: ("没有可以归档的月份", "一个月过完、下面的月报都审核通过以后，列在这里。"),
}


def rows_of(view: str) -> ReportQuerySet:
    """The reports of a view."""
    rows, today = MonthlyReport.objects.all(), clock.today()
    views: dict[str, Callable[[], ReportQuerySet]] = {
        DRAFTS: lambda: rows.filter(state=S.DRAFT), RETURNED: lambda: rows.filter(state=S.RETURNED),
        WAITING: rows.waiting, LATE: lambda: rows.missing().over(today), REMINDED: rows.reminded,
        READY: lambda: rows.ready(today),
    }  # fmt: skip
    return views[view]()


def offered() -> list[tuple[str, str]]:
    """The views of the present role."""
    return [(view, label) for view, label in VIEWS if view not in RIGHTS or allowed(RIGHTS[view])]


@needs(Action.REPORT_VIEW)
@require_GET
def months(request: HttpRequest) -> HttpResponse:
    """The months, or the reports of one view."""
    views, asked = offered(), request.GET.get("view", "")
    view = asked if asked in dict(views) else ""
    url = reverse("months")
    shown = _listed(request, view) if view else {"columns": _columns("月份", "情况", "下一步"), "rows": _months()}
    title, text = EMPTY.get(view, (f"没有“{dict(VIEWS)[view]}”的月报", "有了就会列在这里。"))
    return render(request, "reports/months/list.html", {
        "moved": _moved(),
        "tabs": [{"label": label, "url": pager.link(url, view=name), "current": name == view} for name, label in views],
        "empty_title": title, "empty_text": text, **shown,
    })  # fmt: skip


def _moved() -> str:
    """Since when the asker's node is in its present place, if it has moved: earlier reports stayed in the old one."""
    here = Organisation.objects.filter(path=scopes.current().path).values_list("placed_on", flat=True)
    day: date | None = here.first()
    return f"{day:%Y-%m-%d} 起归现在的上级管理" if day else ""


def _listed(request: HttpRequest, view: str) -> dict[str, Any]:
    node, own = words.node_of(request.GET.get("node", ""))
    rows = rows_of(view).at(node, own=own).select_related("organisation").defer("figures", "late", "explained")
    page = page_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    links = pager.links(page, reverse("months"), view=view, node=request.GET.get("node", ""))
    named = names()
    return {"columns": _columns(*COLUMNS), "rows": [_row(row, view, named) for row in page.rows], **links}


def _columns(*names: str) -> list[dict[str, str]]:
    return [{"label": name} for name in names]


def _row(row: MonthlyReport, view: str, named: Mapping[str, str]) -> dict[str, Any]:
    month = words.month_from(row)
    whole = view == READY
    submitted = f"{labels.moment(row.submitted_at)} {row.submitted_label}" if row.submitted_at else ""
    cells = [
        {"label": "填报单位", "text": "全区" if whole else words.place(row, named), "kind": "long"},
        {"label": "状态", "badge": {"text": "都已审核", "tone": "success"} if whole else words.badge(row)},
        {"label": "上报", "text": "" if whole else submitted}, {"label": "意见", "text": row.remark, "kind": "long"},
    ]  # fmt: skip
    url = reverse("month", args=[str(month)]) if whole else reverse("month-report", args=[row.pk])
    return {"id": row.pk, "name": month.label, "url": url, "cells": cells}


def _months() -> list[dict[str, Any]]:
    """Each month with the number of reports in each state."""
    counts = {str(state): Count("pk", filter=Q(state=state)) for state in STATES}
    rows = MonthlyReport.objects.order_by().values("year", "month").annotate(**counts).order_by("-year", "-month")
    return [_month(dict(row)) for row in rows[:MOST]]


def _month(row: dict[str, Any]) -> dict[str, Any]:
    month = Month(row["year"], row["month"])
    alone = len(scopes.current().path) >= ROW
    said = [
        S(state).label if alone else f"{words.SHORT[state]} {row[state]} 份" for state in STATES if row[str(state)]
    ]  # fmt: skip
    cells = [{"label": "情况", "text": "，".join(said)}, {"label": "下一步", "text": _next(month, row)}]
    return {"id": str(month), "name": month.label, "url": reverse("month", args=[str(month)]), "cells": cells}


def _next(month: Month, row: dict[str, Any]) -> str:
    """Whose turn it is."""
    if row[S.DRAFT] or row[S.RETURNED]:
        return f"等村（社区）核对、上报（截至 {month.last:%Y-%m-%d}）"
    if row[S.SUBMITTED]:
        return "等街道审核"
    return "等区里归档" if row[S.ACCEPTED] else ""
