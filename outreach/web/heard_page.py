"""失联 members who were heard of again: the list behind the number of the first page, the word on their own pages."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.domain import heard
from registry.choices import MovementKind
from registry.entry.paging import page_of
from registry.models import Member
from registry.policies import Action, allowed
from registry.web import labels, member_page, pager
from registry.web.access import needs

COLUMNS = ("姓名", "知道了什么", "手机号", "管理组织", "办理")


@needs(Action.LOST_DECIDE)
@require_GET
def heard_list(request: HttpRequest) -> HttpResponse:
    """All of the scope, each with the way to 恢复联系."""
    rows = heard.heard().select_related("organisation")
    page = page_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(member) for member in page.rows],
        "crumbs": [{"label": "失联核实", "url": reverse("lost")}],
        **pager.links(page, reverse("lost-heard")),
    }
    return render(request, "outreach/heard.html", context)


def _row(member: Any) -> dict[str, Any]:
    return {
        "id": member.pk,
        "name": member.name,
        "url": reverse("member", args=[member.pk]),
        "cells": [
            {"label": "知道了什么", "text": said(member), "kind": "long"},
            {"label": "手机号", "text": labels.phone(member), "kind": "code"},
            {"label": "管理组织", "text": str(member.organisation), "kind": "long"},
            {"label": "办理", "text": "恢复联系", "url": restoring(member)},
        ],
    }


def said(member: Any) -> str:
    """What was heard, the latest first."""
    signs = (
        (member.wrote_at, f"在{member.wrote_where}扫码登记了"),
        (member.opened_at, "打开了个人页面"),
        (member.came_at, f"参加了活动“{member.came_where}”"),
    )
    later = sorted((sign for sign in signs if sign[0] and sign[0] > member.lost_at), reverse=True)
    return "；".join(f"{labels.moment(at)} {words}" for at, words in later)


def restoring(member: Member) -> str:
    """Where 恢复联系 is written down."""
    return reverse("member-move", args=[member.pk, MovementKind.FOUND_AGAIN])


def notice(member: Member) -> dict[str, str]:
    """On a member's page; empty when nothing was heard of her."""
    found = heard.of(member)
    if found is None:
        return {}
    way = {"url": restoring(member), "url_label": "恢复联系"} if allowed(Action.LOST_DECIDE) else {}
    return {"title": "失联的人有了消息", "text": f"{said(found)}。请核实是不是本人，是的就恢复联系。", **way}


def add() -> None:
    """Once a process, when the app is ready."""
    if notice not in member_page.NOTICES:
        member_page.NOTICES.append(notice)
