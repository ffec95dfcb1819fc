"""The pages of the second factor: the code at login, binding an authenticator, recovery codes."""

import io
from typing import Any

import django_otp
import qrcode
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe
from qrcode.image.svg import SvgPathImage

from registry.domain import lockout, second_factor
from registry.models import User
from registry.models.unit import record
from registry.web import gate, sessions
from registry.web.access import login_only
from registry.web.account_forms import TokenForm
from registry.web.lockout import locked_page
from registry.web.redirects import safe_next

WRONG = "验证码不对，或者已经用过。请等验证器换出下一个数字再输。"


@login_only
@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
def token(request: HttpRequest) -> HttpResponse:
    """The second step of logging in."""
    user: Any = request.user
    if user.is_verified():
        return redirect(safe_next(request) or "/")
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if _accept(request, user, form.cleaned_data["token"]):
                return redirect(safe_next(request) or "/")
        except lockout.Locked as locked:
            return _locked(request, locked)
        form.add_error("token", WRONG)
    return render(request, "registry/account/two_factor.html", {"form": form, "next": safe_next(request)})


def _accept(request: HttpRequest, user: User, text: str) -> bool:
    """Count the try, ask the device; a right code makes this session a verified one under a new id."""
    place = lockout.take_place(lockout.TOKEN, str(user.pk))
    device = second_factor.verify(user, text)
    with sessions.own_work(user):
        record("login.second_factor", on=user, outcome="done" if device else "refused")
    if device is None:
        return False
    lockout.give_back(place)
    _verified(request, device)
    return True


def _verified(request: HttpRequest, device: object) -> None:
    django_otp.login(request, device)
    request.session[gate.FACTOR] = True
    request.session.cycle_key()


def _locked(request: HttpRequest, locked: lockout.Locked) -> HttpResponse:
    request.locked_until = locked.until  # type: ignore[attr-defined]
    return locked_page(request)


@login_only
@sensitive_post_parameters("token")
@require_http_methods(["GET", "HEAD", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Bind an authenticator; the recovery codes are shown once, as the answer to the right code."""
    user: Any = request.user
    if second_factor.confirmed(user):
        return render(request, "registry/account/two_factor_setup.html", {"confirmed": True})
    device = second_factor.draft(user)
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            codes = _bind(request, user, device, form.cleaned_data["token"])
        except lockout.Locked as locked:
            return _locked(request, locked)
        if codes:
            return render(request, "registry/account/recovery_codes.html", {"codes": codes})
        form.add_error("token", WRONG)
    context = {
        "form": form,
        "secret": second_factor.secret_of(device),
        "required": gate.factor_required(getattr(request, "standings", [None])[0]),
        "cancel_url": "/",
    }
    return render(request, "registry/account/two_factor_setup.html", context)


def _bind(request: HttpRequest, user: User, device: Any, text: str) -> list[str]:
    place = lockout.take_place(lockout.TOKEN, str(user.pk))
    with sessions.own_work(user):
        codes = second_factor.confirm(by=user, device=device, token=text.replace(" ", ""))
    if codes:
        lockout.give_back(place)
        _verified(request, device)
    return codes


@login_only
@require_safe
def picture(request: HttpRequest) -> HttpResponse:
    """The QR code of the authenticator being bound; none once it is bound."""
    user: Any = request.user
    if second_factor.confirmed(user):
        raise Http404
    drawn = io.BytesIO()
    qrcode.make(second_factor.draft(user).config_url, image_factory=SvgPathImage, border=2).save(drawn)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
