"""The list of activities: what is to come, what waits to be noted, what was; and planning one."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from outreach.choices import ActivityKind
from outreach.domain import activities as verbs
from outreach.domain.invitations import when
from outreach.entry.activity_filter import PAST, TO_COME, TO_NOTE, VIEWS, kind_of, listed, view_of
from outreach.models import Activity
from outreach.web import activity_words as words
from outreach.web.activity_forms import NewActivityForm
from registry.domain.movements import label_of
from registry.entry.paging import page_of
from registry.lib import clock
from registry.policies import Action, allowed
from registry.web import pager
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from registry.web.nav import export_of

COLUMNS = ("活动", "状态", "时间", "地点", "主办")
EMPTY = {
    TO_COME: "还没有安排活动。主题党日、专题党课、送学上门都可以先安排在这里，再邀请党员报名。",
    TO_NOTE: "没有等着登记的活动。办完的活动会列在这里，请登记为已举办，并写好记录。",
    PAST: "还没有活动。安排过的活动都会留在这里，取消的也在。",
}


@needs(Action.ACTIVITY_VIEW)
@require_GET
def activity_list(request: HttpRequest) -> HttpResponse:
    """Those of the scope and those that its superiors announce."""
    view, kind, found = view_of(request.GET), kind_of(request.GET), listed(request.GET)
    rows = found.rows.select_related("venue")
    page = page_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""), order=found.order)
    url = reverse("activities")
    context = {
        "tabs": words.tabs("activities"),
        "views": [{"label": label, "url": pager.link(url, view=name, kind=kind), "current": name == view}
                  for name, label in VIEWS],
        "kinds": ActivityKind.choices,
        "kind": kind,
        "view": view,
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(activity) for activity in page.rows],
        "empty": EMPTY[view],
        "may_edit": allowed(Action.ACTIVITY_EDIT),
        "export_url": export_of("activities", found.query),
        **pager.links(page, url, view=view, kind=kind),
    }  # fmt: skip
    return render(request, "outreach/activities/list.html", context)


def _row(activity: Activity) -> dict[str, Any]:
    return {
        "id": activity.pk,
        "name": activity.title,
        "url": reverse("activity", args=[activity.pk]),
        "sub": activity.get_kind_display(),
        "cells": [
            {"label": "状态", "badge": words.state_badge(activity)},
            {"label": "时间", "text": when(activity), "sub": f"{clock.local(activity.starts_at):%Y}年"},
            {"label": "地点", "text": activity.where, "kind": "long"},
            {"label": "主办", "text": activity.host_label, "kind": "long"},
        ],
    }


@needs(Action.ACTIVITY_EDIT)
@require_http_methods(["GET", "POST"])
def activity_new(request: HttpRequest) -> HttpResponse:
    """Plan one."""
    form, by = NewActivityForm(request.POST if request.method == "POST" else None), actor(request)
    if form.is_bound and form.is_valid():
        fields = dict(form.cleaned_data)
        organisation = fields.pop("organisation")
        made = attempted(form, verbs.plan, by=by, label=label_of(by), organisation=organisation, fields=fields)
        if made:
            messages.success(request, f"已安排“{made.title}”。接下来可以邀请党员报名。")
            return redirect("activity", pk=made.pk)
    context = {"form": form, "crumbs": words.crumbs(), "title": "安排活动", "back_url": reverse("activities")}
    return render(request, "outreach/activities/form.html", context)
