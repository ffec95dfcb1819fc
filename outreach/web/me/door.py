"""The session that a personal link opens: short, signed, bound to the link's row, over at once when that is revoked.

The cookie holds the link's keyed hash and two moments, nothing else, and goes to `/me/` alone. With each request the
link is asked for anew; what is asked after that is asked in the scope of that one member.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from outreach.domain import links
from outreach.entry.throttle import too_often
from outreach.models import PersonalLink
from outreach.web.private import private
from registry.domain import herself
from registry.domain.herself import Place
from registry.lib import clock
from registry.models import Member
from registry.models.identity import member_scope
from registry.models.unit import work
from registry.web import sent_once
from registry.web.access import public

SALT = "outreach.me"
HERE = "/me/"
REASON = "党员的个人页面：凭个人链接换来的短时会话打开，只看得到本人的记录"


@dataclass(slots=True)
class Me:
    """Who opened the page: her link, her record, the organisation that holds it."""

    link: PersonalLink
    member: Member
    opened: int
    place: Place = field(default_factory=Place)


class Ended(Exception):
    """There is no session, or no longer."""


def opened(request: HttpRequest, link: PersonalLink) -> HttpResponse:
    """Begin a session with a link in force that was just admitted."""
    with work(member_scope(link.owner_path, link.member_id)):
        try:
            me = _me(link, _now())
        except Ended:
            return _over(request)
        links.open_page(link)
    return _kept(redirect("me"), me)


def hers(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page of a personal session: `view(request, me, …)` runs in the member's scope. Nobody keeps what it answers."""

    @public(REASON)
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            link, since = _resumed(request)
            if request.method == "POST" and too_often(request, "hers", 1, whose=str(link.pk)):
                return private(render(request, "outreach/me/too_often.html", status=429))
            with work(member_scope(link.owner_path, link.member_id)):
                me = _me(link, since)
                return _kept(view(request, me, *args, **kwargs), me)
        except Ended:
            return _over(request)

    return sent_once.once(guarded)


def known(request: HttpRequest) -> tuple[UUID, str] | None:
    """(member, path) of whose session this is, for pages below `/me/` that are also open to others."""
    try:
        link, since = _resumed(request)
        with work(member_scope(link.owner_path, link.member_id)):
            _me(link, since)
    except Ended:
        return None
    return link.member_id, link.owner_path


@public("离开个人页面：只清掉自己的会话")
def leave(request: HttpRequest) -> HttpResponse:
    """Forget the session on this device, and say that it is done: nobody has lost anything."""
    if request.method != "POST":
        return redirect("me")
    return _forgotten(render(request, "outreach/me/over.html", {"closed": True}))


def _resumed(request: HttpRequest) -> tuple[PersonalLink, int]:
    """(link, when the session was opened). Raises Ended."""
    try:
        said = signing.Signer(salt=SALT).unsign_object(request.COOKIES.get(settings.HER_COOKIE_NAME, ""))
        since, seen, now = int(said["o"]), int(said["s"]), _now()
        if now - seen >= settings.HER_IDLE_SECONDS or now - since >= settings.HER_WHOLE_SECONDS:
            raise Ended
        return links.in_force(bytes.fromhex(said["d"])), since
    except (signing.BadSignature, links.Unknown) as error:
        raise Ended from error


def _me(link: PersonalLink, since: int) -> Me:
    """A record that ended, or lies in another now, has no page."""
    member = Member.objects.filter(pk=link.member_id).first()
    if member is None or not member.is_open or member.merged_into_id:
        raise Ended
    return Me(link, member, since, herself.place())


def _kept(response: HttpResponse, me: Me) -> HttpResponse:
    """The answer, with the session's sign of life."""
    said = {"d": bytes(me.link.digest).hex(), "o": me.opened, "s": _now()}
    response.set_cookie(
        settings.HER_COOKIE_NAME,
        signing.Signer(salt=SALT).sign_object(said),
        max_age=settings.HER_IDLE_SECONDS,
        path=HERE,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return private(response)


def _over(request: HttpRequest) -> HttpResponse:
    """No session: the same page whatever ended it."""
    return _forgotten(render(request, "outreach/me/over.html", status=404))


def _forgotten(response: HttpResponse) -> HttpResponse:
    response.delete_cookie(settings.HER_COOKIE_NAME, path=HERE, samesite="Lax")
    return private(response)


def _now() -> int:
    return int(clock.now().timestamp())


def back(done: str = "") -> HttpResponse:
    """Off to the first page, which says what was done (a key of `page.DONE`)."""
    return redirect(reverse("me") + (f"?done={done}" if done else ""))
