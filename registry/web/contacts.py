"""The contacts of the scope: every call, visit and letter, narrowed, and who is to be called next."""

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.choices import ContactSide
from registry.entry.contact_filter import AGREED, DUE, ContactFilter, due, listed
from registry.entry.list_filter import searched
from registry.entry.organisations import own_nodes
from registry.entry.paging import page_of
from registry.lib import clock
from registry.models import ContactLog
from registry.policies import Action
from registry.web import labels
from registry.web.access import needs
from registry.web.contacts_page import outcome_badge
from registry.web.members import WHOLE_NUMBER
from registry.web.nav import export_action
from registry.web.redirects import is_part

SHOWN = (
    "side", "matter", "happened_at", "channel", "outcome", "contact_label", "next_on", "owner_path", "voided_at",
    "member__name", "member__owner_path", "member__organisation__full_name", "member__organisation__name",
)  # fmt: skip
COLUMNS = ("姓名", "联系时间", "方式", "结果", "下次联系", "联系人", "管理组织")


@needs(Action.MEMBER_VIEW)
@require_GET
def contact_list(request: HttpRequest) -> HttpResponse:
    """The list, found by the search box (whose contacts) and the filters."""
    text, nodes = searched(request.GET), own_nodes()
    found = listed(request.GET)
    form = found.form
    rows = found.rows.select_related("member", "member__organisation").only(*SHOWN)
    page = page_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""), order=form.order)
    waiting = set(due(AGREED).filter(pk__in=[row.pk for row in page.rows]).values_list("pk", flat=True))
    shown = COLUMNS[:-1] if len(nodes) == 1 else COLUMNS
    query = form.query()
    context = {
        "columns": [{"label": label} for label in shown],
        "rows": [_row(row, row.pk in waiting, len(shown) - 1) for row in page.rows],
        "total": page.total,
        "next_url": link(text, query, after=page.after) if page.after else "",
        "previous_url": link(text, query, before=page.before) if page.before else "",
        "first_url": link(text, query) if page.before else "",
        "empty": None if page.rows else _empty(bool(query or text.strip())),
    }
    if is_part(request):
        headers = {"HX-Push-Url": "false"} if WHOLE_NUMBER.search(text) else {}
        return HttpResponse(render_to_string("registry/contacts/results.html", context, request), headers=headers)
    return render(request, "registry/contacts/list.html", context | _frame(form, text, query))


def _frame(form: ContactFilter, text: str, query: dict[str, str]) -> dict[str, Any]:
    rest = {name: {k: v for k, v in query.items() if k != name} for name in ("due", *query)}
    tabs = [("", "全部记录"), *DUE[:2]]
    return {
        "form": form,
        "beside": export_action("contacts", {"q": text, **query}),
        "text": text,
        "query": query,
        "chips": [{"label": form.label_of(name), "url": link(text, rest[name])} for name in query],
        "tabs": [
            {"label": label, "url": link(text, rest["due"], due=key), "current": query.get("due", "") == key}
            for key, label in tabs
        ]
        + [{"label": "流出地事项", "url": reverse("home-duties"), "current": False}],
    }


def _row(row: ContactLog, waiting: bool, cells: int) -> dict[str, Any]:
    home = row.side == ContactSide.HOME
    return {
        "id": row.pk,
        "name": row.member.name,
        "url": reverse("contact", args=[row.pk]),
        "sub": f"流出地党组织：{row.get_matter_display()}" if home else "",
        "cells": [
            {"label": "联系时间", "text": labels.moment(row.happened_at), "kind": "code"},
            {"label": "方式", "text": row.get_channel_display()},
            {"label": "结果", "badge": outcome_badge(row)},
            {"label": "下次联系", **_next(row, waiting)},
            {"label": "联系人", "text": row.contact_label},
            {"label": "管理组织", "text": str(row.member.organisation), "kind": "long"},
        ][:cells],
    }


def _next(row: ContactLog, waiting: bool) -> dict[str, Any]:
    """The agreed day; where nothing came after it, also how late we are."""
    if row.next_on is None:
        return {"text": ""}
    late = (clock.today() - row.next_on).days
    said = f"已过 {late} 天" if late > 0 else "今天" if late == 0 else ""
    badge = {"text": said, "tone": "danger" if late > 0 else "warning"} if waiting and said else None
    return {"text": f"{row.next_on:%Y-%m-%d}", "kind": "code", **({"badge": badge} if badge else {})}


def _empty(narrowed_down: bool) -> dict[str, Any]:
    if narrowed_down:
        return {
            "title": "没有符合条件的联系记录",
            "text": "可以去掉几个条件再找。只会找到您管理范围内的联系记录。",
            "actions": [{"label": "清除条件，看全部", "url": reverse("contacts"), "kind": "secondary"}],
        }
    return {
        "title": "还没有联系记录",
        "text": "打开一位党员的页面，点“拨号”打电话，打完记一笔；上门、微信的，点“记一次联系”。没有打通的也要记。",
        "actions": [{"label": "去流动党员名单", "url": reverse("member-list"), "kind": "primary", "icon": "users"}],
    }


def link(text: str, query: dict[str, str], **more: str) -> str:
    """A URL of the list with these conditions."""
    pairs = {"q": text, **query, **more}
    return reverse("contacts") + "?" + urlencode({name: value for name, value in pairs.items() if value})
