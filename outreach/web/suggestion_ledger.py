"""The ledger of suggestions as a workbook, narrowed as the list is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from outreach.domain.suggestions import ledger
from outreach.web import suggestion_list as lists
from registry.domain.errors import Refused
from registry.entry.organisations import own_nodes
from registry.lib import clock
from registry.policies import Action
from registry.web import pager
from registry.web.access import actor, needs

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@needs(Action.SUGGESTION_WORK)
@require_GET
def sheet(request: HttpRequest) -> HttpResponse:
    """The file; too many rows are said on the list, with how to narrow it."""
    by, view = actor(request), lists.view_of(request)
    form = lists.SuggestionFilter(request.GET, own_nodes())
    rows = form.narrow(lists.rows_of(view, by))
    said = f"{dict(lists.VIEWS)[view]} {form.said()}".strip()
    try:
        data = ledger.workbook(by=by, rows=rows, conditions=said)
    except Refused as refusal:
        messages.error(request, str(refusal))
        return redirect(pager.link(reverse("suggestions"), view=view, q=form.text, **form.query()))
    name = f"{ledger.TITLE}-{clock.today():%Y%m%d}.xlsx"
    headers = {
        "Content-Disposition": content_disposition_header(as_attachment=True, filename=name) or "attachment",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(data, content_type=XLSX, headers=headers)
