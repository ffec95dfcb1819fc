"""What the code at a registration point opens: a page without an account on which somebody writes herself down.

Whatever she writes and whoever she is, the answer is one page; what was written is compared with the register by staff
alone, afterwards. Programs that fill in every field fill in one that people don't see, and get the same answer.
"""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from outreach.domain import leads
from outreach.domain.leads import Point
from outreach.entry.throttle import too_often
from outreach.web.private import private
from registry.choices import RelationStatus
from registry.entry.fields import LegalNameField, MobileField, PartialDateField, typed_date
from registry.lib.ids import uuid7
from registry.web.access import public
from registry.web.keyed import Keyed
from registry.web.sent_once import once

RELATIONS = (
    (RelationStatus.NOT_TRANSFERRED, "还在原来的党组织"),
    (RelationStatus.IN_TRANSFER, "正在转"),
    (RelationStatus.TRANSFERRED, "已经转出来了"),
    ("", "不清楚"),
)
REQUIRED = {"required": "请填写这一项。"}


def _text(label: str, length: int, complete: str = "off", **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": complete})
    return forms.CharField(label=label, max_length=length, widget=widget, error_messages=REQUIRED, **more)


class RegisterForm(Keyed):
    """What is needed to call somebody back and to know where she comes from; no ID number."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    name = LegalNameField(
        label="姓名", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages=REQUIRED, help_text="和身份证上一致",
    )  # fmt: skip
    phone = MobileField(
        label="手机号", max_length=40, error_messages=REQUIRED,
        widget=forms.TextInput(attrs={"inputmode": "tel", "autocomplete": "tel-national"}),
    )  # fmt: skip
    origin = _text("从哪里来", 200, help_text="写到县最好，例如：贵州独山")
    home_org = _text("原来的党组织", 200, required=False, help_text="支部名称，记得多少写多少")
    residence = _text("现居住地", 200, required=False, help_text="小区或村名就可以")
    employer = _text("工作单位", 100, "organization", required=False)
    joined = PartialDateField(label="入党时间", help_text="选填。知道多少填多少：2021、2021.3")
    relation = forms.ChoiceField(
        label="组织关系转过来了吗", choices=RELATIONS, required=False, widget=forms.RadioSelect
    )
    # Nobody sees it; a program that fills in everything gives itself away.
    website = forms.CharField(label="网址（请不要填写）", required=False, max_length=500)
    consent = forms.BooleanField(
        label="我看过上面的说明，同意为登记报到使用我填写的信息",
        error_messages={"required": "同意以后才能提交。不愿意在网上填的，可以到场所当面登记。"},
    )  # fmt: skip

    def __init__(self, *args: Any, host: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["phone"].help_text = f"{host}会打这个电话联系您"

    def words(self) -> dict[str, str]:
        """What is kept of it, as text."""
        data = self.cleaned_data
        joined = typed_date(data["joined"].start, data["joined"].precision or "")
        names = ("name", "phone", "origin", "home_org", "residence", "employer", "relation")
        return {name: data[name] for name in names} | {"joined": joined}


@once
@public("登记点扫码登记：不登录，只写不读，无论是谁、是否在册，回答都一样")
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The page of one code."""
    sending = request.method == "POST"
    if too_often(request, "register", 1 if sending else 0):
        return private(render(request, "outreach/leads/register_gone.html", {"too_often": True}, status=429))
    found = leads.point(code)
    if found is None:
        too_often(request, "register", 1)
    if found is None or not found.in_force:
        return private(render(request, "outreach/leads/register_gone.html", {"point": found}, status=404))
    if request.GET.get("done") == "1" and not sending:
        return private(render(request, "outreach/leads/register_done.html", {"point": found}))
    initial = {"key": uuid7(), "relation": ""}
    form = RegisterForm(request.POST if sending else None, initial=initial, host=found.host_label)
    if sending and form.is_valid():
        return _taken(request, code, found, form)
    return private(render(request, "outreach/leads/register.html", _context(found, form)))


def _taken(request: HttpRequest, code: str, found: Point, form: RegisterForm) -> HttpResponse:
    """The one answer; where the point has had its fill, the page says whom to call."""
    data = form.cleaned_data
    full = too_often(request, "register-point", 1, whose=code)
    if not data["website"] and (full or not leads.leave(code=code, key=data["key"], words=form.words())):
        return private(render(request, "outreach/leads/register_gone.html", {"point": found, "full": True}, status=429))
    return private(redirect(reverse("register-point", args=[code]) + "?done=1"))


def _context(found: Point, form: RegisterForm) -> dict[str, Any]:
    shown = [field for field in form.visible_fields() if field.name not in ("website", "consent")]
    return {"point": found, "form": form, "shown": shown, "keep_days": leads.KEEP_DAYS}
