"""What somebody gets for a suggestion: the code to keep. It comes in an encrypted cookie, never in an address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from outreach.entry import tickets
from outreach.web import qr
from outreach.web.private import private
from outreach.web.suggest.frame import HERE, keep, shown
from registry.web.access import public


def carried_to(response: HttpResponse, code: str) -> HttpResponse:
    """The answer to the form, with the code for the page that shows it."""
    keep(response, settings.SUGGEST_COOKIE_NAME, tickets.carry(code), tickets.CARRY_SECONDS, _here())
    return private(response)


def _here() -> str:
    return reverse("suggest-done")


@public("金点子的回执页：只显示刚刚在这台设备上提交的那一条的查询码")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest) -> HttpResponse:
    """The code, until it was noted down or ten minutes are over."""
    if request.method == "POST":
        response = private(redirect(HERE + "?noted=1"))
        response.delete_cookie(settings.SUGGEST_COOKIE_NAME, path=_here(), samesite="Lax")
        return response
    code = tickets.carried(request.COOKIES.get(settings.SUGGEST_COOKIE_NAME, ""))
    if not code:
        return shown(request, "outreach/suggest/done_over.html")
    url = settings.PUBLIC_URL.rstrip("/") + reverse("suggest-progress")
    # As text: an address with a code in it would be kept by whatever opens it.
    drawing = qr.drawn(f"金点子查询码 {code}\n查询网址 {url}")
    return shown(request, "outreach/suggest/done.html", {"code": code, "qr": drawing, "progress_url": url})
