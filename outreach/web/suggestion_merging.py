"""Before two suggestions become one: both texts side by side, and what it means. It is asked once more."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from outreach.domain.suggestions import looking, merging
from outreach.models import Suggestion
from outreach.models.suggestion import ANSWERED
from outreach.web import suggestion_words as words
from outreach.web.suggestion_forms import VerbForm
from registry.web.access import actor
from registry.web.attempts import attempted


def unsure(request: HttpRequest, row: Suggestion, verb: str, form: VerbForm) -> HttpResponse | None:
    """The question, where the verb is to merge and nobody has said yes; None where there is nothing to ask, and where
    it can't be merged: then the form says why."""
    if verb != "merge" or "sure" in request.POST:
        return None
    found = attempted(form, lambda: merging.checked(row, merging.by_label(form.cleaned_data["number"])))
    return _asked(request, row, found) if found is not None else None


def _asked(request: HttpRequest, row: Suggestion, target: Suggestion) -> HttpResponse:
    name = words.name_of(row)
    context = {
        "title": f"并入 {target.label}？",
        "lead": "请看一看两条说的是不是一件事。",
        "crumbs": words.crumbs(row),
        "pair": [_side(request, row, f"要并入的：{name}"), _side(request, target, f"并到这里：{target.label}")],
        "text": f"把 {name} 并入 {target.label}，以后一起办理、一起答复。",
        "points": _points(row, target),
        "action": reverse("suggestion-act", args=[row.pk, "merge"]),
        "hidden": [
            {"name": "merge-number", "value": target.label},
            {"name": "version", "value": request.POST.get("version", row.version)},
            {"name": "sure", "value": "1"},
        ],
        "confirm_label": f"并入 {target.label}",
        "cancel_url": reverse("suggestion", args=[row.pk]),
    }
    return render(request, "outreach/suggestions/merge.html", context)


def _side(request: HttpRequest, row: Suggestion, heading: str) -> dict[str, Any]:
    """One of the two; that it was opened is on the trail."""
    about = f"{row.get_category_display()} · {row.place_label} · {row.collected_on:%Y-%m-%d} 收集"
    content = looking.opened(by=actor(request), row=row)
    return {"heading": heading, "title": row.title, "about": about, "content": content, "badge": words.badge(row)}


def _way_back(target: Suggestion) -> str:
    if target.state in ANSWERED:
        return f"{target.label} 已经答复，并入以后不能取消，请看准了再并。"
    return f"并错了的，{target.label} 答复以前，打开这一条点“取消并入”，回到待审核重新受理；答复以后不能取消。"


def _points(row: Suggestion, target: Suggestion) -> list[str]:
    said = [
        f"答复写在 {target.label} 里，两边的提出人都看得到。评价和重新办理，由 {target.label} 的提出人来定。",
        f"{words.name_of(row)} 不再单独办理、答复；它的提出人可以补充几句，记在 {target.label} 的备注里。",
        _way_back(target),
    ]
    return [*said, "这一条已经公开，并入以后自动撤下。"] if row.published_at else said
