"""Searches that were written down: what was found, by whom, in which words; and taking back one that was a mistake."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from registry.domain import canvass as verbs
from registry.entry import canvass_filter
from registry.entry.paging import page_of
from registry.models import Canvass, CanvassVisit, Site
from registry.policies import Action
from registry.web import labels, pager
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.nav import export_action

FOUND = "发现人数"
COLUMNS = ("单位或场所", "日期", "方式", "摸排人", FOUND, "说明", "办理")


class VoidForm(forms.Form):
    """Why it was a mistake."""

    reason = forms.CharField(label="为什么作废", max_length=200, widget=forms.Textarea(attrs={"rows": 2}))


def url_of(campaign: Canvass, site: Site | None = None) -> str:
    """The visits of a campaign, or those of one site."""
    return pager.link(reverse("visits", args=[campaign.pk]), site=str(site.pk) if site else "")


@needs(Action.CANVASS_WRITE)
@require_GET
def visits(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Those of a campaign, the latest written first; voided ones with their reason."""
    campaign = get_object_or_404(Canvass.objects.all(), pk=pk)
    site = request.GET.get("site", "")
    rows = canvass_filter.visits({"canvass": str(campaign.pk), "site": site}).rows
    rows = rows.select_related("site", "searched_by")
    page = page_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "campaign": campaign,
        "columns": labels.heads(COLUMNS, FOUND),
        "rows": [_row(visit) for visit in page.rows],
        "actions": export_action("visits", {"canvass": str(campaign.pk), "site": site}),
        "crumbs": _crumbs(campaign),
        **pager.links(page, url_of(campaign), site=site),
    }
    return render(request, "registry/canvass/visits.html", context)


def _row(visit: CanvassVisit) -> dict[str, Any]:
    gone = visit.voided_at is not None
    return {
        "id": visit.pk,
        "name": visit.site.name,
        "state": "muted" if gone else "",
        "cells": [
            {"label": "日期", "text": f"{visit.visited_on:%Y-%m-%d}", "kind": "code"},
            {"label": "方式", "text": visit.get_channel_display()},
            {"label": "摸排人", "text": visit.searched_by.name},
            {"label": FOUND, "text": str(visit.found_count), "kind": "num"},
            {"label": "说明", "text": visit.note, "kind": "long"},
            {"label": "办理", "badge": {"text": "已作废", "tone": "outline"}, "sub": visit.void_reason}
            if gone
            else {"label": "办理", "text": "作废", "url": reverse("visit-void", args=[visit.pk])},
        ],
    }


@needs(Action.CANVASS_WRITE)
@require_http_methods(["GET", "POST"])
def void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Take one back, with a reason."""
    visit = get_object_or_404(CanvassVisit.objects.select_related("canvass", "site"), pk=pk)
    form = VoidForm(request.POST or None)
    asked = request.method == "POST" and form.is_valid()
    if asked and attempted(form, verbs.void_visit, by=actor(request), visit=visit, **form.cleaned_data) is not None:
        messages.success(request, f"已作废：{visit.site.name}，{visit.visited_on:%Y-%m-%d}。要改的，请重新记一次。")
        return redirect(url_of(visit.canvass))
    context = {"form": form, "visit": visit, "back_url": url_of(visit.canvass), "crumbs": _crumbs(visit.canvass)}
    return render(request, "registry/canvass/void.html", context)


def _crumbs(campaign: Canvass) -> list[dict[str, str]]:
    return [
        {"label": "摸排", "url": reverse("canvasses")},
        {"label": campaign.name, "url": reverse("canvass", args=[campaign.pk])},
    ]
