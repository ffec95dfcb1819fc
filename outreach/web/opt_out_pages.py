"""Opt-outs of one member: what she wants no more of, who wrote it down, and lifting it with a reason."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from outreach.choices import ChannelKind
from outreach.domain import opt_outs as verbs
from outreach.models import OptOut
from outreach.web import message_words as words
from registry.models import Member
from registry.policies import Action
from registry.web import labels
from registry.web.access import actor, needs
from registry.web.attempts import attempted


class OptOutForm(forms.Form):
    """What a member told somebody of the staff."""

    channel = forms.ChoiceField(label="不再接收", required=False, choices=[("", "全部途径"), *ChannelKind.choices])
    note = forms.CharField(label="怎么知道的", max_length=200, help_text="例如：本人来电说明")


class UndoForm(forms.Form):
    """Why she may be written to again."""

    reason = forms.CharField(label="为什么恢复", max_length=200, help_text="例如：本人来电要求继续接收")


@needs(Action.MESSAGE_SEND)
@require_http_methods(["GET", "POST"])
def opt_outs(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page of one member, with a form for what she said on the phone."""
    member, by = get_object_or_404(Member.objects.all(), pk=pk), actor(request)
    form = OptOutForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        verbs.by_staff(by=by, label=words.label_of(by), member=member, **form.cleaned_data)
        messages.success(request, "已登记退订，不会再发给他。")
        return redirect("opt-outs", pk=pk)
    context = {
        "form": form,
        "member": member,
        "title": f"{member.name}的退订",
        "rows": [_row(row) for row in OptOut.objects.filter(member=member).order_by("-id")[:50]],
        "crumbs": [{"label": member.name, "url": reverse("member", args=[pk])}],
    }
    return render(request, "outreach/messages/opt_outs.html", context)


def _row(row: OptOut) -> dict[str, Any]:
    return {
        "what": str(row),
        "since": labels.moment(row.since),
        "by": " ".join(filter(None, (row.get_via_display(), row.by_label, row.note))),
        "undone": f"{labels.moment(row.undone_at)} {row.undone_label}：{row.undo_reason}" if row.undone_at else "",
        "undo_url": "" if row.undone_at else reverse("opt-out-undo", args=[row.pk]),
    }


@needs(Action.MESSAGE_SEND)
@require_http_methods(["GET", "POST"])
def undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Lift an opt-out, with a reason."""
    row, by = get_object_or_404(OptOut.objects.select_related("member"), pk=pk), actor(request)
    form = UndoForm(request.POST if request.method == "POST" else None)
    back = reverse("opt-outs", args=[row.member_id])
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempted(form, verbs.undo, by=by, label=words.label_of(by), opt_out=row, reason=reason):
            messages.success(request, "已恢复，可以再发给他。")
            return redirect(back)
    context = {
        "form": form,
        "title": f"恢复发送：{row.member.name}",
        "lead": str(row),
        "back_url": back,
        "crumbs": [{"label": f"{row.member.name}的退订", "url": back}],
    }
    return render(request, "outreach/messages/opt_out_undo.html", context)
