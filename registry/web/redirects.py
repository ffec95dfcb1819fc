"""Off to another page: where to go after logging in (inside this site only), and how a part of a page is left."""

from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import is_valid_path
from django.utils.http import url_has_allowed_host_and_scheme

from registry.web import drafting


def safe_next(request: HttpRequest) -> str:
    """The path and query of `next` when it is a page of ours and not an account page, else empty."""
    return _ours(request, request.POST.get("next") or request.GET.get("next") or "")


def page_of(request: HttpRequest) -> str:
    """The page on which somebody is, to come back to: of a form that was sent the one it stood on, if that is known."""
    if request.method == "GET":
        return request.get_full_path()
    return _ours(request, request.headers.get("Referer", ""))


def is_part(request: HttpRequest) -> bool:
    """Whether htmx asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


def leave(request: HttpRequest, url: str) -> HttpResponse:
    """A redirect of the whole page, also where htmx asked for a part of it."""
    if is_part(request):
        return HttpResponse(status=204, headers={"HX-Redirect": url})
    return redirect(url)


def left_behind(request: HttpRequest) -> dict[str, str]:
    """What the page at the end of a login has to know: where to come back to, and what became of a form on its way."""
    here, found = page_of(request), {}
    if request.method == "POST":
        # Kept on the device, or lost: whoever pressed a button has to be told.
        found["sent"] = "kept" if drafting.HEADER in request.headers else "lost"
    return found if here in ("", "/") else found | {"next": here}


def page_above(path: str) -> str:
    """The nearest address above this one that there is."""
    parts = path.rstrip("/").split("/")
    above = ("/".join(parts[:length]) + "/" for length in range(len(parts) - 1, 0, -1))
    return next(filter(is_valid_path, above), "/")


def _ours(request: HttpRequest, wanted: str) -> str:
    if not url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure()):
        return ""
    parts = urlsplit(wanted)
    path = parts.path or "/"
    if not path.startswith("/") or path.startswith(("//", "/login", "/logout", "/\\")):
        return ""
    return f"{path}?{parts.query}" if parts.query else path
