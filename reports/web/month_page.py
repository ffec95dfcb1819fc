"""A month of a street or a district: who is missing, who waits, who is done, in the tree's order; the five tables."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models.unit import step
from registry.policies import Action, allowed
from registry.web import labels, pager
from registry.web.access import actor, needs
from registry.web.attempts import attempted, refusal_of
from registry.web.nav import export_action
from reports.choices import ReportMove, ReportState
from reports.domain import checks, cycle
from reports.domain.looking import reported
from reports.figures import table as tables_of
from reports.figures.definitions import TABLES
from reports.figures.month import Month
from reports.figures.places import names
from reports.figures.table import ROW, STREET
from reports.models import MonthClose, MonthlyReport, ReportStep
from reports.models.monthly import OPEN
from reports.policies import may_remind, may_review
from reports.web import month_words as words

S = ReportState


def reports_of(month: Month) -> list[MonthlyReport]:
    """Those of the scope in the order of the tables: a street's own first in it, the district's own last."""
    rows = MonthlyReport.objects.all().of_month(month.year, month.number).select_related("organisation")
    return sorted(rows, key=lambda row: (row.owner_path[:STREET].ljust(STREET, "~"), row.owner_path))


@needs(Action.REPORT_VIEW)
@require_GET
def month(request: HttpRequest, month: str) -> HttpResponse:
    """The list; a community is led to its own report."""
    asked = words.month_of(month)
    rows, named = reports_of(asked), names()
    if len(scopes.current().path) >= ROW and len(rows) == 1:
        return redirect("month-report", pk=rows[0].pk)
    url, district = reverse("month", args=[month]), len(scopes.current().path) == scopes.SEGMENT
    chased = _reminded_today(rows)
    closes = list(MonthClose.objects.all().of_month(asked.year, asked.number).order_by("-number"))
    return render(request, "reports/months/month.html", {
        "title": f"{asked.label}月报", "month": asked, "crumbs": words.crumbs(), "url": url,
        "archive": words.archive(asked) if any(row.state == S.CLOSED for row in rows) else None,
        "tabs": tabs(asked, ""), "groups": _groups(rows, named, chased), "rows": rows,
        "missing": sum(row.state in OPEN and may_remind(row) and row.pk not in chased for row in rows),
        "summary": _summary(rows), "waiting": sum(row.state == S.SUBMITTED and may_review(row) for row in rows),
        "actions": export_action("months", {"month": month}) if allowed(Action.REPORT_REVIEW) else [],
        "late": _late(rows, named), "district": district, "closes": [_close(each, named) for each in closes],
        "may_close": allowed(Action.REPORT_CLOSE) and bool(rows) and not closes and clock.today() > asked.last,
        "uneven": checks.adding_up(rows) if district and not closes else [],
        "may_begin": allowed(Action.REPORT_SUBMIT) and cycle.may_begin_own(asked),
        "may_revise": allowed(Action.REPORT_CLOSE) and bool(closes), "until": f"{asked.last:%Y-%m-%d}",
    })  # fmt: skip


def tabs(month: Month, current: str) -> list[dict[str, Any]]:
    """The list and the five tables."""
    url = reverse("month-tables", args=[str(month)])
    shown = [{"label": "上报情况", "url": reverse("month", args=[str(month)]), "current": not current}]
    return shown + [
        {"label": each.title, "url": pager.link(url, table=each.key), "current": each.key == current} for each in TABLES
    ]


def _groups(rows: list[MonthlyReport], named: Mapping[str, str], today: set[Any]) -> list[dict[str, Any]]:
    """Street by street, each with its subtotal; what is the district's own last. `today`: who was chased today."""
    groups: dict[str, list[MonthlyReport]] = {}
    for row in rows:
        groups.setdefault(row.owner_path[:STREET], []).append(row)
    return [
        {"name": named.get(path, ""), "lines": [_line(row, today, named) for row in found], "summary": _summary(found)}
        for path, found in groups.items()
    ]  # fmt: skip


def _reminded_today(rows: list[MonthlyReport]) -> set[Any]:
    since = clock.midnight(clock.today())
    steps = ReportStep.objects.filter(report__in=[row.pk for row in rows if row.state in OPEN], at__gte=since)
    return set(steps.filter(move=ReportMove.REMIND).values_list("report_id", flat=True))


def _line(row: MonthlyReport, reminded: set[Any], named: Mapping[str, str]) -> dict[str, Any]:
    review = may_review(row)
    return {
        "pk": row.pk,
        "name": words.place(row, named),
        "url": reverse("month-report", args=[row.pk]),
        "badge": words.badge(row),
        "total": row.figures.get("total", "0"),
        "remark": _remark(row),
        "submitted": f"{labels.moment(row.submitted_at)} {row.filler}" if row.submitted_at else "",
        "late": len(words.differences(row.late)),
        "may_accept": review and row.state == S.SUBMITTED,
        "may_remind": may_remind(row) and row.state in OPEN and row.pk not in reminded,
        "reminded": row.pk in reminded,
    }


def _remark(row: MonthlyReport) -> str:
    if row.state == S.CLOSED and not row.versions:
        return "归档时没有上报，用的是草稿的数字"
    return row.remark if row.state == S.RETURNED else ""


def _summary(rows: Iterable[MonthlyReport]) -> str:
    """How many stand how, in the order of the work."""
    counts = Counter(row.state for row in rows)
    return "，".join(f"{words.SHORT[state]} {counts[state]} 份" for state in S if counts[state])


def _late(rows: list[MonthlyReport], named: Mapping[str, str]) -> list[dict[str, Any]]:
    """Reports with late entries, each with its differences."""
    found = [(row, words.differences(row.late)) for row in rows if row.late]
    return [
        {"name": words.place(row, named), "url": reverse("month-report", args=[row.pk]), "changes": changes}
        for row, changes in found if changes
    ]  # fmt: skip


def _close(each: MonthClose, named: Mapping[str, str]) -> dict[str, Any]:
    changes = [
        {**shown, "place": named.get(change["node"], "")}
        for change in each.changes for shown in words.differences([change])
    ]  # fmt: skip
    return {
        "title": f"第 {each.number} 版", "when": labels.moment(each.at), "by": each.label, "why": each.why,
        "changes": changes, "first": each.number == 1, "without": len(each.without), "digest": each.digest,
    }  # fmt: skip


@needs(Action.REPORT_REVIEW)
@require_POST
def remind_all(request: HttpRequest, month: str) -> HttpResponse:
    """Every report that is missing and the asker may chase, once a day."""
    by, rows = actor(request), [row for row in reports_of(words.month_of(month)) if may_remind(row)]
    with step():
        asked = cycle.remind_all(by=by, label=label_of(by), reports=rows)
    if asked:
        messages.success(request, f"催了 {asked} 份，对方首页上看得到，直到上报。")
    else:
        messages.info(request, "没有要催的：都报了，或者今天已经催过。")
    return redirect("month", month=month)


@needs(Action.REPORT_SUBMIT)
@require_POST
def begin_own(request: HttpRequest, month: str) -> HttpResponse:
    """A street's or district's own report to write in."""
    try:
        with step():
            row = cycle.begin_own(by=actor(request), month=words.month_of(month))
    except Refused as refusal:
        messages.warning(request, str(refusal))
        return redirect("month", month=month)
    messages.success(request, "本级月报已建好。写好填报人、审核人和小结，保存、上报，工作簿和简报里就有了。")
    return redirect("month-report", pk=row.pk)


@needs(Action.REPORT_VIEW)
@require_GET
def tables(request: HttpRequest, month: str) -> HttpResponse:
    """One of the five tables: a row for each, subtotals of streets, the whole."""
    asked = words.month_of(month)
    known = {each.key: each for each in TABLES}
    table = known.get(request.GET.get("table", ""), TABLES[0])
    found = reported(asked)
    return render(request, "reports/months/tables.html", {
        "title": f"{asked.label}{table.title}", "crumbs": words.crumbs((asked.label, reverse("month", args=[month]))),
        "tabs": tabs(asked, table.key), "table": table, "groups": _headings(table),
        "rows": words.wide(table, asked, _lines(found, asked)) if found else [],
        "definitions": words.definitions([table]),
    })  # fmt: skip


def _lines(found: dict[str, Any], month: Month) -> list[tables_of.Row]:
    """A street's own subtotal is the whole, said once."""
    street = len(scopes.current().path) == STREET
    return [row for row in tables_of.rows(found, day=month.last) if not (street and row.kind == "street")]


def _headings(table: Any) -> list[dict[str, Any]]:
    """The merged head: how many columns each group spans; a figure without a group has both rows."""
    groups: list[dict[str, Any]] = []
    for figure in table.columns:
        if figure.group and groups and groups[-1]["label"] == figure.group:
            groups[-1]["span"] += 1
        else:
            groups.append(
                {"label": figure.group or figure.label, "span": 1, "figure": None if figure.group else figure}
            )
    return groups


@needs(Action.REPORT_REVIEW)
@require_POST
def accept_all(request: HttpRequest, month: str) -> HttpResponse:
    """Every report that waits for the asker."""
    by, form = actor(request), forms.Form({})
    rows = [row for row in reports_of(words.month_of(month)) if may_review(row)]
    done = attempted(form, cycle.accept_all, by=by, label=label_of(by), reports=rows)
    if done is None:
        messages.warning(request, refusal_of(form))
    else:
        messages.success(request, f"审核通过 {done} 份。" if done else "没有等着审核的月报。")
    return redirect("month", month=month)
