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
from reports.tasks import kick_exports
from reports.web import export_words as words
from reports.web.export_forms import ExportForm
from reports.workbook.spec import LEDGERS

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
    rows = Export.objects.select_related("organisation")
    page = page_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return {
        "form": form,
        "forms_url": reverse("official-forms") if allowed(Action.REPORT_CLOSE) else "",
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(row) for row in page.rows],
        **pager.links(page, reverse("exports")),
    }


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
