"""摸排: campaigns and how far they have come."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.db.models import Count, Max, Sum
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from registry.choices import CanvassChannel
from registry.domain import canvass as verbs
from registry.domain.errors import Refused
from registry.entry.fields import DayField, offer
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Canvass, CanvassFind, CanvassVisit, Organisation, Site
from registry.models.unit import step
from registry.policies import Action
from registry.web import visit_list
from registry.web.access import actor, needs

MOST = 100


class CanvassForm(forms.Form):
    """A new campaign."""

    name = forms.CharField(label="名称", max_length=100, help_text="例如：2026年冬季流动党员双向摸排")
    organisation = forms.ModelChoiceField(
        label="由哪个组织开展", queryset=Organisation.objects.none(), empty_label="请选择"
    )
    starts_on = DayField(label="开始日期")
    ends_on = DayField(label="结束日期", required=False)
    note = forms.CharField(label="要求", max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", Organisation.objects.all().active().order_by("path"))
        self.fields["organisation"].initial = scopes.current().organisation_id
        self.fields["starts_on"].initial = clock.today


@needs(Action.CANVASS_WRITE)
@require_GET
def canvass_list(request: HttpRequest) -> HttpResponse:
    """Campaigns of the subtree, latest first."""
    campaigns = list(Canvass.objects.order_by("-starts_on", "-id")[:MOST])
    places = _places({campaign.owner_path for campaign in campaigns})
    progress = _progress(campaigns)
    context = {
        "columns": [{"label": text} for text in ("名称", "时间", "开展组织", "已摸排/列入", "发现党员")],
        "rows": [_row(campaign, places, progress) for campaign in campaigns],
    }
    return render(request, "registry/canvass/list.html", context)


def _places(paths: set[str]) -> dict[str, str]:
    rows = Organisation.objects.filter(path__in=paths).values_list("path", "full_name")
    return dict(rows)


def _progress(campaigns: list[Canvass]) -> dict[str, dict[Any, int]]:
    """Sites listed (by node), sites visited and people found (by campaign): three queries for the whole list."""
    keys = [campaign.pk for campaign in campaigns]
    listed = Site.objects.filter(to_canvass=True, owner_path__in={campaign.owner_path for campaign in campaigns})
    visits = CanvassVisit.objects.valid().filter(canvass__in=keys, site__to_canvass=True)
    finds = CanvassFind.objects.filter(visit__canvass__in=keys, visit__voided_at__isnull=True)
    return {
        "listed": dict(listed.order_by().values_list("owner_path").annotate(Count("id"))),
        "visited": dict(visits.order_by().values_list("canvass_id").annotate(Count("site_id", distinct=True))),
        "found": dict(finds.values_list("visit__canvass_id").annotate(Count("member_id", distinct=True))),
    }


def _row(campaign: Canvass, places: dict[str, str], progress: dict[str, dict[Any, int]]) -> dict[str, Any]:
    visited, listed = progress["visited"].get(campaign.pk, 0), progress["listed"].get(campaign.owner_path, 0)
    return {
        "id": campaign.pk,
        "name": campaign.name,
        "url": reverse("canvass", args=[campaign.pk]),
        "cells": [
            {"label": "时间", "text": _period(campaign)},
            {"label": "开展组织", "text": places.get(campaign.owner_path, ""), "kind": "long"},
            {"label": "已摸排/列入", "text": f"{visited} / {listed}", "kind": "code"},
            {"label": "发现党员", "text": str(progress["found"].get(campaign.pk, 0)), "kind": "code"},
        ],
    }


def _period(campaign: Canvass) -> str:
    end = f"{campaign.ends_on:%Y-%m-%d}" if campaign.ends_on else "未定"
    return f"{campaign.starts_on:%Y-%m-%d} 至 {end}"


@needs(Action.CANVASS_WRITE)
@require_http_methods(["GET", "POST"])
def canvass_new(request: HttpRequest) -> HttpResponse:
    """Start a campaign."""
    form = CanvassForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            with step():
                campaign = verbs.open_canvass(by=actor(request), **form.cleaned_data)
            messages.success(request, f"已开始摸排“{campaign.name}”。接着看看单位清单是否齐全，再逐个记录。")
            return redirect("canvass", pk=campaign.pk)
        except Refused as refusal:
            form.add_error("ends_on", str(refusal))
    crumbs = [{"label": "摸排", "url": reverse("canvasses")}]
    return render(request, "registry/canvass/new.html", {"form": form, "crumbs": crumbs})


@needs(Action.CANVASS_WRITE)
@require_GET
def canvass(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One campaign: coverage, by channel, and the sites with what is still to be searched first."""
    campaign = get_object_or_404(Canvass.objects.all(), pk=pk)
    covered = verbs.coverage(campaign)
    context = {
        "campaign": campaign,
        "lead": _period(campaign),
        "stats": _stats(covered),
        "visits_url": visit_list.url_of(campaign),
        "channels": _channels(campaign),
        "sites": _sites(campaign),
        "crumbs": [{"label": "摸排", "url": reverse("canvasses")}],
    }
    return render(request, "registry/canvass/detail.html", context)


def _stats(covered: dict[str, int]) -> list[dict[str, str]]:
    listed, visited = covered["listed"], covered["visited"]
    left = listed - visited
    share = f"{visited * 100 // listed}%" if listed else "还没有列入摸排的单位"
    return [
        {"label": "列入摸排的单位", "number": str(listed), "note": ""},
        {"label": "已摸排", "number": str(visited), "note": share},
        {"label": "还没摸排", "number": str(left), "note": "", "tone": "warning" if left else "success"},
        {"label": "发现党员", "number": str(covered["found"]), "note": "已在本系统登记的"},
    ]


def _channels(campaign: Canvass) -> list[dict[str, Any]]:
    """Visits and people found, by how the place was searched."""
    grouped = (
        CanvassVisit.objects.valid()
        .filter(canvass=campaign)
        .order_by()
        .values_list("channel")
        .annotate(Count("id"), Count("site_id", distinct=True), Sum("found_count"))
    )
    found = {channel: (visits, sites, people) for channel, visits, sites, people in grouped}
    none = (0, 0, 0)
    return [
        {
            "name": channel.label,
            "cells": [
                {"label": "次数", "text": str(found.get(channel, none)[0]), "kind": "num"},
                {"label": "单位数", "text": str(found.get(channel, none)[1]), "kind": "num"},
                {"label": "发现人数", "text": str(found.get(channel, none)[2] or 0), "kind": "num"},
            ],
        }
        for channel in CanvassChannel
    ]


def _sites(campaign: Canvass) -> list[dict[str, Any]]:
    """The node's listed sites, those not yet searched first."""
    visits = CanvassVisit.objects.valid().filter(canvass=campaign).order_by().values_list("site_id")
    done = {site: (last, found) for site, last, found in visits.annotate(Max("visited_on"), Sum("found_count"))}
    listed = Site.objects.filter(owner_path=campaign.owner_path, to_canvass=True).order_by("name")
    rows = [_site(site, done.get(site.pk), campaign) for site in listed[:500]]
    return sorted(rows, key=lambda row: bool(row["last"]))


def _site(site: Site, visit: tuple[Any, int] | None, campaign: Canvass) -> dict[str, Any]:
    return {
        "name": site.name,
        "kind": site.get_kind_display(),
        "address": site.address,
        "last": f"{visit[0]:%Y-%m-%d}" if visit else "",
        "found": str(visit[1]) if visit else "",
        "visits_url": visit_list.url_of(campaign, site) if visit else "",
        "site_url": reverse("site", args=[site.pk]),
        "url": reverse("visit-new", args=[campaign.pk]) + f"?site={site.pk}",
    }
