"""One export: how far it is, what it is, where it is downloaded; calling it off."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from registry.domain.errors import Refused
from registry.policies import Action
from registry.web.access import actor, needs
from registry.web.redirects import leave
from registry.web.sessions import passive
from reports.domain import exports
from reports.web import export_words as words


@needs(Action.REPORT_VIEW)
@require_GET
def export(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bar while it is made, asked anew by htmx or by the browser; the file's facts afterwards."""
    row = words.found(pk)
    context = {
        "export": row,
        "title": words.title(row),
        "badge": words.badge(row),
        "facts": words.facts(row),
        "broken": row.options.get("broken", []),
        "ready": words.ready(row),
        "bar": words.bar(row) if row.waits else None,
        "crumbs": [{"label": "导出", "url": reverse("exports")}],
    }
    return render(request, "reports/exports/page.html", context)


@passive
@needs(Action.REPORT_VIEW)
@require_GET
def part(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The bar alone; when it is over, the browser is sent to what came of it."""
    row = words.found(pk)
    if not row.waits:
        return leave(request, reverse("export", args=[pk]))
    return render(request, "components/progress.html", words.bar(row))


@needs(Action.REPORT_VIEW)
@require_POST
def cancel(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Not wanted any more."""
    row = words.found(pk)
    try:
        exports.call_off(by=actor(request), export=row)
    except Refused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, "已取消。")
    return redirect("export", pk)
