"""The API's description as a page (Swagger UI from our own files), for those who are signed in."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from registry.web.access import login_only


@login_only
@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """All settings stand in data attributes, for no inline script may run."""
    return render(request, "registry/api/docs.html")
