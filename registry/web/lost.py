"""失联: what the program proposes, and a person's decision."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from registry.choices import ProposalState
from registry.domain import lost as verbs
from registry.domain.errors import Refused
from registry.entry.lost_filter import DONE, listed, waiting
from registry.entry.paging import capped_count, page_of
from registry.lib import clock
from registry.models import LostProposal
from registry.models.unit import step
from registry.policies import Action
from registry.web import labels, pager
from registry.web.access import actor, needs
from registry.web.movements import sure_field
from registry.web.nav import export_action

TONES = {ProposalState.CONFIRMED: "danger", ProposalState.DISMISSED: "success"}


@needs(Action.LOST_DECIDE)
@require_GET
def lost_list(request: HttpRequest) -> HttpResponse:
    """Open proposals, or the decided ones."""
    url, asked = reverse("lost"), request.GET
    found = listed(asked)
    done = found.query.get("tab") == DONE
    rows = found.rows.select_related("member", "member__organisation")
    page = page_of(rows, after=asked.get("after", ""), before=asked.get("before", ""), order=found.order)
    total = capped_count(waiting()) if done else page.total
    context = {
        "tabs": [
            {"label": "待核实", "url": url, "current": not done, "count": "" if total == "0" else total},
            {"label": "已有结论", "url": f"{url}?tab=done", "current": done},
        ],
        "columns": [{"label": text} for text in ("姓名", "最后有联系", "手机号", "管理组织", "结论")],
        "rows": [_row(row) for row in page.rows],
        "caption": "已有结论" if done else "待核实",
        "done": done,
        "actions": export_action("lost", found.query),
        **pager.links(page, url, tab="done" if done else ""),
    }
    return render(request, "registry/lost/list.html", context)


def _row(row: LostProposal) -> dict[str, Any]:
    state = ProposalState(row.state)
    return {
        "id": row.pk,
        "name": row.member.name,
        "url": reverse("lost-decide", args=[row.pk]),
        "cells": [
            {"label": "最后有联系", **_silence(row)},
            {"label": "手机号", "text": labels.phone(row.member), "kind": "code"},
            {"label": "管理组织", "text": str(row.member.organisation), "kind": "long"},
            {"label": "结论", "badge": {"text": state.label, "tone": TONES.get(state, "warning")}, "sub": row.note},
        ],
    }


def _silence(row: LostProposal) -> dict[str, str]:
    if row.silent_since is None:
        return {"text": "没有记录"}
    days = (clock.today() - row.silent_since).days
    return {"text": f"{row.silent_since:%Y-%m-%d}", "sub": f"已 {days} 天"}


class DecisionForm(forms.Form):
    """What was checked."""

    note = forms.CharField(
        label="核实情况",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="打过哪些电话、问过谁、结果怎样",
    )
    sure = sure_field()

    def __init__(self, *args: Any, doubts: str, lost: bool, **kwargs: Any) -> None:
        """`doubts`: what speaks against 失联, asked about where that is the decision (`lost`)."""
        super().__init__(*args, **kwargs)
        self.fields["sure"].required = lost
        if not doubts:
            del self.fields["sure"]


@needs(Action.LOST_DECIDE)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One proposal, and the decision on it."""
    row = get_object_or_404(LostProposal.objects.all().select_related("member", "member__organisation"), pk=pk)
    doubts = verbs.doubts_about(row)
    form = DecisionForm(request.POST or None, doubts=doubts, lost=request.POST.get("action") == "lost")
    if request.method == "POST" and form.is_valid() and _decided(row, form, request):
        said = "已认定失联" if row.state == ProposalState.CONFIRMED else "已记为没有失联"
        messages.success(request, f"{row.member.name}：{said}。")
        return redirect("lost")
    context = {
        "row": row,
        "form": form,
        "doubts": doubts,
        "open": row.state == ProposalState.OPEN,
        "silence": _silence(row),
        "phone": labels.phone(row.member),
        "badge": labels.status_badge(row.member.status),
        "crumbs": [{"label": "失联核实", "url": reverse("lost")}],
    }
    return render(request, "registry/lost/decide.html", context)


def _decided(row: LostProposal, form: DecisionForm, request: HttpRequest) -> bool:
    button = request.POST.get("action")
    if button not in {"lost", "found"}:
        form.add_error(None, "请点“认定失联”或“没有失联”。")
        return False
    try:
        with step():
            verbs.decide_lost(by=actor(request), proposal=row, lost=button == "lost", note=form.cleaned_data["note"])
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return False
    return True
