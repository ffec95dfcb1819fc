"""One liaison: the members she has, those she had, and what is known of her as a liaison."""

from typing import Any, cast
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from registry.choices import OFFICERS, LiaisonKind
from registry.domain import liaisons as verbs
from registry.entry.fields import DayField
from registry.entry.paging import Order, page_of
from registry.lib import clock
from registry.models import LiaisonAssignment, LiaisonProfile, Posting
from registry.models.liaison import CAPACITY, LiaisonAssignmentQuerySet
from registry.policies import Action
from registry.web import labels, pager
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.liaison_words import load_text, standing_badge, term_text

ENDED_LATE: Order = ("-ended_on", "-id")
MOST = 500
CRUMBS = "联络员"


def crumbs() -> list[dict[str, str]]:
    """The board above."""
    return [{"label": CRUMBS, "url": reverse("liaisons")}]


def find(pk: UUID) -> Any:
    """The liaison with her load; an unknown one and somebody else's get the same 404."""
    rows = LiaisonProfile.objects.all().with_load().with_standing(clock.today()).select_related("user", "organisation")
    return get_object_or_404(rows, pk=pk)


def of(profile: LiaisonProfile) -> LiaisonAssignmentQuerySet:
    """Her assignments at the node, past ones too."""
    below = profile.owner_path, profile.owner_path + "~"
    found = LiaisonAssignment.objects.all().filter(liaison=profile.user_id)
    return found.filter(owner_path__gte=below[0], owner_path__lt=below[1])


@needs(Action.LIAISON_ASSIGN)
@require_GET
def liaison(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Whom she has now, and whom she had."""
    profile = find(pk)
    held = of(profile).current().select_related("member__organisation").order_by("backup", "started_on", "id")
    ended = of(profile).filter(ended_on__isnull=False).select_related("member")
    page = page_of(ended, after=request.GET.get("after", ""), before=request.GET.get("before", ""), order=ENDED_LATE)
    context = {
        "profile": profile,
        "title": profile.user.name,
        "badge": None if profile.present else standing_badge(profile),
        "crumbs": crumbs(),
        "actions": _actions(profile),
        "facts": _facts(profile),
        "warning": _warning(profile.load, profile.capacity),
        "columns": [{"label": label} for label in ("党员", "角色", "开始", "流动状态", "最近联系", "管理组织")],
        "rows": [_row(row) for row in held[:MOST]],
        "past_columns": [{"label": label} for label in ("党员", "角色", "时间", "结束原因", "办理人")],
        "past": [_past(row) for row in page.rows],
        **pager.links(page, reverse("liaison", args=[pk])),
    }
    return render(request, "registry/liaisons/liaison.html", context)


def _warning(load: int, capacity: int) -> str:
    if load <= capacity:
        return ""
    return f"现在联系 {load} 位，比上限多 {load - capacity} 位。可以移交一部分给同事，也可以改上限。"


def _actions(profile: Any) -> list[dict[str, str]]:
    edit_url = reverse("liaison-edit", args=[profile.pk])
    found = [{"label": "修改类别和上限", "url": edit_url, "kind": "secondary", "icon": "edit"}]
    if profile.load or profile.backups:
        url = reverse("liaison-handover", args=[profile.user_id])
        found.append({"label": "移交", "url": url, "kind": "secondary", "icon": "transfer"})
    return found


def _facts(profile: Any) -> list[dict[str, str]]:
    backups = f"另做 {profile.backups} 位的后备" if profile.backups else ""
    return [
        {"label": "类别", "value": profile.get_kind_display() or "还没有填"},
        {"label": "所在组织", "value": str(profile.organisation)},
        {"label": "办公电话", "value": profile.user.phone or "没有登记"},
        {"label": "联系党员", "value": load_text(profile), "note": backups},
        {"label": "任期", "value": term_text(profile) or "没有约定"},
    ]


def _place(row: LiaisonAssignment) -> str:
    return "后备" if row.backup else "主要"


def _row(row: LiaisonAssignment) -> dict[str, Any]:
    member = row.member
    return {
        "id": row.pk,
        "name": member.name,
        "url": reverse("member", args=[member.pk]),
        "cells": [
            {"label": "角色", "text": _place(row)},
            {"label": "开始", "text": f"{row.started_on:%Y-%m-%d}", "kind": "code"},
            {"label": "流动状态", "badge": labels.status_badge(member.status)},
            {"label": "最近联系", "text": labels.partial_date(member.last_contact_on) or "没有记录", "kind": "code"},
            {"label": "管理组织", "text": str(member.organisation), "kind": "long"},
        ],
    }


def _past(row: LiaisonAssignment) -> dict[str, Any]:
    return {
        "id": row.pk,
        "name": row.member.name,
        "url": reverse("member", args=[row.member_id]),
        "cells": [
            {"label": "角色", "text": _place(row)},
            {"label": "时间", "text": f"{row.started_on:%Y-%m-%d} 至 {row.ended_on:%Y-%m-%d}", "kind": "code"},
            {"label": "结束原因", "text": row.get_end_reason_display()},
            {"label": "办理人", "text": row.ended_label, "kind": "long"},
        ],
    }


class ProfileForm(forms.Form):
    """What is known of a liaison."""

    kind = forms.ChoiceField(label="类别", required=False, choices=[("", "还不确定"), *LiaisonKind.choices])
    capacity = forms.IntegerField(
        label="联系上限",
        min_value=0,
        max_value=verbs.MOST,
        initial=CAPACITY,
        help_text="一般 2 到 3 位。超过了会提醒，不会拦；填 0 就不再建议分给他",
    )
    since = DayField(label="任期从", required=False)
    until = DayField(label="任期到", required=False, help_text="过了这一天，他联系的党员会提示移交")


class AppointForm(ProfileForm):
    """Who takes members on: somebody posted at a node of the scope who is no liaison there yet."""

    posting = forms.ModelChoiceField(label="谁", queryset=Posting.objects.none(), empty_label="请选择")
    field_order = ("posting", "kind", "capacity")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        del self.fields["since"], self.fields["until"]
        field = cast("forms.ModelChoiceField[Posting]", self.fields["posting"])
        known = set(LiaisonProfile.objects.values_list("user_id", "organisation_id"))
        posted = Posting.objects.all().on(clock.today()).exclude(role__in=OFFICERS).filter(user__is_active=True)
        rows = posted.select_related("user", "organisation").order_by("owner_path", "user__name")[:MOST]
        able = [row for row in rows if (row.user_id, row.organisation_id) not in known]
        field.queryset = Posting.objects.filter(pk__in=[row.pk for row in able]).select_related("user", "organisation")
        field.choices = [("", "请选择"), *((str(row.pk), _posted(row)) for row in able)]


def _posted(row: Posting) -> str:
    return f"{row.user.name}（{row.organisation}，{row.get_role_display()}）"


@needs(Action.LIAISON_ASSIGN)
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Kind, capacity and term."""
    profile = find(pk)
    known = {name: getattr(profile, name) for name in ProfileForm.base_fields}
    form = ProfileForm(request.POST or None, initial=known)
    if request.method == "POST" and form.is_valid():
        saved = attempted(form, verbs.describe, by=actor(request), profile=profile, **form.cleaned_data)
        if saved:
            messages.success(request, f"已保存 {profile.user.name} 的资料。")
            return redirect("liaison", pk=pk)
    context = {
        "form": form,
        "title": f"修改联络员：{profile.user.name}",
        "crumbs": [*crumbs(), {"label": profile.user.name, "url": reverse("liaison", args=[pk])}],
        "cancel_url": reverse("liaison", args=[pk]),
        "submit_label": "保存",
    }
    return render(request, "registry/liaisons/form.html", context)


@needs(Action.LIAISON_ASSIGN)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Staff who take members on beside their other work."""
    form = AppointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data, posting = form.cleaned_data, form.cleaned_data["posting"]
        facts = {"user": posting.user, "organisation": posting.organisation, "kind": data["kind"]}
        if made := attempted(form, verbs.appoint, by=actor(request), capacity=data["capacity"], **facts):
            messages.success(request, f"{made.user.name} 可以联系党员了。")
            return redirect("liaison", pk=made.pk)
    context = {
        "form": form,
        "title": "加一位联络员",
        "lead": "在本组织任职的人都可以联系党员。这里没有的人，请系统管理员先开账号、设好任职。",
        "crumbs": crumbs(),
        "cancel_url": reverse("liaisons"),
        "submit_label": "加为联络员",
    }
    return render(request, "registry/liaisons/form.html", context)
