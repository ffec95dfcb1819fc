"""The list of enterprises, buildings and sites to be searched: one by one, or a pasted column."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.choices import SiteKind
from registry.domain import canvass as verbs
from registry.entry import canvass_filter
from registry.entry.fields import offer
from registry.entry.paging import capped_count
from registry.lib import scope as scopes
from registry.lib.keys import employer_key
from registry.models import Organisation, Site
from registry.policies import Action
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.nav import export_action

MOST_SHOWN = 200
MOST_LINES = 300
LONGEST = 100


class SitesForm(forms.Form):
    """Names, one a line, as they come out of a column of a spreadsheet."""

    organisation = forms.ModelChoiceField(
        label="归哪个组织摸排", queryset=Organisation.objects.none(), empty_label="请选择"
    )
    kind = forms.ChoiceField(label="类别", choices=SiteKind.choices)
    names = forms.CharField(
        label="名称，一行一个",
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text="可以从 Excel 里整列复制过来。已经在清单里的不会重复。",
        max_length=MOST_LINES * LONGEST,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "organisation", Organisation.objects.all().active().order_by("path"))
        self.fields["organisation"].initial = scopes.current().organisation_id

    def clean_names(self) -> list[str]:
        """Lines with something on them, each once."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines()]
        names = list({employer_key(line): line for line in lines if employer_key(line)}.values())
        if not names:
            raise forms.ValidationError("没有读到名称，请一行填一个。")
        if len(names) > MOST_LINES:
            raise forms.ValidationError(f"一次最多 {MOST_LINES} 个，现在有 {len(names)} 个。请分几次添加。")
        if long := next((name for name in names if len(name) > LONGEST), ""):
            raise forms.ValidationError(f"“{long[:12]}…”超过 {LONGEST} 个字，请核对是不是少了换行。")
        return names


class SiteForm(forms.Form):
    """What is known of one place."""

    name = forms.CharField(label="名称", max_length=LONGEST)
    kind = forms.ChoiceField(label="类别", choices=SiteKind.choices)
    address = forms.CharField(label="地址", max_length=200, required=False)
    contact_name = forms.CharField(label="联系人", max_length=50, required=False, help_text="到了找谁")
    contact_phone = forms.CharField(label="联系电话", max_length=40, required=False)
    to_canvass = forms.BooleanField(
        label="列入摸排清单", required=False, help_text="不再摸排的去掉勾，以前的摸排记录还在"
    )

    def clean_name(self) -> str:
        """Spelt with single blanks, and more than signs."""
        name = " ".join(self.cleaned_data["name"].split())
        if not employer_key(name):
            raise forms.ValidationError("请写名称，不能只有标点。")
        return name


@needs(Action.CANVASS_WRITE)
@require_http_methods(["GET", "POST"])
def site(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct a site of the list: its name, where it is, whom to ask there; or take it off."""
    place = get_object_or_404(Site.objects.all(), pk=pk)
    form = SiteForm(request.POST or None, initial={name: getattr(place, name) for name in SiteForm.base_fields})
    if request.method == "POST" and form.is_valid():
        changed = attempted(form, verbs.change_site, by=actor(request), site=place, **form.cleaned_data)
        if changed is not None:
            messages.success(request, f"已保存：{changed.name}。")
            return redirect("sites")
    crumbs = [{"label": "摸排", "url": reverse("canvasses")}, {"label": "单位清单", "url": reverse("sites")}]
    return render(request, "registry/canvass/site.html", {"form": form, "site": place, "crumbs": crumbs})


@needs(Action.CANVASS_WRITE)
@require_http_methods(["GET", "POST"])
def site_list(request: HttpRequest) -> HttpResponse:
    """What is on the list, and putting more on it."""
    form = SitesForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        for name in data["names"]:
            verbs.add_site(by=actor(request), organisation=data["organisation"], name=name, kind=SiteKind(data["kind"]))
        messages.success(request, f"已列入 {len(data['names'])} 个单位或场所。")
        return redirect("sites")
    listed = canvass_filter.sites(request.GET).rows.order_by(*canvass_filter.BY_PLACE)
    total = capped_count(listed)
    rows = list(listed[:MOST_SHOWN])
    context = {
        "form": form,
        "columns": [{"label": text} for text in ("名称", "类别", "归属组织", "地址", "联系人")],
        "rows": _rows(rows),
        "total": total,
        "actions": export_action("sites"),
        "shown": str(len(rows)) if len(rows) == MOST_SHOWN else "",
        "crumbs": [{"label": "摸排", "url": reverse("canvasses")}],
    }
    return render(request, "registry/canvass/sites.html", context)


def _rows(sites: list[Site]) -> list[dict[str, Any]]:
    places = Organisation.objects.filter(path__in={site.owner_path for site in sites})
    names = dict(places.values_list("path", "full_name"))
    return [
        {
            "id": site.pk,
            "name": site.name,
            "url": reverse("site", args=[site.pk]),
            "cells": [
                {"label": "类别", "text": site.get_kind_display()},
                {"label": "归属组织", "text": names.get(site.owner_path, ""), "kind": "long"},
                {"label": "地址", "text": site.address, "kind": "long"},
                {"label": "联系人", "text": " ".join(filter(None, (site.contact_name, site.contact_phone)))},
            ],
        }
        for site in sites
    ]
