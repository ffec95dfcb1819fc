"""The board of liaisons: who has how many members, who is over, who has left, and how many members wait for one."""

from typing import Any

from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.domain.assignments import unassigned
from registry.entry.liaison_filter import LEFT, OVER, TABS, LiaisonFilter, in_state, listed, named, state_of
from registry.entry.paging import Page, capped_count, page_of
from registry.lib import clock
from registry.models import LiaisonAssignment, LiaisonProfile
from registry.policies import Action
from registry.web import pager
from registry.web.access import needs
from registry.web.liaison_words import load_text, standing_badge, term_text
from registry.web.nav import export_action

COLUMNS = ("联络员", "所在组织", "联系党员", "后备", "任期", "办理")
# Those who left and still have members are handed over soon; more than a page of them is no list to read.
MOST_LEFT = 200


@needs(Action.LIAISON_ASSIGN)
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """One state a tab, narrowed by kind and organisation, found by name."""
    text, state, found = named(request.GET), state_of(request.GET), listed(request.GET)
    form: LiaisonFilter = found.form
    narrowed = form.query() | {"q": text}
    url = reverse("liaisons")
    context = {
        "form": form,
        "text": text,
        "query": form.given,
        "stats": _stats(),
        "tabs": [_tab(name, label, state, narrowed) for name, label in TABS],
        "hidden": [{"name": "state", "value": state}] if state else [],
        "chips": [_chip(form, name, state, narrowed) for name in form.given],
        "narrowed": bool(form.given or text.strip() or state),
        "actions": [
            {"label": "加一位联络员", "url": reverse("liaison-new"), "kind": "secondary", "icon": "user-plus"},
            *(export_action("liaisons", found.query) if state != LEFT else ()),
        ],
        "all": [{"label": "看全部联络员", "url": url, "kind": "secondary"}],
    }
    if state == LEFT:
        return render(request, "registry/liaisons/board.html", context | _left())
    page = page_of(
        found.rows.select_related("user", "organisation"),
        after=request.GET.get("after", ""),
        before=request.GET.get("before", ""),
    )
    context |= _page(page, alone=len(form.paths) == 1)
    return render(request, "registry/liaisons/board.html", context | pager.links(page, url, state=state, **narrowed))


def stranded_members() -> int:
    """Of how many members of the scope the first liaison has left."""
    return LiaisonAssignment.objects.all().stranded(clock.today()).primary().count()


def _stats() -> list[dict[str, Any]]:
    """What is to be done, each figure the number of rows of its list."""
    waiting, gone = capped_count(unassigned()), stranded_members()
    over = in_state(LiaisonProfile.objects.all(), OVER).count()
    board_url = reverse("liaisons")
    found = (
        ("还没有联络员", waiting, reverse("liaison-proposal"), "在册、不是线索的党员，点开看建议"),
        ("联络员已离岗", str(gone), pager.link(board_url, state=LEFT), "这些党员要移交给别的联络员"),
        ("超过上限的联络员", str(over), pager.link(board_url, state=OVER), "只是提醒，要不要匀一匀由您定"),
    )
    return [
        {"label": label, "number": number, "url": url, "note": note, "tone": "warning" if number != "0" else ""}
        for label, number, url, note in found
    ]


def _tab(name: str, label: str, state: str, narrowed: dict[str, str]) -> dict[str, Any]:
    return {"label": label, "url": pager.link(reverse("liaisons"), state=name, **narrowed), "current": name == state}


def _chip(form: LiaisonFilter, name: str, state: str, narrowed: dict[str, str]) -> dict[str, str]:
    without = narrowed | {name: ""}
    return {"label": form.label_of(name), "url": pager.link(reverse("liaisons"), state=state, **without)}


def _page(page: Page[LiaisonProfile], *, alone: bool) -> dict[str, Any]:
    shown = [label for label in COLUMNS if not (alone and label == "所在组织")]
    return {
        "columns": [{"label": label, **_kind(label)} for label in shown],
        "rows": [_row(row, shown) for row in page.rows],
    }


def _kind(label: str) -> dict[str, str]:
    return {"kind": "actions"} if label == "办理" else {}


def _row(row: Any, shown: list[str]) -> dict[str, Any]:
    own = reverse("liaison", args=[row.pk])
    over = row.load - row.capacity
    badge = {"text": f"超出 {over} 位", "tone": "warning"} if over > 0 else None
    held = row.load + row.backups
    hand_over = reverse("liaison-handover", args=[row.user_id]) if held else ""
    cells: list[dict[str, Any]] = [
        {"label": "所在组织", "text": str(row.organisation), "kind": "long"},
        {"label": "联系党员", "text": load_text(row), "url": own, "badge": badge, "kind": "code"},
        {"label": "后备", "text": f"{row.backups} 位" if row.backups else "", "kind": "code"},
        {"label": "任期", "text": term_text(row), "badge": None if row.present else standing_badge(row)},
        {"label": "办理", "text": "移交" if hand_over else "", "url": hand_over, "kind": "actions"},
    ]
    return {
        "id": row.pk,
        "name": row.user.name,
        "url": own,
        "sub": row.get_kind_display() or "类别还没有填",
        "state": "review" if over > 0 or not row.present else "",
        "cells": [cell for cell in cells if cell["label"] in shown],
    }


def _left() -> dict[str, Any]:
    """Those who have left, with what they leave behind in this scope; also somebody posted above it."""
    rows = LiaisonAssignment.objects.all().stranded(clock.today()).order_by().values("liaison_id")
    first, second = Count("id", filter=Q(backup=False)), Count("id", filter=Q(backup=True))
    found = rows.annotate(name=Max("liaison_label"), firsts=first, seconds=second).order_by("name", "liaison_id")
    left = [_left_row(dict(row)) for row in found[:MOST_LEFT]]
    return {
        "columns": [{"label": label} for label in ("联络员", "联系党员", "后备", "办理")],
        "rows": left,
        "total": f"{len(left):,}",
    }


def _left_row(row: dict[str, Any]) -> dict[str, Any]:
    url = reverse("liaison-handover", args=[row["liaison_id"]])
    return {
        "id": row["liaison_id"],
        "name": row["name"],
        "url": url,
        "state": "review",
        "cells": [
            {"label": "联系党员", "text": f"{row['firsts']} 位", "kind": "code"},
            {"label": "后备", "text": f"{row['seconds']} 位" if row["seconds"] else "", "kind": "code"},
            {"label": "办理", "text": "移交给别的联络员", "url": url},
        ],
    }


def way_to_handover() -> str:
    """Where what was left behind is handed over: the page of the one who left, or the list of those who did."""
    rows = LiaisonAssignment.objects.all().stranded(clock.today()).order_by()
    left = list(rows.values_list("liaison_id", flat=True).distinct()[:2])
    return reverse("liaison-handover", args=left) if len(left) == 1 else pager.link(reverse("liaisons"), state=LEFT)
