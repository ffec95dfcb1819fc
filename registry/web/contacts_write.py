"""Writing a contact down: the card after a call, and the full form."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from registry.choices import ContactChannel, ContactOutcome, ContactSide, HomeMatter, Status
from registry.domain import contacts as verbs
from registry.domain.contact_state import contact_state
from registry.lib.ids import key_in
from registry.models import ContactLog, Member
from registry.policies import Action, allowed
from registry.web import labels, member_page, telephones
from registry.web.access import actor, needs
from registry.web.attempts import attempted, typed_in
from registry.web.contacts_card import standing
from registry.web.contacts_forms import ContactForm, QuickForm, initial_of
from registry.web.drafting import kept_on_the_way
from registry.web.file_field import arrived_whole
from registry.web.movements import crumbs
from registry.web.nav import address

FOUND = "这位党员现在还记着“失联”。真的找到了，请到他的页面点“恢复联系”；您不能点的，请告诉社区。"
ENDED = "这条记录已经结束，不能再记联系。结束得不对的，请先把“结束”那一条更正作废。"


@needs(Action.CONTACT_WRITE)
@kept_on_the_way
@require_http_methods(["GET", "POST"])
def quick(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The card after a call: how it went, when to call again, saved."""
    member = member_page.find(pk)
    form = QuickForm(*sent(request))
    if request.method == "POST" and form.is_valid() and arrived_whole(form, request):
        contact = _noted(form, request, member)
        if contact:
            return _done(request, contact)
    context = {
        "form": form,
        "standing": standing(contact_state(member)),
        "phone": " · ".join(filter(None, (labels.phone(member), telephones.in_a_line(member)))),
        "more": ("channel", "summary"),
        "idea_page": address("suggestion-new") if allowed(Action.SUGGESTION_ENTER) else "",
    }
    return page(request, "registry/contacts/quick.html", member, context | {"title": f"刚联系过：{member.name}"})


@needs(Action.CONTACT_WRITE)
@kept_on_the_way
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The full form, for the member or for the home organisation."""
    member = member_page.find(pk)
    form = ContactForm(*sent(request), member=member, initial=_asked_for(request, member))
    if form.is_bound and form.is_valid() and arrived_whole(form, request):
        contact = _noted(form, request, member)
        if contact:
            return _done(request, contact)
    context = {"form": form, "title": f"记联系：{member.name}", "submit_label": "保存"}
    return page(request, "registry/contacts/edit.html", member, context)


def sent(request: HttpRequest) -> tuple[Any, Any]:
    """What a form with files is bound to."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _asked_for(request: HttpRequest, member: Member) -> dict[str, Any]:
    """What a link to the form fills in: whom one speaks with, what about, how; or all that another contact says."""
    key = key_in(request.GET.get("like", ""))
    if key and (like := ContactLog.objects.filter(pk=key, member=member).first()):
        return initial_of(like) | {"contact_person": like.contact_person_id}
    known = {"side": ContactSide.values, "matter": HomeMatter.values, "channel": ContactChannel.values}
    return {name: request.GET[name] for name, values in known.items() if request.GET.get(name) in values}


def page(request: HttpRequest, template: str, member: Member, context: dict[str, Any]) -> HttpResponse:
    """A page of a form, with what all of them say of the member."""
    shared = {"member": member, "crumbs": crumbs(member), "stale": "" if member.is_open else ENDED}
    typed = [] if member.is_open else typed_in(context["form"])
    return render(request, template, shared | {"typed": typed} | context)


def _noted(form: QuickForm | ContactForm, request: HttpRequest, member: Member) -> ContactLog | None:
    """Write it down; a refusal is said in the form."""
    data = form.cleaned_data
    more = {"client_key": data["client_key"], "files": data.get("uploads", ())}
    return attempted(form, verbs.record_contact, by=actor(request), member=member, fields=form.fields_said(), **more)


def _done(request: HttpRequest, contact: ContactLog) -> HttpResponse:
    said = f"已记下：{contact.get_channel_display()}，{contact.get_outcome_display()}。"
    after = f"下次联系 {contact.next_on:%Y-%m-%d}。" if contact.next_on else ""
    messages.success(request, said + after)
    if contact.member.status == Status.LOST and contact.outcome == ContactOutcome.REACHED:
        messages.warning(request, FOUND)
    # Who came from the list of the day goes back to it: the next one waits there.
    return redirect("home") if request.GET.get("from") == "day" else redirect("member", pk=contact.member_id)
