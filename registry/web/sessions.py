"""How long a login lasts, measured on the server, and why it ended."""

from contextlib import AbstractContextManager
from typing import TypeVar

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest

from registry.lib import clock
from registry.lib.scope import Scope
from registry.models import User
from registry.models.unit import record, work

V = TypeVar("V")
STARTED, SEEN = "started", "seen"
NOTED_EVERY = 30  # seconds; so much earlier an idle session may end, and so many writes are saved


class Ended(Exception):
    """The session is over. `reason` is one of idle, absolute, posting, password, disabled."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def own_scope(user: User) -> Scope:
    """A person's scope over the own account alone: no member data, and the trail falls to the own district."""
    return Scope(path="", office=user.owner_path, user_id=user.pk, username=user.username)


def own_work(user: User) -> AbstractContextManager[Scope]:
    """A unit of work in which somebody changes the own account."""
    return work(own_scope(user))


def begin(request: HttpRequest) -> None:
    """Start both clocks."""
    request.session[STARTED] = request.session[SEEN] = clock.now().timestamp()


def check_clocks(request: HttpRequest) -> None:
    """Raise Ended when the session was idle or open for too long."""
    now = clock.now().timestamp()
    started = request.session.setdefault(STARTED, now)
    seen = request.session.setdefault(SEEN, now)
    if now - started >= settings.SESSION_ABSOLUTE_SECONDS:
        raise Ended("absolute")
    if now - seen >= settings.SESSION_IDLE_SECONDS:
        raise Ended("idle")


def touch(request: HttpRequest) -> None:
    """Somebody did something. One write in NOTED_EVERY seconds."""
    now = clock.now().timestamp()
    if now - request.session.get(SEEN, 0) >= NOTED_EVERY:
        request.session[SEEN] = now


def passive(view: V) -> V:
    """Mark a view that a page asks for by itself (progress): it does not keep a session alive."""
    view.passive = True  # type: ignore[attr-defined]
    return view


def own_units(view: V) -> V:
    """Mark a view that opens its units of work itself, or needs none: the middleware leaves it alone."""
    view.own_units = True  # type: ignore[attr-defined]
    return view


def end(request: HttpRequest, user: User, reason: str) -> None:
    """Log out by the program's decision, with a line in the trail."""
    with own_work(user):
        record("session.ended", on=user, reason=reason)
    auth.logout(request)
    request.session.flush()
