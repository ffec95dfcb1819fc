"""Handing out: to one member from his page, to a filtered list after a look at it, and declaring a mistake."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from outreach.domain import handouts as verbs
from outreach.models import Handout
from outreach.web import material_words as words
from outreach.web.material_forms import GiveManyForm, GiveOneForm, VoidForm
from outreach.web.material_page import find
from registry.domain.movements import label_of
from registry.policies import Action
from registry.web import member_page
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.movements import crumbs as of_member


@needs(Action.MATERIAL_GIVE)
@require_http_methods(["GET", "POST"])
def give_one(request: HttpRequest, pk: UUID) -> HttpResponse:
    """To one member; sent twice, the same form hands out once."""
    member, by = member_page.find(pk), actor(request)
    form = GiveOneForm(request.POST or None)
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        given = {"material": data["material"], "member": member, "client_key": data["client_key"]}
        if attempted(form, verbs.give, by=by, label=label_of(by), fields=form.facts(), **given):
            messages.success(request, f"已登记：发给 {member.name} “{data['material'].title}”。")
            return redirect("member", pk=pk)
    context = {"form": form, "title": f"发学习资料：{member.name}", "crumbs": of_member(member)}
    back_url = reverse("member", args=[pk])
    return render(request, "outreach/materials/give_one.html", context | {"back_url": back_url})


@needs(Action.MATERIAL_EDIT)
@require_http_methods(["GET", "POST"])
def give_many(request: HttpRequest, pk: UUID) -> HttpResponse:
    """First the list is shown with its count, then it is written."""
    found = find(pk)
    form = GiveManyForm(request.POST or None)
    context: dict[str, Any] = {
        "material": found,
        "form": form,
        "title": "发给一批党员",
        "lead": found.title,
        "crumbs": words.crumbs(found),
    }
    if form.is_bound and form.is_valid():
        if request.POST.get("seen") and (count := _given(request, form, found)):
            messages.success(request, f"已登记发给 {count} 人。")
            return redirect("material", pk=pk)
        given = {"query": form.query(), "fields": form.facts(), "again": form.cleaned_data["again"]}
        context["preview"] = attempted(form, verbs.preview, material=found, **given)
        context["how"] = _how(form)
    return render(request, "outreach/materials/give_many.html", context)


def _given(request: HttpRequest, form: GiveManyForm, found: Any) -> int | None:
    by, data = actor(request), form.cleaned_data
    given = {"query": form.query(), "fields": form.facts(), "again": data["again"], "client_key": data["client_key"]}
    seen = request.POST["seen"]
    return attempted(form, verbs.give_many, by=by, label=label_of(by), material=found, seen=seen, **given)


def _how(form: GiveManyForm) -> str:
    """What will be written, in words."""
    facts, saved = form.facts(), form.cleaned_data["saved"]
    ways: dict[Any, Any] = dict(Handout._meta.get_field("channel").flatchoices)
    copies = f"，每人 {facts['copies']} 册" if facts["copies"] else ""
    who = saved.name if saved else "本组织及下级全部在册党员"
    return f"{facts['given_on']:%Y-%m-%d} {ways[facts['channel']]}{copies}；{who}"


@needs(Action.MATERIAL_GIVE)
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A mistake stays to be seen, with its reason."""
    row = get_object_or_404(Handout.objects.select_related("member"), pk=pk)
    if not verbs.voidable(row):
        raise Http404
    form, by = VoidForm(request.POST or None), actor(request)
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        if attempted(form, verbs.void, by=by, label=label_of(by), handout=row, reason=reason):
            messages.success(request, f"已作废：{row.member.name} “{row.title}”。")
            return redirect("member", pk=row.member_id)
    lead = f"{row.member.name} · {row.given_on:%Y-%m-%d} {words.way(row)}"
    context = {"form": form, "title": f"作废发放：{row.title}", "lead": lead, "crumbs": of_member(row.member)}
    back_url = reverse("member", args=[row.member_id])
    return render(request, "outreach/materials/void.html", context | {"back_url": back_url})
