"""Activities on her own page: what she may join, what she has signed up for, where she was."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from outreach.domain import activities
from outreach.domain.activities import Offer
from outreach.web import sign_up
from outreach.web.me.door import Me, hers
from outreach.web.me.section import Section


def section(me: Me) -> Section | None:
    """Left out where nothing is on."""
    cards = [sign_up.card(offer) for offer in activities.offers() if _concerns_her(offer)]
    return Section("activities", "活动", "outreach/me/activities.html", {"cards": cards}) if cards else None


def _concerns_her(offer: Offer) -> bool:
    """What is over without her is nothing to her any more."""
    return not offer.is_over or offer.comes or bool(offer.attended)


@hers
@require_POST
def answer(request: HttpRequest, me: Me, pk: UUID) -> HttpResponse:
    """Whether she comes."""
    said = sign_up.answered(request, me.link, pk)
    return redirect(reverse("me") + f"?done=activity-{said}#activities")
