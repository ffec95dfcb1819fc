"""导出: what was asked for in the scope, and asking for another one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.domain.errors import Refused
from registry.entry.paging import page_of
from registry.lib import clock
from registry.policies import Action, allowed
from registry.web import pager
from registry.web.access import actor, needs
from reports.domain import exports
from reports.figures.month import Month
from reports.models import Export
from reports.models.export import ExportQuerySet
from reports.tasks import kick_exports
from reports.web import export_words as words
from reports.web.export_forms import ExportForm
from reports.workbook.spec import LEDGERS

TABS = (("", "全部"), ("mine", "我申请的"), ("archived", "归档的月份"))
EMPTY = {
    "": ("还没有导出过", "选好月份和单位，点“生成文件”。"),
    "mine": ("您还没有申请过", "选好月份和单位，点“生成文件”；别人申请的和归档的在“全部”里。"),
    "archived": ("还没有归档的月份", "区里把一个月归档以后，各单位的工作簿自动放在这里。"),
}
COLUMNS = ("文件", "单位", "状态", "申请", "可下载到")


@needs(Action.REPORT_VIEW)
@require_http_methods(["GET", "POST"])
def export_list(request: HttpRequest) -> HttpResponse:
    """The form, and below it the files; a POST asks for one and goes to its page."""
    form = ExportForm(request.POST or None, initial=_initial(request))
    if request.method == "POST" and form.is_valid():
        try:
            row = exports.ask(by=actor(request), **form.asked())
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            kick_exports(row)
            return redirect("export", row.pk)
    return render(request, "reports/exports/list.html", _context(request, form), status=422 if form.errors else 200)


def _initial(request: HttpRequest) -> dict[str, Any]:
    """Last month's whole workbook, or what the address names."""
    named = {name: request.GET[name] for name in ("month", "organisation", "kind") if name in request.GET}
    return {"month": str(Month.of(clock.today()).previous()), "sheets": list(LEDGERS)} | named


def _context(request: HttpRequest, form: ExportForm) -> dict[str, Any]:
    tab = _present(request)
    page = page_of(_rows(request, tab), after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return {
        "form": form,
        "forms_url": reverse("official-forms") if allowed(Action.REPORT_CLOSE) else "",
        "columns": [{"label": label} for label in COLUMNS],
        "tabs": [
            {"label": label, "url": pager.link(reverse("exports"), of=name), "current": name == tab}
            for name, label in TABS
        ],
        "rows": [_row(row) for row in page.rows],
        "empty": dict(zip(("title", "text"), EMPTY[tab], strict=True)),
        **pager.links(page, reverse("exports"), of=tab),
    }


def _present(request: HttpRequest) -> str:
    """Which part of the list the address names; all of it for one that is not known."""
    named = request.GET.get("of", "")
    return named if named in EMPTY else ""


def _rows(request: HttpRequest, tab: str) -> ExportQuerySet:
    """At a month's end the archived workbooks of every node come on top of what somebody asked for herself."""
    rows = Export.objects.select_related("organisation")
    if tab == "mine":
        return rows.filter(asked_by=actor(request))
    return rows.filter(archive=True) if tab else rows


def _row(row: Export) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": words.title(row),
        "url": reverse("export", args=[row.pk]),
        "sub": "" if row.masked else "含完整号码",
        "cells": [
            {"label": "单位", "text": str(row.organisation), "kind": "long"},
            {"label": "状态", "badge": words.badge(row), "sub": f"{row.percent}%" if row.waits else ""},
            {"label": "申请", "text": f"{clock.local(row.asked_at):%Y-%m-%d %H:%M}", "sub": row.asked_label},
            {"label": "可下载到", "text": words.until(row)},
        ],
    }
