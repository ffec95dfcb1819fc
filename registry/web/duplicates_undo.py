"""Undoing a merge: what it will do, what stands in the way, and why."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.domain import unmerging
from registry.domain.duplicates import ordered
from registry.domain.errors import Blocked, Refused
from registry.domain.merge_facts import label, thawed, travelling
from registry.models import DuplicatePair, Member, MemberMerge
from registry.models.sealed import opened as opened_json
from registry.models.unit import step
from registry.policies import Action
from registry.web.access import actor, needs

# Where a row is called otherwise than its model.
MOVED = {
    "contactlog": "联系记录",
    "studyreport": "学习汇报",
    "attachment": "附件",
    "liaisonassignment": "结对联系",
    "lostproposal": "失联核实",
    "moverequest": "申请",
}


class UndoForm(forms.Form):
    """Why."""

    reason = forms.CharField(
        label="为什么撤销",
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text="例如：打电话核实过，是两个人",
    )


@needs(Action.MEMBER_MERGE)
@require_http_methods(["GET", "POST"])
def merge_undo(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One merge, and its undoing."""
    merge = get_object_or_404(MemberMerge.objects.all().select_related("kept", "kept__organisation"), pk=pk)
    form = UndoForm(request.POST or None)
    if request.method == "POST" and form.is_valid() and _undone(request, merge, form):
        messages.success(request, "已撤销合并，两条记录都恢复成合并前的样子。")
        pair = _pair_of(merge)
        return redirect("duplicate", pk=pair.pk) if pair else redirect("member", pk=merge.kept_id)
    return render(request, "registry/duplicates/undo.html", _context(merge, form))


def _undone(request: HttpRequest, merge: MemberMerge, form: UndoForm) -> bool:
    try:
        with step():
            unmerging.undo_merge(by=actor(request), merge=merge, reason=form.cleaned_data["reason"])
    except Blocked as blocked:
        for obstacle in blocked.obstacles:
            form.add_error(None, obstacle)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False


def _name_before(merge: MemberMerge) -> str:
    """What the kept record was called before it took the other one's name; empty where it is called so still, and where
    nothing is kept of it any more."""
    was = str(thawed(opened_json(merge.before).get("kept", {})).get("name", ""))
    return "" if was == merge.kept.name else was


def _context(merge: MemberMerge, form: UndoForm) -> dict[str, Any]:
    absorbed = Member.objects.filter(pk=merge.absorbed_was or merge.kept_id).first()
    pair = _pair_of(merge)
    words = {label(model): MOVED.get(label(model), str(model._meta.verbose_name)) for model in travelling()}
    counts = [f"{word} {len(merge.moved[name])} 条" for name, word in words.items() if merge.moved.get(name)]
    return {
        "merge": merge,
        "form": form,
        "absorbed": absorbed,
        "was": _name_before(merge),
        "title": f"撤销合并：{merge.kept.name}",
        "crumbs": [
            {"label": "疑似重复", "url": reverse("duplicates")},
            {"label": merge.kept.name, "url": reverse("duplicate", args=[pair.pk]) if pair else _member(merge)},
        ],
        "moved": "、".join(counts),
        "obstacles": [] if form.errors else unmerging.what_stands_in_the_way(merge),
    }


def _member(merge: MemberMerge) -> str:
    return reverse("member", args=[merge.kept_id])


def _pair_of(merge: MemberMerge) -> DuplicatePair | None:
    first, second = ordered(merge.kept_id, merge.absorbed_was or merge.kept_id)
    return DuplicatePair.objects.filter(first_id=first, second_id=second).readable().first()
