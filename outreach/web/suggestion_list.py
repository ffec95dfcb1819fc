"""金点子: what waits for me, what is late, what is on the list; who owns each, until when, and what happened last."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.choices import SupervisionLevel, WordKind
from outreach.domain.suggestions import looking
from outreach.entry.suggestion_filter import (
    CHASED,
    EVERY,
    HELP,
    LATE,
    LISTED,
    NEWS,
    SPAM,
    TIME,
    TODO,
    VIEWS,
    listed,
    rows_of,
    view_of,
)  # fmt: skip
from outreach.models import Suggestion, SuggestionStep, SuggestionWord, Supervision
from outreach.web import suggestion_words as words
from registry.entry.paging import capped_count, page_of
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import User
from registry.policies import Action, allowed
from registry.web import labels, pager
from registry.web.access import actor, needs
from registry.web.nav import export_of

COLUMNS = ("编号和标题", "状态", "主办单位和责任人", "时限", "最近进展")
# Of which a liaison sees none.
OF_LIAISONS = (TODO, EVERY)
EMPTY = {
    TODO: ("现在没有等着您办的", "分给您办的，和轮到本组织办下一步的，会列在这里。"),
    NEWS: ("看过的都没有新动静", "您看过以后别人又办了一步、写了话的，会列在这里；打开看过就不在了。"),
    EVERY: ("还没有金点子", "群众扫码、在网页上提的，和工作人员代为录入的，都会列在这里。"),
    LATE: ("没有逾期的", "过了本阶段时限还没有办的列在这里，最早到期的在前面。"),
    CHASED: ("没有督办到本组织的", "过了办理时限的先催办，再过几天督办到街道、到区；办完以后就不在这里了。"),
    TIME: ("没有等着批复的延期申请", "下面的组织申请延期的列在这里，打开那一条批复。"),
    LISTED: ("清单里还没有", "受理时勾选“纳入清单”的列在这里。"),
    HELP: ("没有在办的帮扶诉求", "意见里其实是个人困难的，打开那一条点“转为帮扶”，就只在这里跟进，不公开。"),
    SPAM: ("没有待核的垃圾信息", "系统觉得可疑的先放在这里，由人确认；确认不是的点“不是垃圾信息”。"),
}
# What a list says of the last word, in characters.
CUT = 40


@needs(Action.SUGGESTION_VIEW)
@require_GET
def suggestion_list(request: HttpRequest) -> HttpResponse:
    """One of the views, narrowed."""
    view, by = view_of(request.GET), actor(request)
    found = listed(request.GET, by)
    form = found.form
    rows, order = found.rows.defer("content", "grams", "proposer_phone"), found.order
    page = page_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""), order=order)
    url, query = reverse("suggestions"), {"view": view, "q": form.text, **form.query()}
    return render(request, "outreach/suggestions/list.html", {
        "tabs": tabs(view, by),
        "form": form,
        "query": query,
        "url": url,
        "columns": [{"label": label} for label in COLUMNS],
        "rows": shown(page.rows, by),
        "empty": EMPTY[view],
        "narrowed": bool(form.given or form.text),
        "may_assign": allowed(Action.SUGGESTION_WORK) and view not in (SPAM, HELP),
        "actions": _actions(query),
        "settings": _settings(),
        **pager.links(page, url, **query),
    })  # fmt: skip


def tabs(current: str, by: User) -> list[dict[str, Any]]:
    """The views with how many there are in each."""
    url = reverse("suggestions")
    known = [tab for tab in VIEWS if not scopes.current().liaison or tab[0] in OF_LIAISONS]
    known = [tab for tab in known if tab[0] != TIME or allowed(Action.SUGGESTION_SUPERVISE)]
    return [
        {"label": label, "url": pager.link(url, view=view), "current": view == current,
         "count": capped_count(rows_of(view, by))}
        for view, label in known
    ]  # fmt: skip


def _actions(query: dict[str, str]) -> list[dict[str, str]]:
    found = []
    if allowed(Action.SUGGESTION_WORK):
        ledger = export_of("suggestions", query)
        found = [
            {"label": "看板", "url": reverse("suggestion-board"), "icon": "columns", "kind": "secondary"},
            {"label": "导出台账", "url": ledger, "icon": "download", "kind": "secondary"},
        ]
    if allowed(Action.SUGGESTION_ENTER):
        found.append({"label": "代为录入", "url": reverse("suggestion-new"), "icon": "plus", "kind": "primary"})
    return found


def _settings() -> list[dict[str, str]]:
    """Pages that are opened once in a while."""
    known = (
        (Action.RULE_EDIT, "办理时限", "suggestion-terms"),
        (Action.SUGGESTION_WORK, "答复范文", "suggestion-templates"),
        (Action.SUGGESTION_WORK, "数字", "suggestion-figures"),
        (Action.SUGGESTION_ENTER, "张贴的海报", "suggestion-poster"),
    )
    return [{"label": label, "url": reverse(name)} for right, label, name in known if allowed(right)]


def shown(rows: list[Suggestion], by: User) -> list[dict[str, Any]]:
    """The rows as list and board show them; four queries however many there are."""
    keys, today = [row.pk for row in rows], clock.today()
    seen, last = looking.glances(by, keys), _last_steps(keys)
    progress, chased = _last_words(keys), _chased(keys)
    return [
        {
            "row": row,
            "name": words.name_of(row),
            "url": reverse("suggestion", args=[row.pk]),
            "badge": words.badge(row),
            "marks": [*chased.get(row.pk, []), *words.marks(row)],
            "ring": words.ring(row, today),
            "fresh": row.pk in seen and row.touched_at > seen[row.pk],
            "unseen": row.pk not in seen,
            "step": _said(last.get(row.pk)),
            "progress": progress.get(row.pk, ""),
        }
        for row in rows
    ]


def _said(step: SuggestionStep | None) -> str:
    return f"{step.get_move_display()} {labels.moment(step.at)[5:]}" if step else ""


def _last_steps(keys: Iterable[UUID]) -> dict[UUID, SuggestionStep]:
    rows = SuggestionStep.objects.filter(suggestion__in=list(keys)).order_by("suggestion_id", "-seq")
    return {step.suggestion_id: step for step in rows.distinct("suggestion_id")}


def _last_words(keys: Iterable[UUID]) -> dict[UUID, str]:
    rows = SuggestionWord.objects.filter(suggestion__in=list(keys), kind=WordKind.PROGRESS)
    newest = rows.order_by("suggestion_id", "-at", "-id").distinct("suggestion_id")
    return {word.suggestion_id: _cut(str(word.text)) for word in newest}


def _chased(keys: Iterable[UUID]) -> dict[UUID, list[dict[str, str]]]:
    """The highest open rung of each, as a mark."""
    rows = Supervision.objects.all().open().filter(suggestion__in=list(keys))
    order, found = SupervisionLevel.values, {}
    for key, level in sorted(rows.values_list("suggestion_id", "level"), key=lambda row: order.index(row[1])):
        tone = "info" if level == SupervisionLevel.REMIND else "danger"
        found[key] = [{"text": str(SupervisionLevel(level).label), "tone": tone}]
    return found


def _cut(text: str) -> str:
    first = text.strip().splitlines()[0] if text.strip() else ""
    return first if len(first) <= CUT else first[: CUT - 1] + "…"
