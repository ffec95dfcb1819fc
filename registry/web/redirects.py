"""Where to go after logging in: inside this site only."""

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme


def safe_next(request: HttpRequest) -> str:
    """The path and query of `next` when it is a page of ours and not an account page, else empty."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(wanted)
    path = parts.path or "/"
    if not path.startswith("/") or path.startswith(("//", "/login", "/logout", "/\\")):
        return ""
    return f"{path}?{parts.query}" if parts.query else path
