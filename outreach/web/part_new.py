"""Adding to 作用发挥 from a member's page: one page with a tab for each kind; and taking over an activity's list."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from outreach.domain import part, services, wishes
from outreach.models import Activity, MicroWish
from outreach.web.part_forms import HoursForm, PostForm, SeatForm, ServiceForm
from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.lib.ids import key_in
from registry.models import Member, User
from registry.models.unit import step
from registry.policies import Action
from registry.web import member_page
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.movements import crumbs

FORMS: dict[str, Any] = {"service": ServiceForm, "post": PostForm, "seat": SeatForm}
TABS = (("service", "志愿服务"), ("post", "党员先锋岗"), ("seat", "议事会成员"), ("wish", "认领微心愿"))
MOST_WISHES = 50


@needs(Action.PART_EDIT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form of the chosen kind; of wishes those that hang on the walls she belongs to."""
    member = member_page.find(pk)
    kind = request.GET.get("kind", "service")
    kind = kind if kind in dict(TABS) else "service"
    if kind == "wish":
        return _wishes(request, member)
    form = FORMS[kind](request.POST if request.method == "POST" else None, member=member)
    if form.is_bound and form.is_valid():
        made = _made(form, kind, member, actor(request))
        if made is not None:
            messages.success(request, f"已登记 {member.name} 的“{made}”。")
            return redirect(kind, pk=made.pk)
    return _page(request, member, kind, {"form": form})


def _made(form: forms.Form, kind: str, member: Member, by: User) -> Any:
    fields = dict(form.cleaned_data)
    more = {"community": fields.pop("community")} if kind == "seat" else {}
    verb: Any = {"service": services.serve, "post": part.award, "seat": part.appoint}[kind]
    return attempted(form, verb, by=by, label=label_of(by), member=member, fields=fields, **more)


def _page(request: HttpRequest, member: Member, kind: str, more: dict[str, Any]) -> HttpResponse:
    url = reverse("part-new", args=[member.pk])
    context = {
        "title": f"记作用发挥：{member.name}",
        "crumbs": crumbs(member),
        "tabs": [{"label": label, "url": f"{url}?kind={name}", "current": name == kind} for name, label in TABS],
        "back_url": reverse("member", args=[member.pk]),
    }
    return render(request, "outreach/part/new.html", context | more)


def _wishes(request: HttpRequest, member: Member) -> HttpResponse:
    if request.method == "POST":
        wish = get_object_or_404(_open_to(member), pk=key_in(request.POST.get("wish", "")))
        return _claimed(request, wish, member)
    rows = _open_to(member).order_by("collected_on", "id")[:MOST_WISHES]
    shown = [{"id": row.pk, "wall": wishes.on_the_wall(row)} for row in rows]
    return _page(request, member, "wish", {"wishes": shown, "for_wishes": True})


def _claimed(request: HttpRequest, wish: MicroWish, member: Member) -> HttpResponse:
    by = actor(request)
    try:
        with step():
            wishes.claim(by=by, label=label_of(by), wish=wish.pk, member=member)
        messages.success(request, f"{member.name} 已认领“{wish.content}”。请约定完成日期，确认认领。")
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("wish", pk=wish.pk)


def _open_to(member: Member) -> QuerySet[MicroWish]:
    """Published by her node or one above it, as far as the asker sees."""
    path = member.owner_path
    above = [path[:end] for end in range(4, len(path) + 1, 4)]
    return MicroWish.objects.all().published().filter(owner_path__in=above)


@needs(Action.PART_EDIT, Action.ACTIVITY_EDIT)
@require_POST
def from_activity(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who came to a volunteering activity served so long: taken over, nothing is entered twice."""
    found, by = get_object_or_404(Activity.objects.all(), pk=pk), actor(request)
    form = HoursForm(request.POST)
    if not form.is_valid():
        messages.warning(request, "请填每人服务时长，例如 2 或 2.5。")
        return redirect("activity", pk=pk)
    try:
        with step():
            done = services.from_list(by=by, label=label_of(by), activity=found, hours=form.cleaned_data["hours"])
        gone = f"签到取消的 {done.voided} 人已作废。" if done.voided else ""
        messages.success(request, f"已计入 {done.added} 人，原来就有的 {done.kept} 人不变。{gone}")
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("activity", pk=pk)
