"""The rows behind a figure of a month: names and links, as many as the figure says."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.lib.values import short_number
from registry.policies import Action
from registry.web import labels, pager
from registry.web.access import needs
from reports.domain.looking import Looked, look
from reports.figures.behind import PAGE, SOURCES
from reports.figures.definitions import TABLES, Figure
from reports.figures.saying import plain
from reports.web import month_rows
from reports.web import month_words as words

# What shares are out of and stands in no column.
WHOLES = (Figure("ideas_rated", "评价过的", "本月评价过的金点子", "金点子"),)
FIGURES = {figure.key: figure for each in TABLES for figure in each.columns if not figure.is_share}
FIGURES |= {figure.key: figure for figure in WHOLES}
MOST_PAGE = 100_000
# Where a row is no person.
UNITS = {
    "member": "位", "liaison": "位", "contact": "次", "study": "篇", "activity": "场", "participation": "人次",
    "handout": "次", "post": "个", "seat": "位", "service": "人次", "claim": "个", "suggestion": "条",
    "organisation": "个", "venue": "个",
}  # fmt: skip


@needs(Action.REPORT_VIEW)
@require_GET
def rows_behind(request: HttpRequest, month: str, key: str) -> HttpResponse:
    """A page of them. Worked out anew: a figure that was handed up may differ by what came later, and says so."""
    asked, figure = words.month_of(month), FIGURES.get(key)
    if figure is None or key not in SOURCES:
        raise Http404
    node, own = words.node_of(request.GET.get("node", ""))
    page = page_number(request.GET.get("page", ""))
    now = request.GET.get("now") == "1"
    found = look(asked, key, node=node, own=own, now=now, page=page)
    url = reverse("month-figure", args=[month, key])
    query = {"node": request.GET.get("node", ""), "now": "1" if now else ""}
    return render(request, "reports/months/rows.html", {
        "title": figure.full_label, "lead": figure.meaning, "source": figure.source,
        "crumbs": words.crumbs((asked.label, reverse("month", args=[month]))),
        "place": words.place_of(node, own), "month": asked, **_numbers(figure, found),
        "columns": [{"label": label} for label in month_rows.COLUMNS[found.behind.kind]],
        "rows": month_rows.shown(found.behind), "unit": UNITS[found.behind.kind],
        "live_url": "" if now else pager.link(url, **query | {"now": "1"}),
        "frozen_url": pager.link(url, **query | {"now": ""}) if now else "",
        **pages(url, query, page, found.behind.rows - found.behind.elsewhere),
    })  # fmt: skip


def page_number(text: str) -> int:
    """Which page an address asks for, from nought."""
    return min(max((short_number(text) or 1) - 1, 0), MOST_PAGE)


def _numbers(figure: Figure, found: Looked) -> dict[str, Any]:
    """The figure on top; how the reports have it, and what came later."""
    shown = found.behind.number
    late = found.late
    return {
        "number": plain(shown), "reported": None if found.reported is None else plain(found.reported),
        "differs": found.reported is not None and found.reported != shown,
        "late": plain(late) if late else "", "more": bool(late and late > 0),
        "known": labels.moment(found.known), "frozen": found.frozen, "elsewhere": found.behind.elsewhere,
    }  # fmt: skip


def pages(url: str, query: dict[str, str], page: int, rows: int) -> dict[str, str]:
    """The links of components/pager.html."""
    last = (page + 1) * PAGE >= rows
    return {
        "total": f"{rows:,}", "shown": f"{page * PAGE + 1}–{min(rows, (page + 1) * PAGE)}" if rows > PAGE else "",
        "next_url": "" if last else pager.link(url, **query, page=str(page + 2)),
        "previous_url": pager.link(url, **query, page=str(page)) if page else "",
        "first_url": pager.link(url, **query) if page > 1 else "",
    }  # fmt: skip
