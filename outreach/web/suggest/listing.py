"""What was made public, and what became of it: by category and place, the newest first, nothing personal."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from outreach.choices import SuggestionCategory
from outreach.domain.suggestions import public as asked
from outreach.domain.suggestions.public import Place
from outreach.web.suggest.form import place_choices
from outreach.web.suggest.frame import shown
from registry.web import pager
from registry.web.access import public


@public("已公开的金点子和办理结果：只有工作人员公开的文字")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """One page of them; the next begins where it ends."""
    places = asked.places()
    about = request.GET.get("about", "")
    about = about if about in SuggestionCategory.values else ""
    at = asked.found_place(places, request.GET.get("at", "")[:40])
    rows = asked.published(
        about=about, low=at.path if at else "", before=_before(request.GET.get("before", "")), most=asked.PAGE + 1
    )
    more = rows[asked.PAGE - 1].published_at.isoformat() if len(rows) > asked.PAGE else ""
    chosen = {"about": about, "at": str(at.id) if at else ""}
    context: dict[str, Any] = {
        "rows": rows[: asked.PAGE],
        "categories": SuggestionCategory.choices,
        "places": _choices(places),
        "chosen": chosen,
        "more_url": pager.link(reverse("suggest-list"), **chosen, before=more) if more else "",
        "later": bool(request.GET.get("before")),
    }
    return shown(request, "outreach/suggest/list.html", context)


def _choices(places: list[Place]) -> list[tuple[str, list[tuple[str, str]]]]:
    """(street, options); without a street for the districts."""
    return [(key, rows) if isinstance(rows, list) else ("", [(key, rows)]) for key, rows in place_choices(places)[1:]]


def _before(said: str) -> datetime | None:
    try:
        found = parse_datetime(said[:40])
    except ValueError:
        return None
    return found if found and found.tzinfo else None
