"""报到线索: who wrote herself down at the points of one's own venues, what waits, and how many there are of each."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.choices import LeadState
from outreach.domain import heard, leads
from outreach.entry.lead_filter import DONE, LATE, VIEWS, WAITING, narrowed, venue_of, view_of
from outreach.models import Lead, Venue
from outreach.web import lead_words as words
from registry.entry.paging import page_of
from registry.policies import Action
from registry.web import labels, pager
from registry.web.access import needs
from registry.web.nav import export_action

COLUMNS = ("姓名", "手机号", "从哪里来", "处理", "登记点", "填写时间")
EMPTY = {
    WAITING: "没有等着处理的线索。有人在登记点扫码登记以后，会列在这里。",
    LATE: "没有逾期的。扫码登记以后 3 个工作日内要联系本人。",
    DONE: "还没有处理过的线索。",
}


@needs(Action.MEMBER_WRITE)
@require_GET
def lead_list(request: HttpRequest) -> HttpResponse:
    """One of the three views, narrowed to a venue where one is named."""
    view, venue = view_of(request.GET), venue_of(request.GET)
    found = narrowed(view, venue)
    rows = found.rows.select_related("point__venue")
    page = page_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    lost, again = _lost_among(page.rows), Lead.objects.all().written_again(lead.pk for lead in page.rows)
    url, chosen = reverse("leads"), found.query["venue"]
    context = {
        "views": [{"label": label, "url": pager.link(url, view=name, venue=chosen), "current": name == view}
                  for name, label in VIEWS],
        "venue": venue,
        "every_url": pager.link(url, view=view),
        "stats": _stats(venue),
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(lead, lost, again.get(lead.pk, 0)) for lead in page.rows],
        "empty": EMPTY[view],
        "actions": export_action("leads", found.query),
        **pager.links(page, url, view=view, venue=chosen),
    }  # fmt: skip
    return render(request, "outreach/leads/list.html", context)


def _stats(venue: Venue | None) -> list[dict[str, str]]:
    rows = Lead.objects.filter(point__venue=venue) if venue else Lead.objects.all()
    counted = rows.figures()
    said = (("扫码登记", "all"), ("未处理", "open"), ("登记为流动党员", "registered"), ("已有党员来报到", "reported"),
            ("没有登记", "dismissed"))  # fmt: skip
    return [{"label": label, "number": str(counted[name]), "note": "人次"} for label, name in said]


def _lost_among(rows: list[Lead]) -> set[str]:
    """The names on the page that a 失联 member of ours has; her number may be another by now."""
    waiting = {str(lead.words.get("name") or "") for lead in rows if lead.state == LeadState.OPEN} - {""}
    return heard.named_like(waiting) if waiting else set()


def _row(lead: Lead, lost: set[str], again: int) -> dict[str, Any]:
    said = lead.words
    known = "有一位同名的党员失联了，请核实。" if lead.state == LeadState.OPEN and said.get("name") in lost else ""
    return {
        "id": lead.pk,
        "name": str(lead),
        "url": reverse("lead", args=[lead.pk]),
        "cells": [
            {"label": "手机号", "text": leads.masked(said), "kind": "code"},
            {"label": "从哪里来", "text": words.said_of(said, "origin"), "kind": "long"},
            {"label": "处理", "badge": words.badge(lead), "sub": known + words.decision(lead)},
            {"label": "登记点", "text": lead.point.venue.name, "sub": lead.point.venue.host_label, "kind": "long"},
            {"label": "填写时间", "text": labels.moment(lead.left_at), "sub": f"又填过 {again} 次" if again else ""},
        ],
    }
