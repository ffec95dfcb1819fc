"""One community's report of a month: figures, what stands in the way, three sentences, handing up, what came back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_POST

from registry.domain.movements import label_of
from registry.lib import clock
from registry.lib import scope as scopes
from registry.lib.values import short_number
from registry.policies import Action, allowed
from registry.policies import check as needs_right
from registry.web import labels
from registry.web.access import actor, needs
from registry.web.attempts import attempted, refusal_of, renew
from reports.choices import ReportMove, ReportState
from reports.domain import checks, cycle
from reports.domain.keeping import differences, mark, read
from reports.figures.definitions import TABLES
from reports.figures.places import names
from reports.models import MonthlyReport, ReportStep
from reports.models.monthly import NARRATIVE, OPEN
from reports.policies import may_remind, may_review
from reports.web import month_words as words
from reports.web.month_forms import EXPLAIN, PARTS, PEOPLE, RemindForm, ReportForm, ReturnForm

S, M = ReportState, ReportMove
# Figures that a message names; the page has them all.
SOME = 5


def find(pk: UUID) -> MonthlyReport:
    """The report; an unknown one and somebody else's get the same 404."""
    found: MonthlyReport = get_object_or_404(MonthlyReport.objects.select_related("organisation"), pk=pk)
    return found


@needs(Action.REPORT_VIEW)
@require_GET
def report(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page."""
    return page(request, find(pk))


def page(
    request: HttpRequest, row: MonthlyReport, form: ReportForm | None = None, back: ReturnForm | None = None,
    moved: list[dict[str, str]] | None = None,
) -> HttpResponse:  # fmt: skip
    """The page, with the form that came back where one did, and with the figures that moved (`moved`) where handing up
    waits for somebody to look at them."""
    last, month = checks.last_of(row), words.month_from(row)
    now, before = read(row.figures), read(last.figures) if last else {}
    steps, open_now = list(row.steps.order_by("-at", "-id")), row.state in OPEN
    writing = open_now and allowed(Action.REPORT_SUBMIT)
    filling = (form or _form(row, last)) if writing else None
    return render(request, "reports/months/report.html", {
        "row": row, "month": month, "title": f"{words.place(row, names())}{month.label}月报", "badge": words.badge(row),
        "lead": _lead(row), "crumbs": words.crumbs((month.label, reverse("month", args=[str(month)]))),
        "tables": [
            {"key": table.key, "title": table.title, "lines": words.lines(table, month, row.owner_path, now, before)}
            for table in TABLES
        ],
        "compared": bool(before), "last_label": month.previous().label, "definitions": words.definitions(),
        "problems": [_problem(each, filling) for each in checks.problems(row, last)] if open_now else [],
        "too_early": open_now and clock.today() < month.last,
        "form": filling, "limit": NARRATIVE,
            "revision": form.data.get("revision", "") if form else row.revision,
        "seen": mark(row.figures), "moved": moved, "typed": len(row.narrative()), "said": _said(row),
        "explained": _explained(row), "who": checks.BEFORE in row.explained or _asks(filling, checks.BEFORE),
        "review": may_review(row), "back": back or ReturnForm(prefix="back"),
        "remind": RemindForm(prefix="remind") if may_remind(row) else None,
        "returned": row.state == S.RETURNED, "reminded": _reminded(row, steps) if open_now else None,
        "archive": words.archive(month) if row.state == S.CLOSED and row.owner_path == scopes.current().path else None,
        "late": words.differences(row.late), "versions": [_version(each) for each in row.handed_up.order_by("-number")],
        "steps": [_step(each) for each in steps],
    })  # fmt: skip


def _lead(row: MonthlyReport) -> str:
    until = labels.moment(row.known_at)
    if row.state in OPEN:
        return f"数字截至 {until}；上报前每小时第 35 分刷新，上报时按那一刻再统计一遍。"
    return f"数字截至 {until}，上报后不再变。"


def _form(row: MonthlyReport, last: MonthlyReport | None, data: Any = None) -> ReportForm:
    return ReportForm(data, report=row, changed=checks.to_explain(row, last))


def _asks(form: ReportForm | None, key: str) -> bool:
    return form is not None and f"{EXPLAIN}{key}" in form.fields


def _problem(found: checks.Problem, form: ReportForm | None) -> dict[str, str]:
    """What to mend, and the place on the page where that is done."""
    name = found.key if found.key in (*PARTS, *PEOPLE) else f"{EXPLAIN}{found.key}"
    # What nothing can be written to, like a balance that is wrong, stands in the first of the tables.
    here = form is not None and name in form.fields
    return {"text": found.text, "where": f"id_{name}" if here else f"table-{TABLES[0].key}"}


def _said(row: MonthlyReport) -> list[dict[str, str]]:
    """What was written, once it can't be changed any more."""
    people = " · ".join(filter(None, (row.filler, row.phone)))
    return [
        {"label": "主要做法", "value": row.practice}, {"label": "存在问题", "value": row.problems},
        {"label": "下月打算", "value": row.plans}, {"label": "填报人", "value": people},
        {"label": "审核人", "value": row.reviewer},
    ]  # fmt: skip


def _explained(row: MonthlyReport) -> list[dict[str, str]]:
    """The reasons, each with the two numbers that it was given for."""
    handed_up = row.handed_up.order_by("-number").first()
    return [
        {"label": words.LABELS.get(each["key"], each["key"]), "value": each["why"], "note": words.from_to(each)}
        for each in (handed_up.explained if handed_up else [])
    ]


def _reminded(row: MonthlyReport, steps: list[ReportStep]) -> ReportStep | None:
    """The last reminder since it was last handed up."""
    return next(
        (each for each in steps
         if each.move == M.REMIND and (row.submitted_at is None or each.at > row.submitted_at)), None
    )  # fmt: skip


def _version(each: Any) -> dict[str, Any]:
    changes = words.differences(each.changes)
    return {
        "title": f"第 {each.number} 版", "when": labels.moment(each.at), "by": each.label, "why": each.why,
        "known": labels.moment(each.known_at), "changes": changes, "first": each.number == 1,
    }  # fmt: skip


def _step(each: ReportStep) -> dict[str, Any]:
    tone = {M.RETURN: "danger", M.ACCEPT: "success", M.CLOSE: "success"}.get(ReportMove(each.move), "")
    return {
        "title": each.get_move_display(), "when": labels.moment(each.at), "by": each.label, "text": each.why,
        "tone": tone,
    }  # fmt: skip


@needs(Action.REPORT_VIEW)
@require_POST
def act(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One verb; what is missing stands in its form."""
    row = find(pk)
    if verb not in VERBS:
        raise Http404
    right, do = VERBS[verb]
    needs_right(right)
    if right == Action.REPORT_REVIEW and not (may_remind if verb == "remind" else may_review)(row):
        raise Http404
    return do(request, row)


def _save(request: HttpRequest, row: MonthlyReport) -> HttpResponse:
    """Kept as a draft, or handed up as well."""
    form = _form(row, checks.last_of(row), request.POST.copy())
    written = _written(request, row, form) if form.is_valid() else None
    if written is None and row.state not in OPEN:
        messages.warning(request, refusal_of(form))
        return redirect("month-report", pk=row.pk)
    if written is None:
        now = find(row.pk)
        _tell_apart(now, form)
        return page(request, now, form=form)
    if request.POST.get("do") == "submit":
        return _handed_up(request, written, form)
    if request.POST.get("do") == "count":
        return _counted(request, written)
    messages.success(request, "已保存，还没有上报。")
    return redirect("month-report", pk=row.pk)


def _tell_apart(row: MonthlyReport, form: ReportForm) -> None:
    """Somebody saved in between: what is stored now stands beside what was written here. Nothing is written over unless
    this form, whose writer has seen that, is sent again."""
    if getattr(form, "reopen", False):
        renew(form, "revision", row.revision)
        for name, text in form.differing(row).items():
            form.add_error(name, f"别人刚才存的是：“{text}”")


def _written(request: HttpRequest, row: MonthlyReport, form: ReportForm) -> MonthlyReport | None:
    revision = short_number(request.POST.get("revision")) or 0
    return attempted(form, cycle.write, by=actor(request), report=row, fields=form.written(), revision=revision)


def _handed_up(request: HttpRequest, row: MonthlyReport, form: ReportForm) -> HttpResponse:
    """What was written is kept, whatever stands in the way of handing it up."""
    by, shown, revision = actor(request), row.figures, row.revision
    seen = request.POST.get("seen") or mark(shown)
    sent = attempted(form, cycle.submit, by=by, label=label_of(by), report=row, revision=revision, seen=seen)
    if sent is None:
        messages.info(request, "写的内容已经保存，还没有上报。")
        renew(form, "revision", row.revision)
        return page(request, find(row.pk), form=form)
    if sent.state in OPEN:
        now = find(row.pk)
        return page(request, now, moved=words.differences(differences(shown, now.figures)))
    until = labels.moment(sent.known_at)
    messages.success(request, f"已上报。数字是上报时重新统计的，截至 {until}，从现在起不再变，等街道审核。")
    return redirect("month-report", pk=row.pk)


def _counted(request: HttpRequest, row: MonthlyReport) -> HttpResponse:
    """Brought up to now, what was written kept."""
    fresh = cycle.count_anew(by=actor(request), report=row)
    moved = words.differences(differences(row.figures, fresh.figures))
    said = "，".join(f"{each['label']} {each['before']} → {each['after']}" for each in moved[:SOME])
    more = f"等 {len(moved)} 个数字" if len(moved) > SOME else ""
    found = f"变了的：{said}{more}。" if moved else "数字没有变。"
    messages.success(request, f"已保存，并按现在的记录重新统计。{found}")
    return redirect("month-report", pk=row.pk)


def _accept(request: HttpRequest, row: MonthlyReport) -> HttpResponse:
    return _told(request, row, "已审核通过。", cycle.accept)


def _return(request: HttpRequest, row: MonthlyReport) -> HttpResponse:
    form = ReturnForm(request.POST, prefix="back")
    if not form.is_valid():
        return page(request, row, back=form)
    return _told(request, row, "已退回，村（社区）在首页上看得到。", cycle.send_back, **form.cleaned_data)


def _remind(request: HttpRequest, row: MonthlyReport) -> HttpResponse:
    form = RemindForm(request.POST, prefix="remind")
    note = form.cleaned_data["note"] if form.is_valid() else ""
    return _told(request, row, "已催报，对方在首页和月报上看得到。", cycle.remind, note=note)


def _told(
    request: HttpRequest, row: MonthlyReport, done: str, verb: Callable[..., Any], **more: Any
) -> HttpResponse:  # fmt: skip
    """Do it, say so, and go back to where the button was."""
    by, form = actor(request), forms.Form({})
    made = attempted(form, verb, by=by, label=label_of(by), report=row, **more)
    if made is None:
        messages.warning(request, refusal_of(form))
    else:
        messages.success(request, done)
    target = request.POST.get("next", "")
    local = url_has_allowed_host_and_scheme(target, allowed_hosts=None)
    return redirect(target if local and target.startswith("/months/") else reverse("month-report", args=[row.pk]))


VERBS: dict[str, tuple[Action, Callable[[HttpRequest, MonthlyReport], HttpResponse]]] = {
    "save": (Action.REPORT_SUBMIT, _save),
    "accept": (Action.REPORT_REVIEW, _accept),
    "return": (Action.REPORT_REVIEW, _return),
    "remind": (Action.REPORT_REVIEW, _remind),
}
