"""Response headers that Django and django-csp don't set, and the one place where the content policy differs."""

from collections.abc import Callable

from csp.constants import UNSAFE_EVAL, UNSAFE_INLINE
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
# The admin's Alpine evaluates attribute expressions and its theme is a style element. Inline scripts stay forbidden.
ADMIN_POLICY = {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]}


class HeadersMiddleware:
    """No device features anywhere; nothing that a view answered may be kept by a cache."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Add what the view did not set itself."""
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if not request.path.startswith("/static/"):
            response.headers.setdefault("Cache-Control", "no-store, private")
        if _is_admin(request.path):
            response._csp_update = ADMIN_POLICY  # type: ignore[attr-defined]  # django-csp's own interface
        return response


def _is_admin(path: str) -> bool:
    try:
        return path.startswith(reverse("admin:index"))
    except NoReverseMatch:
        return False
