"""发放记录: who got what, when, by which way, with the figures of exactly the rows that are listed."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.domain import handouts as verbs
from outreach.entry.handout_filter import HandoutFilter, listed
from outreach.models import Handout, Material
from outreach.web import material_words as words
from outreach.web.then_words import by_then
from registry.entry.list_filter import searched
from registry.entry.paging import page_of
from registry.lib import scope as scopes
from registry.policies import Action, allowed
from registry.web import pager
from registry.web.access import needs
from registry.web.nav import export_action

COLUMNS = ("党员", "资料", "状态", "发放", "登记", "管理组织", "办理")


@needs(Action.MATERIAL_GIVE)
@require_GET
def handout_list(request: HttpRequest) -> HttpResponse:
    """The list, and above it what these rows add up to."""
    text, asked = searched(request.GET), listed(request.GET)
    form, found = asked.form, asked.rows
    rows = found.select_related("member", "member__organisation")
    counted = found.figures()
    page = page_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    query, url = form.query(), reverse("handouts")
    context = {
        "tabs": words.tabs("handouts"),
        "form": form,
        "fields": [field for field in form if not field.is_hidden],
        "text": text,
        "query": query,
        "chips": [{"label": _chip(form, name), "url": pager.link(url, q=text, **query | {name: ""})} for name in query],
        "hidden": [{"name": "material", "value": query["material"]}] if "material" in query else [],
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(row) for row in page.rows],
        "stats": _stats(counted),
        "then": "" if text else _then(form, counted),
        "actions": export_action("handouts", asked.query),
        **pager.links(page, url, q=text, **query),
    }
    return render(request, "outreach/materials/handouts.html", context)


def _chip(form: HandoutFilter, name: str) -> str:
    """A given field in words; a material by its title."""
    if name != "material":
        return form.label_of(name)
    found = Material.objects.filter(pk=form.given[name]).first()
    return f"资料：{found.title if found else '（看不到）'}"


def _stats(counted: dict[str, Any]) -> list[dict[str, str]]:
    said = (("赠送学习资料", "copies", "册"), ("发放", "times", "人次"), ("覆盖党员", "members", "人"),
            ("本人标记已学习", "read", "人次"))  # fmt: skip
    return [{"label": label, "number": str(counted[name]), "note": unit} for label, name, unit in said]


def _then(form: HandoutFilter, counted: dict[str, Any]) -> str:
    """What the month's report says of the same days, where that is another number; a liaison has no report."""
    if form.days is None or scopes.current().liaison:
        return ""
    path = form.paths[form.given["org"]] if "org" in form.given else scopes.current().path
    return by_then(path, *form.days, {"copies": counted["copies"]})


def _row(row: Handout) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.member.name,
        "url": reverse("member", args=[row.member_id]) if allowed(Action.MEMBER_VIEW) else "",
        "cells": [
            {"label": "资料", "text": row.title, "sub": row.get_kind_display(), "kind": "long"},
            {"label": "状态", "badge": words.handout_badge(row), "sub": row.void_reason},
            {"label": "发放", "text": f"{row.given_on:%Y-%m-%d}", "sub": words.way(row)},
            {"label": "登记", "text": row.recorded_label, "kind": "long"},
            {"label": "管理组织", "text": str(row.member.organisation), "kind": "long"},
            _void(row),
        ],
    }


def _void(row: Handout) -> dict[str, str]:
    open_ = verbs.voidable(row)
    url = reverse("handout-void", args=[row.pk]) if open_ else ""
    return {"label": "办理", "text": "作废" if open_ else "", "url": url, "kind": "actions"}
