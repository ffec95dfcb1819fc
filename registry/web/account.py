"""Logging in and out, and the posting to work under."""

from typing import Any

from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from registry.domain import confirming, passwords
from registry.lib import clock
from registry.lib.scope import Scope
from registry.models import User
from registry.models.identity import Standing, note_login, standings, user_by_name
from registry.models.unit import record, work
from registry.web import sessions, standing
from registry.web.access import login_only, public
from registry.web.account_forms import LoginForm
from registry.web.lockout import remember_device
from registry.web.redirects import safe_next

HELD = (
    "这个账号的密码是系统管理员刚设的，要安全管理员复核以后才能登录。请给安全管理员打个电话，说明是您本人要重设的；"
    "不是您要的，也请马上告诉他。"
)
WRONG = "账号或密码不对，请核对后再试。连续输错 5 次，这个账号要等 30 分钟。"
LOGIN = "registry/account/login.html"


@sessions.own_units
@public("登录之前没有人")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """The first factor. Unknown, disabled and mistyped get the same answer in the same time."""
    form = LoginForm(request.POST or None)
    next_page = safe_next(request)
    if request.method != "POST":
        if request.user.is_authenticated:
            return redirect(next_page or "/")
        return _form(request, LoginForm(), next_page)
    if not form.is_valid():
        return _form(request, form, next_page)
    username, password = form.cleaned_data["username"], form.cleaned_data["password"]
    user = auth.authenticate(request, username=username, password=password)
    if user is None:
        _note_failure(request, username)
        form.add_error(None, WRONG)
        return _form(request, form, next_page)
    if confirming.held(user):
        with sessions.own_work(user):
            record("login.held", on=user, outcome="refused", address=_address(request))
        form.add_error(None, HELD)
        return _form(request, form, next_page)
    return _enter(request, user, password, next_page)


def _form(request: HttpRequest, form: LoginForm, next_page: str) -> HttpResponse:
    return render(request, LOGIN, {"form": form, "next": next_page})


def _note_failure(request: HttpRequest, username: str) -> None:
    """Into the trail of the account's district; a name that nobody has could be a mistyped password: not kept."""
    if getattr(request, "locked_until", None):
        return
    user = user_by_name(username)
    scope = sessions.own_scope(user) if user else Scope(path="")
    with work(scope):
        record("login.failed", on=user, outcome="refused", address=_address(request))


def _enter(request: HttpRequest, user: User, password: str, next_page: str) -> HttpResponse:
    with sessions.own_work(user):
        passwords.refresh_hash(user, password)
        auth.login(request, user, backend="registry.web.backends.AccountBackend")
        note_login(user, clock.now())
        record("login", on=user, address=_address(request))
    sessions.begin(request)
    rows = standings(user, clock.today())
    query = f"?{urlencode({'next': next_page})}" if next_page else ""
    several = len(rows) > 1
    response = redirect(reverse("account:posting") + query if several else next_page or "/")
    remember_device(request, response, user.username)
    return response


def _address(request: HttpRequest) -> str:
    return getattr(request, "axes_ip_address", None) or ""


@login_only
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session by one's own wish."""
    user: Any = request.user
    with sessions.own_work(user):
        record("logout", on=user)
    auth.logout(request)
    return redirect(f"{reverse('account:ended')}?reason=logout")


@sessions.own_units
@public("说明登录为什么结束")
@require_safe
def ended(request: HttpRequest) -> HttpResponse:
    """Why the session is over, and the way back in."""
    context = {name: request.GET.get(name, usual) for name, usual in (("reason", "idle"), ("sent", ""))}
    return render(request, "registry/account/session_ended.html", context | {"next": safe_next(request)})


@login_only
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Asked by a page on which somebody writes: long texts take longer than an idle session lasts."""
    return HttpResponse(status=204)


@login_only
@require_http_methods(["GET", "HEAD", "POST"])
def posting(request: HttpRequest) -> HttpResponse:
    """Choose the posting to work under."""
    rows = standing.held(request)
    chosen = next((row for row in rows if str(row.id) == request.POST.get("posting")), None)
    if request.method == "POST" and chosen is not None:
        with sessions.own_work(request.user):  # type: ignore[arg-type]
            record("posting.chosen", object_type="posting", object_id=chosen.id, owner_path=chosen.path)
        standing.choose(request, chosen)
        return redirect(safe_next(request) or "/")
    context = {"postings": [_row(request, row) for row in rows], "next": safe_next(request)}
    return render(request, "registry/account/posting.html", context)


def _row(request: HttpRequest, row: Standing) -> dict[str, object]:
    organisation, _, role = row.label.rpartition(" · ")
    current = str(row.id) == request.session.get(standing.POSTING)
    return {"id": row.id, "organisation": organisation, "role": role, "current": current}
