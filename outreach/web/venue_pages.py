"""Venues: those that may be used at one's node, adding one, changing one's own, closing it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from outreach.choices import VenueKind
from outreach.domain import venues as verbs
from outreach.entry.venue_filter import listed
from outreach.models import Venue
from outreach.web import activity_words as words
from registry.entry.fields import offer
from registry.entry.paging import page_of
from registry.lib import scope as scopes
from registry.models import Organisation
from registry.policies import Action, allowed
from registry.web import pager
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.conflicts import version_of
from registry.web.nav import export_action, new_action

COLUMNS = ("场所", "类别", "地址", "联系", "归哪个组织")
CRUMBS = "活动场所"


class VenueForm(forms.Form):
    """A place as staff say it."""

    name = forms.CharField(label="名称", max_length=60, help_text="例如：永明社区党群服务中心")
    kind = forms.ChoiceField(label="类别", choices=VenueKind.choices)
    takes_reports = forms.BooleanField(
        label="这里设有流动党员登记点", required=False, help_text="勾上以后，可以来这里报到。"
    )
    address = forms.CharField(label="地址", max_length=200, required=False)
    open_hours = forms.CharField(
        label="开放时间", max_length=100, required=False, help_text="例如：周一至周五 8:30—12:00、14:30—17:30"
    )
    contact_name = forms.CharField(label="联系人", max_length=50, required=False)
    contact_phone = forms.CharField(
        label="联系电话", max_length=40, required=False, help_text="办公电话，会给党员看到。"
    )
    capacity = forms.IntegerField(label="可容纳人数", required=False, min_value=1, max_value=100_000)
    note = forms.CharField(label="说明", max_length=200, required=False, help_text="怎么走、有没有停车位等。")


class NewVenueForm(VenueForm):
    """The same, and whose it is."""

    organisation = forms.ModelChoiceField(
        label="归哪个组织", queryset=Organisation.objects.none(), empty_label="请选择",
        help_text="这个组织和它的下级都可以用。",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", Organisation.objects.all().active().order_by("path"))
        self.fields["organisation"].initial = scopes.current().organisation_id


@needs(Action.ACTIVITY_VIEW)
@require_GET
def venue_list(request: HttpRequest) -> HttpResponse:
    """Those in use, or also those that were closed."""
    asked, found = request.GET, listed(request.GET)
    page = page_of(found.rows, after=asked.get("after", ""), before=asked.get("before", ""))
    context = {
        "tabs": words.tabs("venues"),
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(venue) for venue in page.rows],
        "every": bool(found.query["all"]),
        "actions": export_action("venues", found.query) + new_action("venue-new", "添加场所", Action.ACTIVITY_EDIT),
        **pager.links(page, reverse("venues"), **found.query),
    }
    return render(request, "outreach/activities/venues.html", context)


def _row(venue: Venue) -> dict[str, Any]:
    closed = {"text": "已停用", "tone": "neutral"} if venue.closed_on else None
    reports = {"text": "可以报到", "tone": "info"} if venue.takes_reports else None
    return {
        "id": venue.pk,
        "name": venue.name,
        "url": reverse("venue", args=[venue.pk]) if _own(venue) else "",
        "cells": [
            {"label": "类别", "text": venue.get_kind_display(), "badge": closed or reports},
            {"label": "地址", "text": venue.address, "sub": venue.open_hours, "kind": "long"},
            {"label": "联系", "text": venue.contact_name, "sub": venue.contact_phone},
            {"label": "归哪个组织", "text": venue.host_label, "kind": "long"},
        ],
    }


def _own(venue: Venue) -> bool:
    """Whether this scope may change it: what is read from above has no page here."""
    return allowed(Action.ACTIVITY_EDIT) and venue.owner_path.startswith(scopes.current().path)


@needs(Action.ACTIVITY_EDIT)
@require_http_methods(["GET", "POST"])
def venue_new(request: HttpRequest) -> HttpResponse:
    """One more."""
    form = NewVenueForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        fields = dict(form.cleaned_data)
        organisation = fields.pop("organisation")
        made = attempted(form, verbs.add_venue, by=actor(request), organisation=organisation, fields=fields)
        if made:
            messages.success(request, f"已添加“{made.name}”。")
            return redirect("venues")
    crumbs = [{"label": CRUMBS, "url": reverse("venues")}]
    return render(request, "outreach/activities/venue.html", {"form": form, "crumbs": crumbs, "title": "添加活动场所"})


@needs(Action.ACTIVITY_EDIT)
@require_http_methods(["GET", "POST"])
def venue(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Change a place of one's own, close it, open it again."""
    found = get_object_or_404(Venue.objects.all().own(), pk=pk)
    if request.POST.get("action") in ("close", "reopen"):
        return _standing(request, found)
    initial = {name: getattr(found, name) for name in verbs.FIELDS}
    form = VenueForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_bound and form.is_valid():
        version = version_of(request)
        changes = form.cleaned_data
        if attempted(form, verbs.change_venue, by=actor(request), venue=found, fields=changes, version=version):
            messages.success(request, f"“{form.cleaned_data['name']}”已保存。")
            return redirect("venues")
    return _page(request, found, form, CloseForm())


class CloseForm(forms.Form):
    """Why it is not used any more."""

    reason = forms.CharField(
        label="为什么停用", max_length=200, help_text="例如：搬迁。办过的活动仍保留这个地点。",
        error_messages={"required": "请写明为什么停用，方便以后查看。"},
    )  # fmt: skip


def _standing(request: HttpRequest, found: Venue) -> HttpResponse:
    if request.POST["action"] == "reopen":
        verbs.reopen_venue(by=actor(request), venue=found)
        messages.success(request, f"“{found.name}”已恢复使用。")
        return redirect("venues")
    closing = CloseForm(request.POST)
    if closing.is_valid():
        verbs.close_venue(by=actor(request), venue=found, reason=closing.cleaned_data["reason"])
        messages.success(request, f"“{found.name}”已停用，不再列出。")
        return redirect("venues")
    initial = {name: getattr(found, name) for name in verbs.FIELDS}
    return _page(request, found, VenueForm(None, initial=initial), closing)


def _page(request: HttpRequest, found: Venue, form: VenueForm, closing: CloseForm) -> HttpResponse:
    context = {
        "venue": found,
        "form": form,
        "closing": closing,
        "title": found.name,
        "crumbs": [{"label": CRUMBS, "url": reverse("venues")}],
    }
    return render(request, "outreach/activities/venue.html", context)
