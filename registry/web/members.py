"""The member list: one search box, filters, filters that are kept."""

import re
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from registry.domain import filters as verbs
from registry.domain.errors import Refused
from registry.entry.filters import MemberFilter, link, narrowed
from registry.entry.list_filter import searched
from registry.entry.organisations import own_nodes
from registry.entry.paging import Page, page_of
from registry.lib import scope as scopes
from registry.models import Member, SavedFilter
from registry.models.search import ways
from registry.models.unit import step
from registry.policies import Action, allowed
from registry.web import labels, together
from registry.web.access import actor, needs
from registry.web.nav import export_of
from registry.web.redirects import is_part

# What a row shows; encrypted columns that it doesn't show stay in the database.
SHOWN = (
    "name", "sex", "direction", "status", "phone", "origin_code", "origin_text", "employer", "new_employment_type",
    "flowed_on", "flowed_precision", "branch_label", "owner_path", "organisation__full_name", "organisation__name",
    "merged_into",
)  # fmt: skip
COLUMNS = ("姓名", "状态", "手机号", "来源地/去向", "流入/外出", "单位", "管理组织")
MOST_SAVED = 20
WHOLE_NUMBER = re.compile(r"\d{8}")


@needs(Action.MEMBER_VIEW)
@require_GET
def member_list(request: HttpRequest) -> HttpResponse:
    """Members of the scope, found by the search box and the filters."""
    text = searched(request.GET)
    nodes = own_nodes()
    form = MemberFilter(request.GET, nodes)
    members = narrowed(Member.objects.all(), form).select_related("organisation").only(*SHOWN)
    asked = request.GET
    page = page_of(members, ways(text), after=asked.get("after", ""), before=asked.get("before", ""))
    context = _results(page, form, text, alone=len(nodes) == 1)
    if is_part(request):
        # A whole number typed into the box has no place in the browser's history.
        headers = {"HX-Push-Url": "false"} if WHOLE_NUMBER.search(text) else {}
        return HttpResponse(render_to_string("registry/members/results.html", context, request), headers=headers)
    return render(request, "registry/members/list.html", context | _frame(form, text))


def _results(page: Page[Member], form: MemberFilter, text: str, *, alone: bool) -> dict[str, Any]:
    """The table and its pager; a node without others below needs no column that repeats its name."""
    query = form.query()
    shown = COLUMNS[:-1] if alone else COLUMNS
    return {
        "columns": [{"label": label} for label in shown],
        "rows": [_row(member, len(shown) - 1) for member in page.rows],
        "total": page.total,
        "next_url": link(text, query, after=page.after) if page.after else "",
        "previous_url": link(text, query, before=page.before) if page.before else "",
        "first_url": link(text, query) if page.before else "",
        "empty": None if page.rows else _empty(bool(query or text.strip())),
        **together.offered(),
    }


def _row(member: Member, cells: int) -> dict[str, Any]:
    since = labels.partial_date(member.flowed_on, member.flowed_precision)
    return {
        "id": member.pk,
        "name": member.name,
        "url": reverse("member", args=[member.pk]),
        "sub": " · ".join(filter(None, (labels.direction(member.direction), member.sex))),
        "cells": [
            {"label": "状态", "badge": labels.member_badge(member), "sub": member.branch_label},
            {"label": "手机号", "text": labels.phone(member), "kind": "code"},
            {"label": "来源地/去向", "text": labels.place(member.origin_code, member.origin_text), "kind": "long"},
            {"label": "流入/外出", "text": since, "kind": "code"},
            {"label": "单位", "text": member.employer, "sub": labels.employment(member.new_employment_type)},
            {"label": "管理组织", "text": str(member.organisation), "kind": "long"},
        ][:cells],
    }


def _empty(narrowed_down: bool) -> dict[str, Any]:
    """What to do first when there is nothing to show."""
    if narrowed_down:
        return {
            "title": "没有找到符合条件的党员",
            "text": "可以少写几个字、换成拼音首字母，或者去掉几个筛选条件再找。只会找到您管理范围内的党员。",
            "actions": [{"label": "清除条件，看全部在册", "url": reverse("member-list"), "kind": "secondary"}],
        }
    actions = []
    if allowed(Action.MEMBER_WRITE):
        actions = [{"label": "登记第一位", "url": reverse("member-new"), "kind": "primary", "icon": "user-plus"}]
    can = "手里有 Excel 名册的，用“名册导入”一次放进来；只有一两位的，直接登记。"
    waits = "还没有分配给您的党员。请村(社区)在党员页面点“指定联络员”，选上您。"
    return {"title": "这里还没有流动党员", "text": can if actions else waits, "actions": actions}


def _frame(form: MemberFilter, text: str) -> dict[str, Any]:
    """What stands around the results: search box, filters, chips, kept filters."""
    query = form.query()
    chips = [
        {"label": form.label_of(name), "url": link(text, {k: v for k, v in query.items() if k != name})}
        for name in query
    ]
    return {
        "form": form,
        "text": text,
        "chips": chips,
        "query": query,
        "can_save": bool(query) and allowed(Action.FILTER_SAVE),
        "can_write": allowed(Action.MEMBER_WRITE),
        "export_url": export_of("members", {"q": text, **query}),
        "saved": _saved(query),
    }


def _saved(query: dict[str, str]) -> list[dict[str, Any]]:
    """One's own filters and those that the node shares; none for a liaison, who has none."""
    if not allowed(Action.FILTER_SAVE):
        return []
    scope = scopes.current()
    kept = SavedFilter.objects.filter(owner_path=scope.path).select_related("owner")
    mine_or_shared = [row for row in kept if row.shared or row.owner_id == scope.user_id][:MOST_SAVED]
    return [
        {
            "id": row.pk,
            "label": row.name + ("（共用）" if row.shared else ""),
            "url": reverse("member-list") + link("", row.query),
            "current": row.query == query,
            "mine": row.owner_id == scope.user_id,
        }
        for row in mine_or_shared
    ]


@needs(Action.FILTER_SAVE)
@require_POST
def filter_save(request: HttpRequest) -> HttpResponse:
    """Keep the conditions of the list under a name."""
    form = MemberFilter(request.POST, own_nodes())
    name = request.POST.get("name", "").strip()[:50]
    back = reverse("member-list") + link("", form.query())
    if not name or not form.given:
        messages.error(request, "请先选好筛选条件，再给它起个名字。")
        return redirect(back)
    try:
        with step():
            verbs.save_filter(by=actor(request), name=name, query=form.query(), shared="shared" in request.POST)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"已保存为常用筛选“{name}”，在搜索框下面点一下就能用。")
    return redirect(back)


@needs(Action.FILTER_SAVE)
@require_POST
def filter_delete(request: HttpRequest, pk: str) -> HttpResponse:
    """Forget one of one's own filters."""
    saved = get_object_or_404(SavedFilter.objects.all(), pk=pk, owner=actor(request))
    verbs.delete_filter(by=actor(request), saved=saved)
    messages.success(request, f"已删除常用筛选“{saved.name}”。")
    return redirect("member-list")
