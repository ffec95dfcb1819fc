"""更正申请: what members want put right, old and new side by side, accepted, accepted in part or refused.

A liaison sees that her members asked, and for which field; what it should be and the answer are for staff.
"""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from outreach.choices import CorrectionState
from outreach.domain import corrections as verbs
from outreach.entry.correction_filter import VIEWS, listed
from outreach.models import Correction
from outreach.web import correction_words as words
from registry.domain.movements import label_of
from registry.entry.paging import page_of
from registry.policies import Action, allowed
from registry.web import labels, pager
from registry.web.access import actor, needs
from registry.web.attempts import attempted, renew
from registry.web.nav import export_action

COLUMNS = ("党员", "哪一项", "处理", "申请时间", "管理组织")
EMPTY = "党员在个人页面上申请更正自己的信息以后，会列在这里。"


class AnswerForm(forms.Form):
    """What is to be written, and what she is told."""

    value = forms.CharField(
        label="更正为", max_length=verbs.LONGEST, required=False, help_text="核对后可以改；改了的要写明原因。"
    )
    answer = forms.CharField(
        label="答复", max_length=verbs.LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text="本人会看到。部分更正、不更正的必填。",
    )  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=0, max_value=2**31 - 1)


@needs(Action.MEMBER_VIEW)
@require_GET
def correction_list(request: HttpRequest) -> HttpResponse:
    """One of the three views."""
    found = listed(request.GET)
    view, rows = found.query["view"], found.rows.select_related("member__organisation")
    page = page_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    url = reverse("corrections")
    context = {
        "views": [{"label": label, "url": pager.link(url, view=name), "current": name == view}
                  for name, label in VIEWS],
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(row) for row in page.rows],
        "empty": EMPTY,
        "actions": export_action("corrections", found.query),
        **pager.links(page, url, view=view),
    }  # fmt: skip
    return render(request, "outreach/corrections/list.html", context)


def _row(row: Correction) -> dict[str, Any]:
    due = f"{verbs.due_on(row):%m月%d日}前答复" if row.state == CorrectionState.OPEN else row.decided_label
    return {
        "id": row.pk,
        "name": row.member.name,
        "url": reverse("correction", args=[row.pk]),
        "cells": [
            {"label": "哪一项", "text": row.get_field_display()},
            {"label": "处理", "badge": words.late_badge(row), "sub": due},
            {"label": "申请时间", "text": labels.moment(row.asked_at)},
            {"label": "管理组织", "text": str(row.member.organisation), "kind": "long"},
        ],
    }


@needs(Action.MEMBER_VIEW)
@require_http_methods(["GET", "POST"])
def correction(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One of them."""
    row: Correction = get_object_or_404(Correction.objects.select_related("member__organisation"), pk=pk)
    if not allowed(Action.MEMBER_WRITE):
        return _page(request, row, None)
    if request.method == "POST":
        return _answered(request, row)
    verbs.opened(by=actor(request), row=row)
    return _page(request, row, AnswerForm(initial={"value": str(row.wanted), "version": row.member.version}))


def _answered(request: HttpRequest, row: Correction) -> HttpResponse:
    if row.state != CorrectionState.OPEN:
        messages.error(request, f"{row.decided_label} 已经处理过：{row.get_state_display()}。")
        return redirect("correction", pk=row.pk)
    form, by = AnswerForm(request.POST), actor(request)
    facts: dict[str, Any] = {"by": by, "label": label_of(by), "correction": row}
    if form.is_valid():
        said = dict(form.cleaned_data)
        if request.POST.get("action") == "refuse":
            done = attempted(form, verbs.refuse, **facts, answer=said["answer"])
        else:
            done = attempted(form, verbs.accept, **facts, **said)
        if done:
            messages.success(request, f"已答复 {row.member.name}：{done.get_state_display()}。")
            return redirect("corrections")
        if getattr(form, "reopen", False):
            renew(form, "version", row.member.version)
    return _page(request, row, form)


def _page(request: HttpRequest, row: Correction, form: AnswerForm | None) -> HttpResponse:
    """Without a form for a liaison, who sees that it exists."""
    context = {
        "row": row,
        "title": f"{row.member.name} 申请更正{row.get_field_display()}",
        "badge": words.late_badge(row),
        "crumbs": [{"label": "更正申请", "url": reverse("corrections")}],
        "member_url": reverse("member", args=[row.member_id]),
        "facts": _facts(row) if form else [],
        "form": form if row.state == CorrectionState.OPEN else None,
        "due": f"{verbs.due_on(row):%Y-%m-%d}",
    }
    return render(request, "outreach/corrections/correction.html", context)


def _facts(row: Correction) -> list[dict[str, Any]]:
    """Old and new; a phone in full where the role may see it."""
    whole = allowed(Action.MEMBER_SEE_PHONE)
    now = verbs.present(row.member, row.field)
    said = [("申请时登记的", str(row.old)), ("现在登记的", now), ("本人说应为", str(row.wanted))]
    shown = [(label, (value if whole else words.covered(row, value)) or "未填") for label, value in said]
    decided = " ".join(filter(None, (row.decided_label, labels.moment(row.decided_at) if row.decided_at else "")))
    shown += [("本人说明", str(row.why)), ("改成了", str(row.given)), ("答复", str(row.answer)), ("处理", decided)]
    return [{"label": label, "value": value} for label, value in shown if value]
