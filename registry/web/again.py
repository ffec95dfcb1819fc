"""Who left is here again: a new record, with what the ended one knows of the person filled in.

The numbers stay masked, as where a record is changed: left empty, they are taken from the ended record.
"""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from registry.entry.member_forms import CONTACT, FLOW, IDENTITY, PARTY, initial_of
from registry.models import Member
from registry.policies import Action
from registry.web import member_page, recognising, registering
from registry.web.access import actor, needs
from registry.web.editing import MaskedForm
from registry.web.movements import crumbs
from registry.web.same_person import may_come_again

# What was so of the last stay is asked anew: where he works and lives, since when, who keeps in touch.
OF_THE_PERSON = frozenset({*IDENTITY, *FLOW, *PARTY, *CONTACT, "name", "origin_code", "origin_pick"}) - {
    "phone", "flowed", "flow_reason", "contact_status", "last_contact_on", "residence", "expected_return", "occupation",
    "is_migrant_worker", "liaison_note", "liaison_phone", "remark",
}  # fmt: skip
LEAD = (
    "以前那条记录里知道的已经带出来，请和本人核对；身份证号、手机号没有变的不用填。现在的单位、住处、流入时间请重新填。"
)
NOT_NOW = "这条记录还没有结束，或者不会再流动，不用重新登记。"


class AgainForm(MaskedForm, registering.RegisterForm):
    """One person who was on the register, and at which organisation he is now."""

    def columns(self) -> dict[str, Any]:
        """The columns of the new record; numbers that were left alone are those of the ended one."""
        return super().columns() | {column: getattr(self.member, column) for column in self.left_alone()}


@needs(Action.MEMBER_WRITE)
@require_http_methods(["GET", "POST"])
def again(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form; reading what was typed so far; saving."""
    member, action = member_page.find(pk), request.POST.get("action", "")
    if not may_come_again(member):
        messages.warning(request, NOT_NOW)
        return redirect("member", pk=member.pk)
    if request.method == "GET":
        return _shown(request, member, AgainForm(member=member, initial=_initial(member)), recognising.Hints())
    if action in registering.LOOKING:
        return _looked_at(request, member, action)
    form = AgainForm(request.POST, member=member, initial=_initial(member))
    note = f"以前的记录：{_ended(member)}。"
    if form.is_valid() and (new := registering.saved(form, request, note)):
        messages.success(request, registering.done(new))
        return redirect("member", pk=new.pk)
    return _shown(request, member, form, recognising.read(request.POST, by=actor(request)))


def _ended(member: Member) -> str:
    """When and how it ended."""
    day = f"{member.closed_on:%Y-%m-%d} " if member.closed_on else ""
    return f"{day}{member.get_status_display()}（{member.organisation}）"


def _initial(member: Member) -> dict[str, Any]:
    known = {name: value for name, value in initial_of(member).items() if name in OF_THE_PERSON}
    return known | {"direction": member.direction, "organisation": member.organisation_id}


def _looked_at(request: HttpRequest, member: Member, action: str) -> HttpResponse:
    typed = registering.typed_so_far(request, action)
    hints = registering.hints_of(typed, request, action)
    return _shown(request, member, AgainForm(member=member, initial=_initial(member) | typed | hints.fills), hints)


def _shown(request: HttpRequest, member: Member, form: AgainForm, hints: recognising.Hints) -> HttpResponse:
    heads = {"title": f"重新登记：{member.name}", "lead": LEAD, "crumbs": crumbs(member), "one": True}
    return registering.shown(request, form, hints, **heads)
