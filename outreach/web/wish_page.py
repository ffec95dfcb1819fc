"""One wish: collecting it, correcting it, its steps, who claimed it, what shows that it was fulfilled."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from outreach.choices import WishState, WishStepKind
from outreach.domain import evidence as keeping
from outreach.domain import wishes as verbs
from outreach.domain.wish_flow import NOT_HUNG, STEPS, steps_from
from outreach.models import MicroWish, WishClaim, WishEvidence
from outreach.web import part_words as words
from outreach.web.part_forms import NewWishForm, StepForm, WishForm
from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.entry.files import INLINE, handed_out
from registry.lib.masks import mask_phone
from registry.models.unit import step
from registry.policies import Action
from registry.web import labels
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.conflicts import version_of
from registry.web.file_field import arrived_whole


@needs(Action.PART_EDIT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Collect one."""
    form, by = NewWishForm(request.POST if request.method == "POST" else None), actor(request)
    if form.is_bound and form.is_valid():
        fields = dict(form.cleaned_data)
        organisation = fields.pop("organisation")
        made = attempted(form, verbs.collect, by=by, label=label_of(by), organisation=organisation, fields=fields)
        if made:
            messages.success(request, f"已征集，编号 {made.label}。核实以后就可以公示。")
            return redirect("wish", pk=made.pk)
    context = {"form": form, "title": "征集一个心愿", "crumbs": words.crumbs("wishes"), "back_url": reverse("wishes")}
    return render(request, "outreach/part/form.html", context)


@needs(Action.PART_EDIT)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct what is written, until it hangs on the wall."""
    wish = get_object_or_404(MicroWish.objects.all(), pk=pk)
    form = WishForm(request.POST if request.method == "POST" else None, wish=wish)
    if form.is_bound and form.is_valid():
        fields, version = form.cleaned_data, version_of(request)
        if attempted(form, verbs.correct, by=actor(request), wish=wish, fields=fields, version=version):
            messages.success(request, f"{wish.label} 已保存。")
            return redirect("wish", pk=pk)
    context = {
        "form": form,
        "version": wish.version,
        "title": f"修改 {wish.label}",
        "back_url": reverse("wish", args=[pk]),
    }
    return render(request, "outreach/part/form.html", context | {"crumbs": words.crumbs("wishes")})


@needs(Action.PART_EDIT)
@require_GET
def wish(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page."""
    return _page(request, get_object_or_404(MicroWish.objects.all(), pk=pk))


def _page(request: HttpRequest, found: MicroWish, **more: Any) -> HttpResponse:
    claim = verbs.claim_of(found)
    bound: StepForm | None = more.pop("bound", None)
    return render(request, "outreach/part/wish.html", {
        "wish": found,
        "title": found.content,
        "lead": f"{found.label} · {found.get_kind_display()}",
        "badge": words.wish_badge(found, claim),
        "crumbs": words.crumbs("wishes"),
        "facts": _facts(found),
        "masked_phone": mask_phone(str(found.wisher_phone)) if found.wisher_phone else "",
        "claim": claim,
        "claim_text": _claim_text(claim) if claim else "",
        "claimer_url": reverse("member", args=[claim.member_id]) if claim else "",
        "elsewhere": claim is None and found.state in (WishState.CLAIMED, WishState.CONFIRMED, WishState.FULFILLED),
        "evidence": _evidence(claim),
        "steps": [_step(item, bound) for item in steps_from(found.state)],
        "history": [_happened(row) for row in found.steps.all()],
        "may_edit": found.state in NOT_HUNG,
        **more,
    })  # fmt: skip


def _facts(found: MicroWish) -> list[dict[str, str]]:
    said = (
        ("心愿人", f"{found.get_category_display()} {found.wisher_name!s}".strip()),
        ("公示时的称呼", found.shown_as or "不写称呼"),
        ("所在社区", found.community),
        ("征集日期", f"{found.collected_on:%Y-%m-%d}"),
    )
    return [{"label": label, "value": value} for label, value in said]


def _claim_text(claim: WishClaim) -> str:
    """Who has it since when, until when, and what came of it."""
    said = (
        f"{claim.claimed_on:%Y-%m-%d} 认领（{claim.get_claimed_via_display()}）",
        f"约定 {claim.due_on:%Y-%m-%d} 前完成" if claim.due_on else "",
        f"{claim.fulfilled_on:%Y-%m-%d} 完成" if claim.fulfilled_on else "",
        f"回访{claim.get_satisfaction_display()}" if claim.satisfaction else "",
    )
    return "，".join(filter(None, said))


def _step(item: Any, bound: "StepForm | None") -> dict[str, Any]:
    mine = bound is not None and bound.prefix == item.kind.value
    form = bound if mine else StepForm(step=item)
    return {"kind": item.kind.value, "label": item.label, "form": form, "open": mine}


def _happened(row: Any) -> dict[str, Any]:
    return {"title": row.get_kind_display(), "when": labels.moment(row.at), "by": row.label, "text": row.note}


def _evidence(claim: WishClaim | None) -> list[dict[str, Any]]:
    if claim is None:
        return []
    return [
        {"text": str(row.text), "name": row.name, "url": reverse("wish-evidence", args=[row.pk]) if row.size else "",
         "picture": row.media_type in INLINE, "note": f"{labels.moment(row.added_at)} {row.added_label}"}
        for row in claim.evidence.defer("data")
    ]  # fmt: skip


@needs(Action.PART_EDIT)
@require_POST
def move(request: HttpRequest, pk: UUID, to: str) -> HttpResponse:
    """The next step; what is missing stands in its form."""
    found = get_object_or_404(MicroWish.objects.all(), pk=pk)
    if to not in STEPS:
        raise Http404
    form = StepForm(request.POST, request.FILES, step=STEPS[WishStepKind(to)])
    if form.is_valid() and arrived_whole(form, request) and _moved(request, found, to, form):
        return redirect("wish", pk=pk)
    found = MicroWish.objects.get(pk=pk)
    if found.state in STEPS[WishStepKind(to)].before:
        return _page(request, found, bound=form)
    for refusal in form.non_field_errors() or ["这个心愿现在不能办这一步，可能刚有人办过。"]:
        messages.warning(request, str(refusal))
    return redirect("wish", pk=pk)


def _moved(request: HttpRequest, found: MicroWish, to: str, form: forms.Form) -> bool:
    by, said = actor(request), dict(form.cleaned_data)
    files = said.pop("uploads", [])
    claim, label = verbs.claim_of(found), label_of(by)
    if files and claim and not attempted(form, keeping.keep, by=by, label=label, claim=claim, files=files):
        return False
    version = version_of(request)
    moved = attempted(form, verbs.move, by=by, label=label, wish=found, step=to, version=version, **said)
    if moved:
        messages.success(request, f"{moved.label}：{moved.get_state_display()}。")
    return moved is not None


@needs(Action.PART_EDIT, Action.MEMBER_SEE_PHONE)
@require_POST
def phone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The wisher's number, to be called; on the trail."""
    found = get_object_or_404(MicroWish.objects.all(), pk=pk)
    return _page(request, found, phone=verbs.reveal_phone(by=actor(request), wish=found))


@needs(Action.PART_EDIT)
@require_safe
def evidence(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A photograph. A picture of our own making may be shown, everything else is downloaded only."""
    row = get_object_or_404(WishEvidence.objects.filter(size__gt=0), pk=pk)
    try:
        with step():
            data = keeping.opened(by=actor(request), evidence=row)
    except Refused as refusal:
        context = {"reason": str(refusal), "back": reverse("wishes"), "crumbs": words.crumbs("wishes")}
        return render(request, "registry/files/gone.html", context, status=410)
    inline = row.media_type in INLINE and "download" not in request.GET
    return handed_out(row, data, shown=inline)
