"""Seeing a number whole: an act by POST, for which the trail is written; the answer is the page, kept nowhere."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from registry.domain import reveal as verbs
from registry.domain.errors import Refused
from registry.models.unit import step
from registry.policies import Action
from registry.web import member_page, telephones
from registry.web.access import actor, needs


@needs(Action.MEMBER_REVEAL_ID)
@require_POST
def reveal_id(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The whole ID number, for a stated reason."""
    member = member_page.find(pk)
    try:
        with step():
            shown = verbs.reveal_id(by=actor(request), member=member, reason=request.POST.get("reason", ""))
    except Refused as refusal:
        return member_page.page(request, member, reveal_error=str(refusal))
    return member_page.page(request, member, id_shown=shown)


@needs(Action.MEMBER_SEE_PHONE)
@require_POST
def reveal_phone(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The telephone numbers whole, ready to dial: the mobile one, and whatever else there is to call."""
    member = member_page.find(pk)
    mobile = verbs.reveal_phone(by=actor(request), member=member)
    return member_page.page(request, member, dialled=telephones.to_dial(member, mobile))
