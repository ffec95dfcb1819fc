"""Writing a contact down: the card after a call, the full form, a correction, taking one back."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.choices import ContactChannel, ContactSide, HomeMatter
from registry.domain import contacts as verbs
from registry.domain.contact_state import contact_state
from registry.domain.errors import Conflict, Refused
from registry.models import ContactLog, Member
from registry.models.unit import step
from registry.policies import Action
from registry.web import contacts_page, labels, member_page
from registry.web.access import actor, needs
from registry.web.contacts_card import standing
from registry.web.contacts_forms import ContactForm, CorrectForm, QuickForm, VoidForm
from registry.web.file_field import arrived_whole, kept_files
from registry.web.movements import crumbs

ENDED = "这条记录已经结束，不能再记联系。结束得不对的，请先把“结束”那一条更正作废。"


@needs(Action.CONTACT_WRITE)
@require_http_methods(["GET", "POST"])
def quick(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The card after a call: how it went, when to call again, saved."""
    member = member_page.find(pk)
    form = QuickForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        contact = _noted(form, request, member)
        if contact:
            return _done(request, contact)
    context = {
        "form": form,
        "standing": standing(contact_state(member)),
        "phone": labels.phone(member),
        "more": ("channel", "summary"),
    }
    return _page(request, "registry/contacts/quick.html", member, context | {"title": f"刚联系过：{member.name}"})


@needs(Action.CONTACT_WRITE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The full form, for the member or for the home organisation."""
    member = member_page.find(pk)
    form = ContactForm(*_sent(request), member=member, initial=_asked_for(request))
    if form.is_bound and form.is_valid() and arrived_whole(form, request):
        contact = _noted(form, request, member)
        if contact:
            return _done(request, contact)
    context = {"form": form, "title": f"记联系：{member.name}", "submit_label": "保存"}
    return _page(request, "registry/contacts/edit.html", member, context)


def _sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form with files is bound to."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _asked_for(request: HttpRequest) -> dict[str, str]:
    """What a link to the form fills in: whom one speaks with, what about, how."""
    known = {"side": ContactSide.values, "matter": HomeMatter.values, "channel": ContactChannel.values}
    return {name: request.GET[name] for name, values in known.items() if request.GET.get(name) in values}


def _page(request: HttpRequest, template: str, member: Member, context: dict[str, Any]) -> HttpResponse:
    shared = {"member": member, "crumbs": crumbs(member), "stale": "" if member.is_open else ENDED}
    return render(request, template, shared | context)


def _noted(form: QuickForm | ContactForm, request: HttpRequest, member: Member) -> ContactLog | None:
    """Write it down; a refusal is said in the form."""
    data = form.cleaned_data
    sent = {"client_key": data["client_key"], "files": data.get("uploads", ())}
    try:
        with step():
            return verbs.record_contact(by=actor(request), member=member, fields=form.fields_said(), **sent)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def _done(request: HttpRequest, contact: ContactLog) -> HttpResponse:
    said = f"已记下：{contact.get_channel_display()}，{contact.get_outcome_display()}。"
    after = f"下次联系 {contact.next_on:%Y-%m-%d}。" if contact.next_on else ""
    messages.success(request, said + after)
    return redirect("member", pk=contact.member_id)


@needs(Action.CONTACT_WRITE)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct a contact; what it said before stays readable."""
    contact = contacts_page.find(pk)
    if not _changeable(request, contact):
        return redirect("contact", pk=contact.pk)
    form = CorrectForm(*_sent(request), contact=contact)
    if form.is_bound and form.is_valid() and arrived_whole(form, request):
        data = form.cleaned_data
        said = {"changes": form.fields_said(), "version": data["version"], "reason": data["reason"]}
        said |= {"files": data["uploads"]}
        if _changed(form, verbs.correct_contact, by=actor(request), contact=contact, **said):
            messages.success(request, "已更正。原来的内容在下面的“更正历史”里可以看到。")
            return redirect("contact", pk=contact.pk)
    context = {
        "form": form,
        "title": f"更正联系记录：{contact.member.name}",
        "submit_label": "保存更正",
        "back_url": reverse("contact", args=[contact.pk]),
        "files": kept_files(contact.attachments.all().present()),
        "stale": "",
    }
    return _page(request, "registry/contacts/edit.html", contact.member, context)


@needs(Action.CONTACT_WRITE)
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Declare a contact a mistake; it stays to be seen and no longer counts."""
    contact = contacts_page.find(pk)
    if not _changeable(request, contact):
        return redirect("contact", pk=contact.pk)
    form = VoidForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    if asked and _changed(form, verbs.void_contact, by=actor(request), contact=contact, **form.cleaned_data):
        messages.success(request, "已作废。这次联系不再算数，最近联系时间已经按其余记录重新算过。")
        return redirect("contact", pk=contact.pk)
    context = {"form": form, "contact": contact, "lead": contacts_page.lead(contact), "title": "作废联系记录"}
    return _page(request, "registry/contacts/void.html", contact.member, context)


def _changeable(request: HttpRequest, contact: ContactLog) -> bool:
    """Whether this contact may still be changed by this user; if not, it is said."""
    if contact.voided_at:
        messages.warning(request, "这条联系记录已经作废，不能再改。")
    elif not verbs.may_change(contact):
        messages.warning(request, "这条联系是别人记的，您不能改。内容有误的，请告诉记录人或村(社区)更正。")
    else:
        return True
    return False


def _changed(form: forms.Form, verb: Any, **arguments: Any) -> bool:
    """Change it; a refusal or a conflict is said in the form, with what was typed still there."""
    try:
        with step():
            verb(**arguments)
    except Conflict as conflict:
        form.add_error(None, f"{conflict} 您填的内容还在下面；请另开一个窗口看看最新的记录。")
    except Refused as refusal:
        form.add_error(None, str(refusal))
    else:
        return True
    return False
