"""The district's colour for the staff pages, from the same setting as the admin's."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from registry.lib.colours import shades
from registry.web.access import public

TOKENS = {"--blue": "600", "--blue-deep": "800", "--blue-tint": "100"}


@public("只有颜色，登录页也要用")
@require_safe
def colours(request: HttpRequest) -> HttpResponse:
    """The tokens of static/css/app.css that are the district's own."""
    found = shades(settings.DISTRICT_COLOUR)
    said = "".join(f"{name}:{found[shade]};" for name, shade in TOKENS.items())
    return HttpResponse(
        f":root{{{said}}}\n", content_type="text/css; charset=utf-8", headers={"Cache-Control": "public, max-age=3600"}
    )
