"""What stands between a session and its work: clocks, the posting, the second factor, a password to be changed.

Everything here is asked again with each request, so that a revoked right serves no further one.
"""

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import SESSION_KEY
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve, reverse

from registry.domain import passwords, second_factor
from registry.models import User
from registry.models.identity import Standing, user_by_id
from registry.web import sessions, standing, tokens
from registry.web.redirects import is_part, leave, left_behind
from registry.web.sessions import Ended

FACTOR = "second_factor"
# The pages on which each missing step is made; leaving is possible from everywhere.
STEPS = {
    "account:two-factor": {"two-factor"},
    "account:two-factor-setup": {"two-factor-setup", "totp-qr", "posting", "password"},
    "account:password": {"password", "password-done"},
    "account:posting": {"posting", "password", "password-done", "two-factor-setup", "totp-qr"},
}
ALWAYS = {"login", "logout", "ended"}


def match_of(request: HttpRequest) -> ResolverMatch | None:
    """What the address will lead to; None for an unknown one."""
    try:
        return resolve(request.path_info)
    except Resolver404:
        return None


def enter(request: HttpRequest, match: ResolverMatch | None) -> tuple[Standing | None, HttpResponse | None]:
    """(the posting to work under, the answer instead of the page). Without a posting nothing is seen.

    A program's token takes the place of a session, at the API's addresses alone.
    """
    if tokens.carries(request, match):
        return tokens.enter(request)
    try:
        posting = _admit(request)
    except Ended as ended:
        return None, None if _is_public(match) else _leave(request, match, "account:ended", reason=ended.reason)
    if not request.user.is_authenticated:
        return None, None
    if not getattr(match and match.func, "passive", False):
        sessions.touch(request)
    step = _missing_step(request, posting)
    if step is None:
        return posting, None
    if _is_public(match) or _leads_there(match, step):
        return None, None
    return None, _leave(request, match, step)


def _admit(request: HttpRequest) -> Standing | None:
    """The session's posting; a session that is over is emptied, and Ended says why."""
    key = request.session.get(SESSION_KEY)
    if key is None:
        return None
    try:
        if not request.user.is_authenticated:
            raise Ended(_why_refused(key))
        sessions.check_clocks(request)
        return standing.present(request)
    except Ended as ended:
        user = user_by_id(key)
        if user is None:
            request.session.flush()
        else:
            sessions.end(request, user, ended.reason)
        raise


def _why_refused(key: str) -> str:
    user = user_by_id(key)
    return "password" if user is not None and user.is_active else "disabled"


def _missing_step(request: HttpRequest, posting: Standing | None) -> str | None:
    """The page that has to be passed before work, in this order."""
    user: Any = request.user
    if not user.is_verified():
        if _has_factor(request):
            return "account:two-factor"
        if factor_required(posting):
            return "account:two-factor-setup"
    if user.must_change_password or passwords.expired(user):
        return "account:password"
    return None if posting else "account:posting"


def factor_required(posting: Standing | None) -> bool:
    """Whether a posting may not work without a second factor."""
    return posting is not None and second_factor.required(posting.role)


def _has_factor(request: HttpRequest) -> bool:
    """Whether the account has an authenticator; remembered, since only this session or a new one can change it."""
    if FACTOR not in request.session:
        user: User = request.user  # type: ignore[assignment]
        request.session[FACTOR] = second_factor.confirmed(user) is not None
    return bool(request.session[FACTOR])


def _leads_there(match: ResolverMatch | None, step: str) -> bool:
    if match is None or match.namespace != "account":
        return False
    return match.url_name in ALWAYS | STEPS[step]


def _is_public(match: ResolverMatch | None) -> bool:
    access = getattr(match and match.func, "access", None)
    return match is None or getattr(access, "kind", "") == "public"


def _leave(request: HttpRequest, match: ResolverMatch | None, page: str, **query: str) -> HttpResponse:
    """Off to another page, all of it also where htmx asked for a part; the page on which somebody is is come back to.

    A program at the API is sent nowhere: it is told.
    """
    if tokens.is_api(match):
        return tokens.unknown(request, tokens.STEPS.get(page, tokens.FIRST_LOG_IN))
    if not is_part(request):
        query |= left_behind(request)
    return leave(request, f"{reverse(page)}?{urlencode(query)}" if query else reverse(page))
