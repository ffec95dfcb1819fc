"""Who makes a month begin with another number than the one before was handed up with."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from registry.policies import Action
from registry.web.access import needs
from reports.domain import checks, looking
from reports.figures.behind import Behind
from reports.figures.places import names
from reports.web import month_rows
from reports.web import month_words as words
from reports.web.report_page import find

# Names that are shown of each side; a community whose register differs by more is looked at as a whole.
MOST = 200


@needs(Action.REPORT_VIEW)
@require_GET
def since(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Those who came into the past month, and those who fell out of it, since it was handed up."""
    row = find(pk)
    compared, month = looking.compared_with(row), words.month_from(row)
    found = looking.since(row, compared) if compared else None
    report = (f"{month.label}月报", reverse("month-report", args=[row.pk]))
    return render(request, "reports/months/since.html", {
        "title": f"{words.place(row, names())}{month.label}的上月末差在谁",
        "crumbs": words.crumbs((month.label, reverse("month", args=[str(month)])), report),
        "was": compared.figures.get("total", "0") if compared else "", "before": month.previous(),
        "now": row.figures.get(checks.BEFORE, "0"),
        "columns": [{"label": label} for label in month_rows.COLUMNS["member"]],
        "sides": [_side("多出来的", "上个月报了以后补登、更正进来的。", found.more),
                  _side("少了的", "上个月报了以后撤销、更正出去的。", found.fewer)] if found else [],
    })  # fmt: skip


def _side(title: str, text: str, found: Behind) -> dict[str, Any]:
    some = Behind(found.kind, found.number, found.rows, found.elsewhere, found.shown[:MOST])
    return {
        "title": title, "text": text, "count": found.rows, "elsewhere": found.elsewhere,
        "rows": month_rows.shown(some), "left_out": max(len(found.shown) - MOST, 0),
    }  # fmt: skip
