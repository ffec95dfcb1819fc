"""What the code on the wall opens: signing in at an activity, around its time alone.

Whoever has her own page open is known by its session; everybody else types her name and the last four digits of her
phone. A wrong pair, a pair that fits two, and one of somebody who does not belong here are one answer.
"""

from uuid import UUID

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from outreach.choices import Attendance
from outreach.domain import attendance
from outreach.domain.attendance import Door
from outreach.entry.throttle import too_often
from outreach.web.me import door as session
from outreach.web.private import private
from registry.entry.fields import LegalNameField
from registry.lib import clock
from registry.models.identity import member_scope
from registry.models.unit import work
from registry.web.access import public

WRONG = "没有对上。请核对姓名和手机号后四位；还是不行的，请找现场的工作人员登记。"


class WhoForm(forms.Form):
    """Who is here."""

    name = LegalNameField(label="姓名", max_length=50, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    tail = forms.RegexField(
        r"^[0-9]{4}$", label="手机号后四位", max_length=4,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
        error_messages={"invalid": "请填手机号的后四位数字。"},
    )  # fmt: skip


@public("活动现场签到：扫墙上的码打开，只在活动前后有效；本人凭个人页面，或填姓名和手机后四位")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The page of one code."""
    if too_often(request, "door", 0):
        return private(render(request, "outreach/activities/door_closed.html", {"too_often": True}, status=429))
    found = attendance.door(code)
    if found is None:
        too_often(request, "door", 1)
        return private(render(request, "outreach/activities/door_closed.html", status=404))
    known = session.known(request)
    form = WhoForm(request.POST if request.method == "POST" and known is None else None)
    said = _signed_in(request, found, known, form) if request.method == "POST" else None
    context = {
        "door": found,
        "form": form,
        "known": known is not None,
        "sign": said,
        "late": said == Attendance.LATE,
        "day": f"{clock.local(found.starts_at):%m月%d日 %H:%M}",
    }
    return private(render(request, "outreach/activities/door.html", context))


def _signed_in(request: HttpRequest, found: Door, known: tuple[UUID, str] | None, form: WhoForm) -> Attendance | None:
    """How she is noted; None with the reason in the form."""
    who = known
    if who is None and form.is_valid():
        who = attendance.at_door(found, name=form.cleaned_data["name"], tail=form.cleaned_data["tail"])
    said = None
    if who is not None:
        member, path = who
        with work(member_scope(path, member)):
            said = attendance.check_in(activity=found.id, member=member, path=path)
    if said is None and not form.errors:
        too_often(request, "door", 1)
        _say_wrong(form)
    return said


def _say_wrong(form: WhoForm) -> None:
    if form.is_bound:
        form.add_error(None, WRONG)
