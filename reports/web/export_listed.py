"""A list of the staff site as a file, narrowed as it was: what will be in it, and asking for it."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.domain.errors import Refused
from registry.entry.list_filter import Listed
from registry.lib import scope as scopes
from registry.models import Organisation, User
from registry.policies import Action, check
from registry.web.access import actor, needs
from reports.choices.exports import ExportKind, ExportList
from reports.domain import exports
from reports.tasks import kick_exports
from reports.web.export_forms import NumbersForm
from reports.workbook.lists import LISTS, asked_with

# Where each list is.
PAGES = {
    ExportList.MEMBERS: "member-list", ExportList.CONTACTS: "contacts", ExportList.STUDIES: "studies",
    ExportList.TASKS: "tasks", ExportList.ACTIVITIES: "activities", ExportList.SUGGESTIONS: "suggestions",
    ExportList.LATE: "study-late", ExportList.HANDOUTS: "handouts", ExportList.POSTS: "posts",
    ExportList.SEATS: "seats", ExportList.SERVICES: "services", ExportList.WISHES: "wishes",
    ExportList.LEADS: "leads", ExportList.CORRECTIONS: "corrections", ExportList.LIAISONS: "liaisons",
    ExportList.MESSAGES: "messages", ExportList.MATERIALS: "materials", ExportList.VENUES: "venues",
    ExportList.REQUESTS: "requests", ExportList.HOME_DUTIES: "home-duties", ExportList.LOST: "lost",
    ExportList.SITES: "sites", ExportList.VISITS: "canvasses", ExportList.ANSWERS: "message-answers",
    ExportList.MONTHS: "months",
}  # fmt: skip


@needs(Action.REPORT_VIEW)
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest, name: str) -> HttpResponse:
    """What the file will hold; a POST asks for it and goes to its page."""
    if name not in LISTS:
        raise Http404
    check(LISTS[name].action)
    form, by = _form(request, name), actor(request)
    found = LISTS[name].found(request.GET, by)
    if request.method == "POST" and form.is_valid():
        try:
            row = _asked(name, found, by, form)
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            kick_exports(row)
            return redirect("export", row.pk)
    return render(
        request, "reports/exports/listed.html", _context(name, found, form), status=422 if form.errors else 200
    )


def _form(request: HttpRequest, name: str) -> NumbersForm:
    """Whether numbers are to be whole, for a list that has any."""
    form = NumbersForm(request.POST if request.method == "POST" else None)
    if not LISTS[name].numbers:
        form.fields.clear()
    return form


def _asked(name: str, found: Listed, by: User, form: NumbersForm) -> Any:
    given = form.cleaned_data
    return exports.ask(
        by=by, organisation=Organisation.objects.get(path=scopes.current().path), kind=ExportKind.LIST,
        options=asked_with(name, found), masked=not given.get("whole"), reason=given.get("reason", ""),
    )  # fmt: skip


def _context(name: str, found: Listed, form: NumbersForm) -> dict[str, Any]:
    label = ExportList(name).label
    return {
        "title": f"导出{label}",
        "label": label,
        "form": form,
        "facts": [
            {"label": "条件", "value": found.said or "没有条件，全部"},
            {"label": "现在有", "value": f"{found.rows.order_by().count():,} 条"},
        ],
        "crumbs": [{"label": label, "url": reverse(PAGES[ExportList(name)])}],
    }
