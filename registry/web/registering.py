"""Registering one person by hand: one screen, ID number first."""

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from registry.choices import Direction, Status
from registry.domain import members as verbs
from registry.domain import probing
from registry.domain.errors import OpenElsewhere, Refused
from registry.entry.fields import DayField, offer
from registry.entry.member_days import before_flow
from registry.entry.member_forms import IDENTITY, MemberForm
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Member, Organisation
from registry.models.sealed import blind_index
from registry.models.unit import step
from registry.policies import Action
from registry.web import recognising
from registry.web.access import actor, needs
from registry.web.keyed import Keyed
from registry.web.redirects import is_part

# Buttons that only look at what was typed.
LOOKING = {"recognise", "use_id", "use_origin"}

LEAD = "先填身份证号，其余的能带出来就带出来。带 * 的必填；没有身份证号和手机号的，先存为线索。"


class RegisterForm(Keyed, MemberForm):
    """One person, and at which organisation. `client_key` makes a form that was sent twice one record."""

    client_key = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)
    direction = forms.ChoiceField(
        label="方向", choices=Direction.choices, widget=forms.RadioSelect, initial=Direction.IN.value
    )
    organisation = forms.ModelChoiceField(
        label="管理组织", queryset=Organisation.objects.none(), empty_label="请选择", to_field_name="id"
    )
    reported_on = DayField(label="报到日期", required=False, help_text="还没来报到的，留空")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", Organisation.objects.all().active().order_by("path"))
        self.fields["organisation"].initial = _own_node()

    def clean_reported_on(self) -> Any:
        """Nobody has reported in tomorrow."""
        day = self.cleaned_data["reported_on"]
        if day and day > clock.today():
            raise forms.ValidationError("报到日期不能晚于今天。")
        return day

    def clean(self) -> dict[str, Any]:
        """Nobody reports in before he has come."""
        data = super().clean() or {}
        day, flowed = data.get("reported_on"), data.get("flowed")
        if day and flowed and (words := before_flow("报到日期", day, flowed.start, flowed.precision or "")):
            self.add_error("reported_on", words)
        return data


def _own_node() -> object:
    """The clerk's own node, when it can hold members itself; a superior has to choose."""
    scope = scopes.current()
    return scope.organisation_id if scope.role == "community" else None


@needs(Action.MEMBER_WRITE)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """The form; reading what was typed so far; saving."""
    action = request.POST.get("action", "")
    if request.method == "GET":
        form = RegisterForm()
        form.fields["id_number"].widget.attrs["autofocus"] = True
        return shown(request, form, recognising.Hints())
    if action in LOOKING:
        return looked_at(request, action)
    form = RegisterForm(request.POST)
    if form.is_valid() and (member := saved(form, request)):
        messages.success(request, done(member))
        return redirect("member-new") if action == "save_next" else redirect("member", pk=member.pk)
    return shown(request, form, recognising.read(request.POST, by=actor(request)))


def saved(form: RegisterForm, request: HttpRequest, note: str = "", **more: Any) -> Member | None:
    """The new record, with these columns beside those of the form; None with the reason in the form."""
    data, columns = form.cleaned_data, form.columns() | more
    if columns["id_number"]:
        probing.check()
    try:
        with step():
            return verbs.register(
                by=actor(request),
                organisation=data["organisation"],
                direction=Direction(data["direction"]),
                fields=columns,
                reported_on=data["reported_on"],
                client_key=data["client_key"],
                note=note,
            )
    except OpenElsewhere:
        form.add_error("id_number", _why_not(columns["id_number"], data["direction"]))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return None


def _why_not(number: str, direction: str) -> str:
    """What to do about somebody who has an open record: it may be one's own."""
    index = blind_index().of("id", str(number)) or b""
    return recognising.OURS if recognising.is_ours(index, direction) else OpenElsewhere.MESSAGE


def looked_at(request: HttpRequest, action: str, **heads: Any) -> HttpResponse:
    """The form as it was typed, with what follows from the ID number filled in."""
    typed = typed_so_far(request, action)
    hints = hints_of(typed, request, action)
    return shown(request, RegisterForm(initial=typed | hints.fills), hints, **heads)


def typed_so_far(request: HttpRequest, action: str) -> dict[str, str]:
    """What stands in the form; what the ID number is asked for is taken from it."""
    typed = {name: request.POST.get(name, "") for name in RegisterForm.base_fields}
    return typed | {"sex": "", "birth": ""} if action == "use_id" else typed


def hints_of(typed: dict[str, str], request: HttpRequest, action: str) -> recognising.Hints:
    """What follows from it."""
    hints = recognising.read(typed, by=actor(request))
    if action == "use_origin":
        hints.fills["origin_text"] = hints.county
    return hints


def shown(request: HttpRequest, form: RegisterForm, hints: recognising.Hints, **heads: Any) -> HttpResponse:
    """The page; `heads` are a title, a lead and crumbs in place of its own, and `one` for no next one after it."""
    context = {
        "form": form,
        "hints": hints,
        "identity": form.bound(IDENTITY),
        # For htmx only what was filled replaces what may have been typed in the meantime.
        "whole": not is_part(request),
        "title": "登记一位流动党员",
        "lead": LEAD,
        **heads,
    }
    return render(request, "registry/members/new.html", context)


def done(member: Member) -> str:
    """What became of it, in words."""
    if member.status == Status.LEAD:
        return f"已记下线索“{member.name}”。补上身份证号或手机号后，就能转为正式登记。"
    return f"已登记“{member.name}”，现在是“{member.get_status_display()}”。"
