"""Requests on their way: to decide, to release, asked by us, done; and who came by one."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from registry.choices import RequestKind
from registry.domain import custody as verbs
from registry.domain.errors import Refused
from registry.entry import request_filter
from registry.entry.paging import capped_count, page_of
from registry.entry.requests import NEEDS_WHY, answers
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import MoveRequest
from registry.models.unit import step
from registry.policies import Action, check
from registry.web import labels, nav, pager
from registry.web.access import actor, needs

COLUMNS = ("姓名", "事项", "状态", "转到", "提出时间")
EMPTY = {
    "decide": "没有等您批准的申请。下级提出纳入支部或转接时，会出现在这里。",
    "release": "没有要您确认转出的党员。别的组织申请接收您这里的党员时，会出现在这里。",
    "arrived": "转接过来的党员都有人联系了。新转来的会出现在这里，到打过电话、指派了联络员或纳入了支部为止。",
    "asked": "没有办理中的申请。在党员页面点“申请纳入支部”或“转到其他组织”就能提出。",
    "refused": "近两周没有未同意的申请。",
    "done": "还没有办结的申请。",
}


@needs(Action.REQUEST_ASK)
@require_GET
def request_list(request: HttpRequest) -> HttpResponse:
    """One list a tab, latest first."""
    tabs, asked = request_filter.offered(), request.GET
    found = request_filter.listed(asked if asked.get("tab") in tabs else {})
    present = found.query["tab"]
    answered = present in request_filter.ANSWERED
    counts = {tab: capped_count(request_filter.rows_of(tab)) for tab in tabs if tab != "done"}
    page = page_of(found.rows, after=asked.get("after", ""), before=asked.get("before", ""), order=found.order)
    context = {
        "tabs": [_tab(tab, label, present, counts) for tab, label in tabs.items()],
        "columns": [{"label": text} for text in (*COLUMNS, "答复" if answered else "理由")],
        "rows": [_row(row, answered=answered, member=present == "arrived") for row in page.rows],
        "caption": tabs[present],
        "empty": EMPTY[present],
        "actions": nav.export_action("requests", found.query)
        + nav.new_action("request-take-over", "申请接收一位党员", Action.REQUEST_ASK),
        **pager.links(page, reverse("requests"), **found.query),
    }
    return render(request, "registry/requests/list.html", context)


def _tab(name: str, label: str, present: str, counts: dict[str, str]) -> dict[str, Any]:
    return {
        "label": label,
        "url": reverse("requests") + f"?tab={name}",
        "current": name == present,
        "count": counts[name] if counts.get(name, "0") != "0" else "",
    }


def _row(row: MoveRequest, *, answered: bool, member: bool) -> dict[str, Any]:
    """One line; it leads to the request, or to the member who came by it."""
    said = {"label": "答复", "text": row.answer} if answered else {"label": "理由", "text": row.reason}
    return {
        "id": row.pk,
        "name": row.name,
        "url": reverse("member", args=[row.member_id]) if member else reverse("request", args=[row.pk]),
        "sub": labels.direction(row.direction),
        "cells": [
            {"label": "事项", "text": labels.request_kind(row)},
            {"label": "状态", "badge": labels.request_badge(row.state)},
            {"label": "转到", "text": row.to_label, "kind": "long"},
            {"label": "提出时间", "text": f"{clock.local(row.asked_at):%Y-%m-%d}", "kind": "code"},
            said | {"kind": "long"},
        ],
    }


class AnswerForm(forms.Form):
    """What is said with a decision."""

    answer = forms.CharField(
        label="答复",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="不同意的请写明原因，对方看得到",
    )


@needs(Action.REQUEST_ASK)
@require_http_methods(["GET", "POST"])
def request_detail(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One request, and what the present user may answer."""
    row = get_object_or_404(MoveRequest.objects.all(), pk=pk)
    form = AnswerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        done = _answered(row, request.POST.get("action", ""), form, request)
        if done:
            messages.success(request, done)
            return redirect("requests")
    context = {
        "row": row,
        "kind": labels.request_kind(row),
        "form": form,
        "answers": answers(row),
        "badge": labels.request_badge(row.state),
        "items": _facts(row),
        "member_url": reverse("member", args=[row.member_id]) if row.member_id and _is_ours(row) else "",
        "crumbs": [{"label": "申请", "url": reverse("requests")}],
    }
    return render(request, "registry/requests/detail.html", context)


def _is_ours(row: MoveRequest) -> bool:
    return row.member is not None and scopes.current().covers(row.member.owner_path)


def _facts(row: MoveRequest) -> list[dict[str, Any]]:
    decided = f"{clock.local(row.decided_at):%Y-%m-%d %H:%M}" if row.decided_at else ""
    effective = f"{row.effective_on:%Y-%m-%d}" if row.effective_on else ""
    found = [
        ("事项", labels.request_kind(row)),
        ("方向", labels.direction(row.direction)),
        ("从哪里转来", row.from_label),
        ("拟纳入" if row.kind == RequestKind.ENROLL else "转到", row.to_label),
        ("生效日期", effective),
        ("提出时间", f"{clock.local(row.asked_at):%Y-%m-%d %H:%M}"),
        ("理由", row.reason),
        ("答复", row.answer),
        ("办结时间", decided),
    ]
    return [{"label": label, "value": value} for label, value in found if value or label == "理由"]


# What a button says → the verb, its right, whether it agrees, and what the page says afterwards.
ANSWERS: dict[str, tuple[str, Action, bool, str]] = {
    "agree": ("decide", Action.REQUEST_DECIDE, True, "已批准：{}。"),
    "refuse": ("decide", Action.REQUEST_DECIDE, False, "已答复不同意：{}。"),
    "release": ("release", Action.REQUEST_ASK, True, "已确认转出：{}。等接收方上级批准后生效。"),
    "keep": ("release", Action.REQUEST_ASK, False, "已答复不同意转出：{}。"),
    "withdraw": ("withdraw", Action.REQUEST_ASK, True, "已撤回申请：{}。"),
}


def _answered(row: MoveRequest, button: str, form: AnswerForm, request: HttpRequest) -> str:
    """Do what the button says; what the page says afterwards, or nothing with the reason in the form."""
    if button not in ANSWERS:
        form.add_error(None, "请点下面的一个按钮。")
        return ""
    verb, action, agreed, said = ANSWERS[button]
    check(action)
    answer = form.cleaned_data["answer"].strip()
    if not agreed and not answer:
        form.add_error("answer", NEEDS_WHY)
        return ""
    try:
        with step():
            _carry_out(verb, row, request, agreed=agreed, answer=answer)
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return ""
    return said.format(f"{row.name} {labels.request_kind(row)}")


def _carry_out(verb: str, row: MoveRequest, request: HttpRequest, *, agreed: bool, answer: str) -> None:
    by = actor(request)
    if verb == "decide":
        verbs.decide(by=by, request=row, agreed=agreed, answer=answer)
    elif verb == "release":
        verbs.release(by=by, request=row, agreed=agreed, answer=answer)
    else:
        verbs.withdraw(by=by, request=row)
