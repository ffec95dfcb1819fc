"""Seeing a number whole: an act by POST, for which the trail is written; the answer is the page, kept nowhere."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from registry.domain import reveal as verbs
from registry.domain.errors import Refused
from registry.models.unit import step
from registry.policies import Action
from registry.web import member_page
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
    """The whole telephone number, ready to dial."""
    member = member_page.find(pk)
    return member_page.page(request, member, phone_shown=verbs.reveal_phone(by=actor(request), member=member))
