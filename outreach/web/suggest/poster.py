"""A poster for the wall of a community: the code that opens the public page with the place filled in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from outreach.domain.suggestions.merging import PLACES
from outreach.web import qr
from registry.entry.organisations import own_nodes
from registry.lib import scope as scopes
from registry.lib.ids import key_in
from registry.models import Organisation
from registry.policies import Action
from registry.web import pager
from registry.web.access import needs


@needs(Action.SUGGESTION_ENTER)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """For the node at which one works, or another place below it (`org`)."""
    scope, nodes = scopes.current(), [node for node in own_nodes() if node.kind in PLACES]
    asked = key_in(request.GET.get("org", ""))
    wanted = {"pk": asked} if asked in {node.id for node in nodes} else {"path": scope.office or scope.path}
    own = get_object_or_404(Organisation.objects.all(), **wanted)
    url = settings.PUBLIC_URL.rstrip("/") + pager.link(reverse("suggest"), at=own.code or str(own.pk))
    context = {"organisation": own, "url": url, "qr": qr.drawn(url), "places": nodes if len(nodes) > 1 else []}
    return render(request, "outreach/suggest/poster.html", context)
