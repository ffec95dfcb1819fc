"""The address at which the ledger of suggestions was taken out; it leads to where every list is now."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_GET

from registry.policies import Action
from registry.web.access import needs
from registry.web.nav import export_of


@needs(Action.SUGGESTION_WORK)
@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """Narrowed as the list was."""
    url = export_of("suggestions", request.GET.dict())
    if not url:
        raise Http404
    return redirect(url)
