"""One lead: what was written, whom it may be, and what staff make of it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from outreach.choices import GIVEN_REASONS, LeadState
from outreach.domain import lead_joining
from outreach.domain import leads as verbs
from outreach.models import Lead
from outreach.web import heard_page
from outreach.web import lead_words as words
from registry.choices import Status
from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.lib import clock
from registry.lib.ids import key_in
from registry.lib.masks import mask_phone
from registry.models import Member, Organisation
from registry.models.unit import step
from registry.policies import Action, allowed
from registry.web import labels, recognising, registering
from registry.web.access import actor, needs
from registry.web.attempts import attempted


class DismissForm(forms.Form):
    """Why nothing comes of it."""

    reason = forms.ChoiceField(label="原因", choices=[("", "请选择"), *GIVEN_REASONS.items()])
    note = forms.CharField(
        label="说明", max_length=200, required=False, help_text="不要写号码。例如：打了三次电话没有人接。"
    )


def _find(pk: UUID) -> Lead:
    """The lead; of what the same person wrote again the one that it is part of."""
    found: Lead = get_object_or_404(Lead.objects.select_related("point__venue"), pk=pk)
    return _find(found.joined_to_id) if found.joined_to_id else found


@needs(Action.MEMBER_WRITE)
@require_http_methods(["GET", "POST"])
def lead(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page; a POST shows the number whole, to be called, and is on the trail."""
    return _page(request, _find(pk), DismissForm(), whole=request.method == "POST")


def _page(request: HttpRequest, found: Lead, form: DismissForm, *, whole: bool = False) -> HttpResponse:
    said = verbs.opened(by=actor(request), lead=found)
    is_open = found.state == LeadState.OPEN
    whole = whole and is_open
    if whole:
        verbs.phone_shown(by=actor(request), lead=found)
    context = {
        "lead": found,
        "title": str(found),
        "lead_text": f"{found.point.venue.name} · {labels.moment(found.left_at)} 扫码填写",
        "badge": words.badge(found),
        "crumbs": [{"label": "报到线索", "url": reverse("leads")}],
        "facts": words.facts(said, whole=whole) if said else [],
        "further": [_again(row, said) for row in lead_joining.further(found)] if said else [],
        "phone": str(said.get("phone") or "") if whole else "",
        "may_dial": is_open and not whole and bool(said and said.get("phone")),
        "decision": words.decision(found),
        "is_open": is_open,
        "alike": [_alike(member, found) for member in verbs.alike(found)] if is_open else [],
        "beside": [_other(row) for row in verbs.beside(found)] if is_open else [],
        "member_url": _member_url(found),
        "form": form,
    }
    return render(request, "outreach/leads/lead.html", context)


def _again(row: Lead, said: Any) -> dict[str, Any]:
    """What the same person wrote later, as far as it is new."""
    new = {name: value for name, value in row.words.items() if value and value != said.get(name)}
    when = f"{row.point.venue.name} · {labels.moment(row.left_at)}"
    return {"when": when, "facts": [fact for fact in words.facts(new, whole=False) if fact["value"]]}


def _other(row: Lead) -> dict[str, str]:
    """Another lead with the same number."""
    when = f"{row.point.venue.name} · {labels.moment(row.left_at)}"
    return {"label": str(row), "when": when, "url": reverse("lead", args=[row.pk])}


def _alike(member: Member, found: Lead) -> dict[str, Any]:
    """A record that may be hers, and by what."""
    same = found.phone_index and member.phone_index and bytes(member.phone_index) == bytes(found.phone_index)
    return {
        "id": member.pk,
        "name": member.name,
        "url": reverse("member", args=[member.pk]),
        "why": "手机号相同" if same else "姓名相同",
        "phone": mask_phone(str(member.phone)) if member.phone else "没有手机号",
        "badge": labels.member_badge(member),
        "place": str(member.organisation),
        "is_open": member.is_open,
        "restore_url": heard_page.restoring(member) if _is_lost(member) else "",
    }


def _is_lost(member: Member) -> bool:
    return member.status == Status.LOST and allowed(Action.LOST_DECIDE)


def _member_url(found: Lead) -> str:
    """The record that it became, where it is still in sight."""
    seen = found.member_id and Member.objects.filter(pk=found.member_id).exists()
    return reverse("member", args=[found.member_id]) if seen else ""


@needs(Action.MEMBER_WRITE)
@require_http_methods(["GET", "POST"])
def register(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The registering form with what she wrote filled in."""
    found, action = _find(pk), request.POST.get("action", "")
    if found.state != LeadState.OPEN:
        return redirect("lead", pk=pk)
    heads = _heads(found)
    if request.method == "GET":
        form = registering.RegisterForm(initial=_filled(found))
        return registering.shown(request, form, recognising.Hints(), **heads)
    if action in registering.LOOKING:
        return registering.looked_at(request, action, **heads)
    form = registering.RegisterForm(request.POST)
    if form.is_valid() and (member := _registered(request, found, form)):
        messages.success(request, registering.done(member))
        return redirect("member", pk=member.pk)
    return registering.shown(request, form, recognising.read(request.POST, by=actor(request)), **heads)


def _heads(found: Lead) -> dict[str, Any]:
    crumbs = [{"label": "报到线索", "url": reverse("leads")},
              {"label": str(found), "url": reverse("lead", args=[found.pk])}]  # fmt: skip
    lead = "本人扫码填的已经带出来，请当面核对身份证号后补上。"
    return {"title": f"登记：{found}", "lead": lead, "crumbs": crumbs, "one": True}


def _filled(found: Lead) -> dict[str, Any]:
    """What the registering form starts with."""
    said = lead_joining.whole(found)
    filled = {column: said.get(name, "") for name, _, column in verbs.WORDS}
    node = Organisation.objects.filter(path=found.owner_path).values_list("pk", flat=True).first()
    return filled | {"reported_on": clock.local(found.left_at).date(), "direction": "in", "organisation": node}


def _registered(request: HttpRequest, found: Lead, form: registering.RegisterForm) -> Member | None:
    """The new record, and the lead answered with it; None with the reason in the form."""
    by = actor(request)
    try:
        with step():
            lead = verbs.waiting(found)
            agreed = {"notice_acknowledged_on": clock.local(lead.left_at).date()}
            if member := registering.saved(form, request, verbs.provenance(lead), **agreed):
                verbs.registered(by=by, label=label_of(by), lead=lead, member=member)
            return member
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None


@needs(Action.MEMBER_WRITE)
@require_POST
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """She is somebody we have."""
    found, by = _find(pk), actor(request)
    member = get_object_or_404(Member, pk=key_in(request.POST.get("member", "")))
    try:
        with step():
            verbs.report_in(by=by, label=label_of(by), lead=found, member=member)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect("lead", pk=pk)
    messages.success(request, f"已处理：{member.name} 是已有党员。")
    return redirect("member", pk=member.pk)


@needs(Action.MEMBER_WRITE)
@require_POST
def dismiss(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Nothing comes of it."""
    found, form, by = _find(pk), DismissForm(request.POST), actor(request)
    facts: dict[str, Any] = {"by": by, "label": label_of(by), "lead": found}
    answered = attempted(form, verbs.dismiss, **facts | form.cleaned_data) if form.is_valid() else None
    if answered:
        messages.success(request, f"已处理。所填内容 {verbs.KEEP_DAYS} 天后清除。")
        return redirect("leads")
    return _page(request, found, form)
