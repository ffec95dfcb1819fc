"""The rows behind a number of the board."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.lib import scope as scopes
from registry.policies import Action
from registry.web import labels
from registry.web.access import needs
from reports.domain.looking_board import look
from reports.figures.behind import EVERY
from reports.figures.board import KEYS, MINE
from reports.figures.board_words import WORDS
from reports.figures.saying import plain
from reports.web import month_rows
from reports.web import month_words as words
from reports.web.month_figure import UNITS, page_number, pages


@needs(Action.BOARD_VIEW)
@require_GET
def rows_behind(request: HttpRequest, month: str, key: str) -> HttpResponse:
    """A page of them, as they were known when the number was worked out."""
    asked = words.month_of(month)
    if key not in KEYS or key not in EVERY:
        raise Http404
    node, own = words.node_of(request.GET.get("node", ""))
    page = page_number(request.GET.get("page", ""))
    found = look(asked, key, node=node, own=own, page=page)
    rows = found.behind
    url, query = reverse("board-rows", args=[month, key]), {"node": request.GET.get("node", "")}
    context: dict[str, Any] = {
        "title": WORDS[key].label, "lead": WORDS[key].meaning, "crumbs": [{"label": "看板", "url": reverse("board")}],
        "place": MINE if scopes.current().liaison else words.place_of(node, own),
        "month": asked, "number": plain(rows.number), "said": plain(found.said),
        "differs": rows.number != found.said, "known": labels.moment(found.known), "elsewhere": rows.elsewhere,
        "columns": [{"label": label} for label in month_rows.COLUMNS[rows.kind]], "rows": month_rows.shown(rows),
        "unit": UNITS[rows.kind],
    }  # fmt: skip
    return render(request, "reports/board_rows.html", context | pages(url, query, page, rows.rows - rows.elsewhere))
