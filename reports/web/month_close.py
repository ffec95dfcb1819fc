"""The district closes a month, and corrects a closed one by a next version that lists what is different."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from registry.domain.movements import label_of
from registry.policies import Action
from registry.web.access import actor, needs
from registry.web.attempts import attempted
from reports.choices import ReportState
from reports.domain import checks, cycle
from reports.figures.month import Month
from reports.figures.places import names
from reports.tasks import kick_exports
from reports.web import month_words as words
from reports.web.month_forms import WhyForm
from reports.web.month_page import reports_of


@needs(Action.REPORT_CLOSE)
@require_http_methods(["GET", "POST"])
def close(request: HttpRequest, month: str) -> HttpResponse:
    """Who has not handed up or waits is named; then a reason is needed."""
    asked = words.month_of(month)
    named = names()
    rows = reports_of(asked)
    missing, uneven = [row for row in rows if row.state != ReportState.ACCEPTED], checks.adding_up(rows)
    needed = bool(missing or uneven)
    form = WhyForm(request.POST or None, label="为什么照现在的数字归档", needed=needed)
    if form.is_bound and form.is_valid() and _done(request, form, cycle.close, asked, "已归档，数字不再变。"):
        return redirect("month", month=month)
    return _confirm(request, asked, form, {
        "title": f"归档{asked.label}月报", "submit": "归档", "needed": needed, "uneven": uneven,
        "lead": "归档后这个月的数字不再变；以后补录的，用“归档后更正”出下一版，逐项列出差别。",
        "missing": [{"name": words.place(row, named), "badge": words.badge(row),
                     "url": reverse("month-report", args=[row.pk])} for row in missing],
    })  # fmt: skip


@needs(Action.REPORT_CLOSE)
@require_http_methods(["GET", "POST"])
def revise(request: HttpRequest, month: str) -> HttpResponse:
    """What came late is shown; the next version takes it in."""
    asked = words.month_of(month)
    form = WhyForm(request.POST or None, label="为什么更正", needed=True)
    if form.is_bound and form.is_valid() and _done(request, form, cycle.revise, asked, "已出下一版，差别列在下面。"):
        return redirect("month", month=month)
    named, found = names(), [row for row in reports_of(asked) if row.late]
    late = [{"name": words.place(row, named), "changes": words.differences(row.late)} for row in found]
    return _confirm(request, asked, form, {
        "title": f"更正{asked.label}月报", "submit": "出下一版", "needed": True, "late": late,
        "lead": "照现在的记录重新算一遍，和归档的逐项比较；原来的版本都留着。",
    })  # fmt: skip


def _done(request: HttpRequest, form: WhyForm, verb: Any, month: Month, said: str) -> bool:
    by = actor(request)
    made = attempted(form, verb, by=by, label=label_of(by), month=month, why=form.cleaned_data["why"])
    if made is None:
        return False
    kick_exports()  # the archived workbooks are made at once, not by the next minute's tick
    messages.success(request, said)
    return True


def _confirm(request: HttpRequest, month: Month, form: WhyForm, more: dict[str, Any]) -> HttpResponse:
    back = reverse("month", args=[str(month)])
    context = {"form": form, "month": month, "back_url": back, "crumbs": words.crumbs((month.label, back)), **more}
    return render(request, "reports/months/close.html", context)
