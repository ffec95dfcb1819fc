"""What the public pages of 金点子 have in common: large type, a number for the device, and that nobody keeps them."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from outreach.entry import tickets
from outreach.web.private import private

HERE = "/suggest/"
BIG_COOKIE = "bdx_big"
YEAR, DAY = 365 * 24 * 3600, 24 * 3600


def shown(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """The page, in large type where that was asked for here or before."""
    asked = (request.GET if request.method == "GET" else request.POST).get("big", request.GET.get("big", ""))
    big = asked == "1" if asked in ("0", "1") else request.COOKIES.get(BIG_COOKIE) == "1"
    whole = {"big": big, "big_url": _other_size(request, big), **(context or {})}
    response = private(render(request, template, whole, status=status))
    if asked in ("0", "1"):
        keep(response, BIG_COOKIE, asked, YEAR)
    return response


def _other_size(request: HttpRequest, big: bool) -> str:
    """This page in the other size. For the answer to a form, which a link would lose, see base.html."""
    query = request.GET.copy()
    query["big"] = "0" if big else "1"
    return f"{request.path}?{query.urlencode()}"


def device_of(request: HttpRequest) -> str:
    """The device's number, where it has brought one."""
    said = request.COOKIES.get(settings.SUGGEST_DEVICE_NAME, "")
    number, cookie = tickets.device(said)
    return number if said == cookie else ""


def with_device(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer, with a number for a device that has none; for a day, and to these pages alone."""
    if not device_of(request):
        keep(response, settings.SUGGEST_DEVICE_NAME, tickets.device()[1], DAY)
    return response


def keep(response: HttpResponse, name: str, value: str, seconds: int, path: str = HERE) -> None:
    """A cookie that no script reads."""
    response.set_cookie(
        name, value, max_age=seconds, path=path, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
