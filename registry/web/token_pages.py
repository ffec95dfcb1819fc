"""One's own tokens: what is in force, a new one, and the end of one."""

from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from registry.domain import tokens
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import ApiToken
from registry.models.identity import Standing
from registry.models.unit import step
from registry.policies import Action
from registry.web.access import actor, needs

LIST = "registry/account/tokens.html"


class IssueForm(forms.Form):
    """For which program, and for how long."""

    name = forms.CharField(
        label="给什么程序用",
        max_length=50,
        help_text="写清楚，以后好认，例如：街道报表程序",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    days = forms.TypedChoiceField(label="有效期", coerce=int, initial=90, choices=())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["days"]
        field.choices = [(days, f"{days} 天") for days in settings.API_TOKEN_DAYS]


@needs(Action.API_USE)
@require_http_methods(["GET", "POST"])
def own(request: HttpRequest) -> HttpResponse:
    """The tokens of the present posting, and issuing one; its text is on the answer to the POST and nowhere else."""
    form = IssueForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with step():
                token, text = _issued(request, form.cleaned_data)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return render(request, "registry/account/token_issued.html", {"token": token, "text": text})
    rows = [_row(token) for token in tokens.of(actor(request), _standing(request))[:50]]
    return render(request, LIST, {"form": form, "rows": rows, "columns": COLUMNS})


def _issued(request: HttpRequest, wanted: dict[str, Any]) -> tuple[ApiToken, str]:
    verified: bool = request.user.is_verified()  # type: ignore[union-attr]  # django-otp adds it
    user, standing = actor(request), _standing(request)
    return tokens.issue(by=user, standing=standing, second_factor_passed=verified, **wanted)


def _standing(request: HttpRequest) -> Standing:
    """The present posting; `needs` lets nobody in without one."""
    found: Standing = request.standing  # type: ignore[attr-defined]
    return found


COLUMNS: list[dict[str, Any]] = [
    *({"label": label} for label in ("用途", "状态", "开头", "签发", "有效至", "最近使用")),
    {"label": "办理", "kind": "actions", "hidden": True},
]


def _row(token: ApiToken) -> dict[str, Any]:
    text, tone = _state(token)
    return {
        "id": token.pk,
        "name": token.name,
        "cells": [
            {"label": "状态", "badge": {"text": text, "tone": tone}},
            {"label": "开头", "text": f"{token.token_key}…", "kind": "code"},
            {"label": "签发", "text": _day(token.created), "kind": "code"},
            {"label": "有效至", "text": _day(token.expiry), "kind": "code"},
            {"label": "最近使用", "text": _day(token.used_at) if token.used_at else "还没用过", "kind": "code"},
        ],
        "live": tone == "success",
    }


def _state(token: ApiToken) -> tuple[str, str]:
    if token.revoked_at:
        return "已撤销", "outline"
    return ("已过期", "outline") if token.expiry <= clock.now() else ("在用", "success")


def _day(moment: Any) -> str:
    return f"{clock.local(moment):%Y-%m-%d}"


@needs(Action.API_USE)
@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End one of one's own tokens; the program that uses it gets no further."""
    token = get_object_or_404(ApiToken.objects.all(), pk=pk, user=actor(request))
    tokens.revoke(by=actor(request), token=token)
    messages.success(request, f"已撤销“{token.name}”，用它的程序从现在起进不来了。")
    return redirect("account:tokens")
