"""学习汇报: the list of the scope, those waiting to be read first, and reading many at once."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from registry.choices import StudyState
from registry.domain import studies as verbs
from registry.entry.list_filter import searched
from registry.entry.organisations import own_nodes
from registry.entry.paging import Page, capped_count, page_of
from registry.entry.study_filter import ALL, TABS, StudyFilter, in_state, listed, tab_of
from registry.lib.ids import key_in
from registry.models import Attachment, StudyReport
from registry.policies import Action, allowed
from registry.web.access import actor, needs
from registry.web.nav import address, export_of
from registry.web.study_forms import hours_text, state_badge

COLUMNS = ("党员", "主题", "学习", "登记", "审阅", "管理组织")
# What a row shows; the text and the member's numbers stay in the database.
SHOWN = (
    "topic", "form", "studied_on", "hours", "campaign", "channel", "state", "voided_at", "recorded_label", "owner_path",
    "member__name", "member__organisation__full_name", "member__organisation__name",
)  # fmt: skip
MOST_CHOSEN = 200


@needs(Action.MEMBER_VIEW, Action.STUDY_WRITE)
@require_GET
def study_list(request: HttpRequest) -> HttpResponse:
    """Reports of the scope, one state a tab."""
    return _list(request)


def _list(request: HttpRequest, outcomes: list[dict[str, Any]] | None = None) -> HttpResponse:
    text, nodes, state, found = searched(request.GET), own_nodes(), tab_of(request.GET), listed(request.GET)
    form, found_here = found.form, found.rows.select_related("member__organisation").only(*SHOWN)
    page = page_of(found_here, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = _results(page, state, text, form, alone=len(nodes) == 1)
    context |= _frame(form.narrow(StudyReport.objects.all(), text), state, text, form) | {"outcomes": outcomes}
    return render(request, "registry/studies/list.html", context)


def _link(state: str, text: str, query: dict[str, str], **more: str) -> str:
    pairs = {"state": state, "q": text, **query, **more}
    return "?" + urlencode({name: value for name, value in pairs.items() if value})


def _results(page: Page[StudyReport], state: str, text: str, form: StudyFilter, *, alone: bool) -> dict[str, Any]:
    query = form.query()
    # A tab of one state needs no column that repeats it, a node without others below none that repeats its name.
    left_out = {"管理组织" if alone else "", "" if state == ALL else "审阅"}
    shown = [label for label in COLUMNS if label not in left_out]
    counts = _file_counts(page.rows)
    may_read = state == StudyState.PENDING and allowed(Action.STUDY_REVIEW) and bool(page.rows)
    return {
        "columns": [{"label": label} for label in shown],
        "rows": [_row(study, counts.get(study.pk, 0), shown) for study in page.rows],
        "total": page.total,
        "next_url": _link(state, text, query, after=page.after) if page.after else "",
        "previous_url": _link(state, text, query, before=page.before) if page.before else "",
        "first_url": _link(state, text, query) if page.before else "",
        "may_read": may_read,
        "read_url": reverse("studies-read") + _link(state, text, query),
        "bulk": [{"label": "标为已阅", "value": "read", "kind": "primary", "icon": "check"}],
        "empty": None if page.rows else _empty(state, narrowed=bool(query or text.strip())),
    }


def _file_counts(studies: list[StudyReport]) -> dict[UUID | None, int]:
    present = Attachment.objects.all().present().filter(study__in=studies).order_by()
    return dict(present.values_list("study_id").annotate(Count("id")))


def _row(study: StudyReport, count: int, shown: list[str]) -> dict[str, Any]:
    studied = " · ".join(filter(None, (study.get_form_display(), hours_text(study.hours))))
    extras = " · ".join(filter(None, (study.campaign, f"{count} 个附件" if count else "")))
    cells: list[dict[str, Any]] = [
        {"label": "主题", "text": study.topic or "（没有写主题）", "sub": extras, "kind": "long"},
        {"label": "学习", "text": f"{study.studied_on:%Y-%m-%d}", "sub": studied},
        {"label": "登记", "text": study.recorded_label, "sub": study.get_channel_display(), "kind": "long"},
        {"label": "审阅", "badge": state_badge(study)},
        {"label": "管理组织", "text": str(study.member.organisation), "kind": "long"},
    ]
    return {
        "id": study.pk,
        "name": study.member.name,
        "url": reverse("study", args=[study.pk]),
        "cells": [cell for cell in cells if cell["label"] in shown],
    }


def _empty(state: str, *, narrowed: bool) -> dict[str, Any]:
    """What to do first when there is nothing to show."""
    here = reverse("studies")
    if narrowed:
        actions = [{"label": "清除条件", "url": f"{here}?state={state}", "kind": "secondary"}]
        return {"title": "没有符合条件的学习汇报", "text": "可以去掉几个条件，或者换一栏看看。", "actions": actions}
    if state == StudyState.PENDING:
        text = "交来的都看过了。要登记一份，先打开党员页面，再点“记学习汇报”。"
        actions = [
            {"label": "找党员登记", "url": reverse("member-list"), "kind": "primary", "icon": "search"},
            {"label": "看全部汇报", "url": f"{here}?state={ALL}", "kind": "secondary"},
        ]
        return {"title": "没有待阅的学习汇报", "text": text, "actions": actions}
    return {"title": "这一栏还是空的", "text": "登记过、审阅过的学习汇报会分别列在各栏里。", "actions": []}


def _frame(found: Any, state: str, text: str, form: StudyFilter) -> dict[str, Any]:
    query = form.query()
    waiting = capped_count(in_state(found, StudyState.PENDING))
    return {
        "tabs": [
            {
                "label": label,
                "url": _link(key, text, query),
                "current": key == state,
                "count": waiting if key == StudyState.PENDING and waiting != "0" else "",
            }
            for key, label in TABS
        ],
        "form": form,
        "text": text,
        "query": query,
        "chips": [
            {"label": form.label_of(name), "url": _link(state, text, {k: v for k, v in query.items() if k != name})}
            for name in query
        ],
        "hidden": [{"name": "state", "value": state}],
        "beside": _beside({"state": state, "q": text, **query}),
        "reset_url": _link(state, "", {}),
    }


def _beside(query: dict[str, str]) -> list[dict[str, str]]:
    """Pages of the apps above that say more of study; those that don't exist are left out."""
    found = ((Action.TASK_ASSIGN, "逾期名单", "study-late"), (Action.STUDY_REVIEW, "学习台账", "study-sheet"))
    pages = [(label, address(name)) for action, label, name in found if allowed(action)]
    pages.append(("导出", export_of("studies", query)))
    return [{"label": label, "url": url, "kind": "secondary"} for label, url in pages if url]


@needs(Action.STUDY_REVIEW)
@require_POST
def read_chosen(request: HttpRequest) -> HttpResponse:
    """Mark the chosen reports as read. Where one could not be, the page says row by row what became of each."""
    keys = [key for key in map(key_in, request.POST.getlist("chosen")[:MOST_CHOSEN]) if key]
    if not keys:
        messages.warning(request, "还没有选。请先勾选要标为已阅的汇报，再点“标为已阅”。")
        return _back(request)
    outcomes = verbs.read_many(by=actor(request), keys=keys)
    failed = [outcome for outcome in outcomes if outcome.problem]
    if not failed:
        messages.success(request, f"已把 {len(outcomes)} 份学习汇报标为已阅。")
        return _back(request)
    return _list(request, [_told(outcome) for outcome in outcomes])


def _back(request: HttpRequest) -> HttpResponse:
    return redirect(f"{reverse('studies')}?{request.GET.urlencode()}")


def _told(outcome: verbs.Outcome) -> dict[str, Any]:
    study = outcome.study
    who = f"{study.member.name}《{study}》" if study else "一份汇报"
    return {"who": who, "fine": not outcome.problem, "text": outcome.problem or "已标为已阅。"}
