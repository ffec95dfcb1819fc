"""The code of a registration point: opening it, the poster for its wall, a new one, none any more."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from outreach.domain import points as verbs
from outreach.models import Lead, RegistrationPoint, Venue
from outreach.web import qr
from outreach.web.venue_pages import CRUMBS
from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.models.unit import step
from registry.policies import Action
from registry.web import labels, pager
from registry.web.access import actor, needs

DONE = {
    "open": "已启用报到码，请打印海报张贴。",
    "renew": "已换新码，请重新打印海报张贴；旧海报扫开会说明请联系谁。",
    "close": "报到码已停用。",
}


@needs(Action.ACTIVITY_EDIT)
@require_http_methods(["GET", "POST"])
def point(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The poster and what may be done with the code."""
    venue: Venue = get_object_or_404(Venue.objects.all().own(), pk=pk)
    if request.method == "POST":
        return _changed(request, venue)
    found = verbs.of(venue)
    url = settings.PUBLIC_URL.rstrip("/") + reverse("register-point", args=[found.code]) if found else ""
    counted = Lead.objects.filter(point__venue=venue).figures()
    context = {
        "venue": venue,
        "point": found,
        "qr": qr.drawn(url) if found else None,
        "public_url": url,
        "counted": counted,
        "leads_url": pager.link(reverse("leads"), venue=str(venue.pk)),
        "past": [_past(row) for row in RegistrationPoint.objects.filter(venue=venue, ended_at__isnull=False)[:20]],
        "crumbs": [{"label": CRUMBS, "url": reverse("venues")},
                   {"label": venue.name, "url": reverse("venue", args=[venue.pk])}],
    }  # fmt: skip
    return render(request, "outreach/leads/point.html", context)


def _past(row: RegistrationPoint) -> str:
    ended = labels.moment(row.ended_at) if row.ended_at else ""
    return f"{labels.moment(row.opened_at)} 启用，{ended} {row.ended_label} 停用：{row.end_reason}"


def _changed(request: HttpRequest, venue: Venue) -> HttpResponse:
    action, by = request.POST.get("action", ""), actor(request)
    label = label_of(by)
    try:
        with step():
            if action == "close":
                verbs.close_point(by=by, label=label, venue=venue, reason=request.POST.get("reason", ""))
            else:
                verb = verbs.renew if action == "renew" else verbs.open_point
                verb(by=by, label=label, venue=venue)
        messages.success(request, DONE.get(action, DONE["open"]))
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("venue-point", pk=venue.pk)
