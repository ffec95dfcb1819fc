"""A poster for the wall of a community: the code that opens the public page with the place filled in."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from outreach.web import qr
from registry.lib import scope as scopes
from registry.models import Organisation
from registry.policies import Action
from registry.web import pager
from registry.web.access import needs


@needs(Action.SUGGESTION_ENTER)
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """For the node at which one works."""
    scope = scopes.current()
    own = get_object_or_404(Organisation.objects.all(), path=scope.office or scope.path)
    url = settings.PUBLIC_URL.rstrip("/") + pager.link(reverse("suggest"), at=own.code or str(own.pk))
    return render(request, "outreach/suggest/poster.html", {"organisation": own, "url": url, "qr": qr.drawn(url)})
