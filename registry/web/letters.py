"""A letter to the organisation that holds a member's formal relation: printed on A4, and noted once it is sent."""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.choices import ContactChannel, ContactOutcome, ContactSide, Direction, HomeMatter
from registry.domain import contacts as verbs
from registry.domain.errors import Refused
from registry.domain.home_duties import home_duties
from registry.lib import clock
from registry.models import Member
from registry.models.unit import step
from registry.policies import Action
from registry.web import member_page
from registry.web.access import actor, needs
from registry.web.contacts_card import LETTERS
from registry.web.keyed import Keyed
from registry.web.letters_text import compose
from registry.web.movements import crumbs


class SentForm(Keyed):
    """That the letter was sent. The key keeps a second tap from making a second contact."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


@needs(Action.CONTACT_WRITE)
@require_http_methods(["GET", "POST"])
def letter(request: HttpRequest, pk: UUID, matter: str) -> HttpResponse:
    """The letter, ready to print; a POST notes that it was sent."""
    member = member_page.find(pk)
    if matter not in LETTERS or member.direction == Direction.OUT:
        raise Http404
    about, refused = HomeMatter(matter), ""
    form = SentForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with step():
                _note_sent(request, member, about, form.cleaned_data["client_key"])
            messages.success(request, f"已记下：{about.label}，信函已寄出。")
            return redirect("member", pk=member.pk)
        except Refused as refusal:
            refused = str(refusal)
    return render(request, "registry/contacts/letter.html", _context(member, about, form) | {"refused": refused})


def _note_sent(request: HttpRequest, member: Member, matter: HomeMatter, key: UUID) -> None:
    fields = {
        "side": ContactSide.HOME,
        "matter": matter,
        "channel": ContactChannel.LETTER,
        "outcome": ContactOutcome.REACHED,
        "happened_at": clock.now(),
    }
    verbs.record_contact(by=actor(request), member=member, fields=fields, client_key=key)


def _context(member: Member, matter: HomeMatter, form: SentForm) -> dict[str, Any]:
    duty = next((duty for duty in home_duties(member) if duty.matter == matter), None)
    today = clock.today()
    return {
        "member": member,
        "form": form,
        "letter": compose(matter, member, duty),
        "to": member.home_org_name,
        "from": member.organisation,
        "date": f"{today.year}年{today.month}月{today.day}日",
        "done": f"{clock.local(duty.done.happened_at):%Y-%m-%d}" if duty and duty.done else "",
        "edit_url": reverse("member-edit", args=[member.pk]) if member.is_open else "",
        "crumbs": crumbs(member),
        "title": f"{matter.label}：{member.name}",
    }
