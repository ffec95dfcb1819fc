"""上级表样: the forms of the district, and taking in another one."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.entry.paging import page_of
from registry.lib import clock
from registry.policies import Action
from registry.web import pager
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from reports.domain import official
from reports.models import OfficialForm
from reports.web.official_forms import MAX_MB, FormUpload

COLUMNS = ("表名", "状态", "对应的格子", "上传")


@needs(Action.REPORT_CLOSE)
@require_http_methods(["GET", "POST"])
def forms_list(request: HttpRequest) -> HttpResponse:
    """Those in use and those of before; a POST takes one in and opens it."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FormUpload(*sent)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        row = attempted(form, official.upload, by=actor(request), name=given["name"], upload=given["file"])
        if row is not None:
            return redirect("official-form", row.pk)
    return render(request, "reports/official/list.html", _context(request, form), status=422 if form.errors else 200)


def _context(request: HttpRequest, form: FormUpload) -> dict[str, Any]:
    rows = OfficialForm.objects.all()
    page = page_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return {
        "form": form, "max_mb": MAX_MB, "crumbs": crumbs(),
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(row) for row in page.rows],
        **pager.links(page, reverse("official-forms")),
    }  # fmt: skip


def crumbs(*more: tuple[str, str]) -> list[dict[str, str]]:
    """The pages above: label and address."""
    return [{"label": label, "url": url} for label, url in (("导出", reverse("exports")), *more)]


def badge(row: OfficialForm) -> dict[str, str]:
    """How far it is."""
    if row.retired_at:
        return {"tone": "neutral", "text": "已停用"}
    if not row.bound:
        return {"tone": "warning", "text": "还没有对应"}
    left = official.unconfirmed(row)
    return {"tone": "warning", "text": f"{left} 格待核对"} if left else {"tone": "success", "text": "可以填报"}


def _row(row: OfficialForm) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.name,
        "url": reverse("official-form", args=[row.pk]),
        "sub": f"第 {row.version} 版",
        "cells": [
            {"label": "状态", "badge": badge(row)},
            {"label": "对应的格子", "text": f"{row.bound} 格"},
            {"label": "上传", "text": f"{clock.local(row.uploaded_at):%Y-%m-%d %H:%M}", "sub": row.uploaded_label},
        ],
    }
