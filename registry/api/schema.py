"""The API's description of itself, for those who are signed in."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from registry.policies.access import Access


@cache
def document() -> dict[str, Any]:
    """OpenAPI 3.0, the same for everybody: it holds no data."""
    found: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)
    return found


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The description as JSON."""
    if not request.user.is_authenticated:
        return HttpResponse(status=401, headers={"WWW-Authenticate": "Token"})
    return JsonResponse(document(), json_dumps_params={"ensure_ascii": False})


schema.access = Access("login")  # type: ignore[attr-defined]
