"""The lockout at the door: axes asks before each password, a known device is recognised, the page says until when."""

from typing import Any

from axes.handlers.base import AxesHandler
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.crypto import get_random_string, salted_hmac

from registry.domain import lockout
from registry.models import User

_SALT = "registry.known_device"
# Computers in a community are shared: so many accounts may know one of them.
_ACCOUNTS = 5


class LockoutHandler(AxesHandler):
    """Axes' view of `registry.domain.lockout`."""

    def is_allowed(self, request: HttpRequest, credentials: dict[str, Any] | None = None) -> bool:
        """Take a place for this password, or say no."""
        account = (credentials or {}).get("username") or ""
        address: str = getattr(request, "axes_ip_address", None) or ""
        try:
            place = lockout.take_place(lockout.LOGIN, account, address, device_mark(request, account))
        except lockout.Locked as locked:
            request.locked_until = locked.until  # type: ignore[attr-defined]
            # Whatever door this is, axes' middleware answers with `locked_page`.
            request.axes_locked_out = True  # type: ignore[attr-defined]
            return False
        request.place = place  # type: ignore[attr-defined]
        return True

    def user_logged_in(self, sender: Any, request: HttpRequest, user: User, **kwargs: Any) -> None:
        """The password was right: the place is free again."""
        place = getattr(request, "place", None)
        if place is not None:
            lockout.give_back(place)


def locked_page(request: HttpRequest, original: HttpResponse | None = None, credentials: Any = None) -> HttpResponse:
    """Until when, and whom to ask. The same for every name, known or not."""
    context = {
        "locked_until": getattr(request, "locked_until", None),
        "contacts": settings.SECURITY_CONTACTS,
    }
    return render(request, "registry/account/locked.html", context, status=429)


def device_mark(request: HttpRequest, account: str) -> str:
    """The mark of a browser that logged into this account before, else empty."""
    return _marks(request).get(_key(account), "")


def remember_device(request: HttpRequest, response: HttpResponse, account: str) -> None:
    """Let this browser be known to the account. The cookie names no account: it holds keyed digests."""
    marks = _marks(request)
    mark = marks.pop(_key(account), get_random_string(22))
    newest = dict(list(marks.items())[-(_ACCOUNTS - 1) :]) | {_key(account): mark}
    response.set_cookie(
        settings.DEVICE_COOKIE_NAME,
        signing.dumps(newest, salt=_SALT),
        max_age=settings.DEVICE_COOKIE_AGE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _marks(request: HttpRequest) -> dict[str, str]:
    cookie = request.COOKIES.get(settings.DEVICE_COOKIE_NAME, "")
    try:
        found: dict[str, str] = signing.loads(cookie, salt=_SALT, max_age=settings.DEVICE_COOKIE_AGE)
    except signing.BadSignature:
        return {}
    return found


def _key(account: str) -> str:
    return salted_hmac(_SALT, account, algorithm="sha256").hexdigest()[:24]
