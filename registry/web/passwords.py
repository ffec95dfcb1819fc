"""Changing one's own password."""

from typing import Any

from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.hashers import check_password
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from registry.domain import accounts, lockout, passwords
from registry.models import User
from registry.models.unit import record
from registry.web import sessions
from registry.web.access import login_only
from registry.web.account_forms import PasswordForm
from registry.web.lockout import locked_page


@login_only
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest) -> HttpResponse:
    """Old password, new password: the other sessions of the account end, this one goes on under a new id."""
    user: Any = request.user
    form = PasswordForm(user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            if _knows(user, form.cleaned_data["old"]):
                with sessions.own_work(user):
                    accounts.set_password(by=user, user=user, password=form.cleaned_data["new"])
                update_session_auth_hash(request, user)
                return redirect("account:password-done")
        except lockout.Locked as locked:
            request.locked_until = locked.until  # type: ignore[attr-defined]
            return locked_page(request)
        form.add_error("old", "旧密码不对，请核对后再输。")
    forced = user.must_change_password or passwords.expired(user)
    context = {"form": form, "forced": forced, "cancel_url": "" if forced else "/"}
    return render(request, "registry/account/password_change.html", context)


def _knows(user: User, old: str) -> bool:
    """Whether the old password is right; guesses at an open screen are counted as well."""
    place = lockout.take_place(lockout.PASSWORD, str(user.pk))
    if check_password(old, user.password):
        lockout.give_back(place)
        return True
    with sessions.own_work(user):
        record("account.password_refused", on=user, outcome="refused")
    return False


@login_only
@require_safe
def done(request: HttpRequest) -> HttpResponse:
    """It is changed."""
    return render(request, "registry/account/password_changed.html")
