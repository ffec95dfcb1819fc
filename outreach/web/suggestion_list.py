"""金点子: what waits for me, what is late, what is on the list; who owns each, until when, and what happened last."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.choices import SuggestionCategory, SuggestionState, WordKind
from outreach.domain.suggestions import clocks, looking
from outreach.models import Suggestion, SuggestionStep, SuggestionWord, Supervision
from outreach.models.suggestion import SuggestionQuerySet
from outreach.web import suggestion_words as words
from registry.entry.fields import DayField
from registry.entry.list_filter import ListFilter
from registry.entry.organisations import Node, options, own_nodes
from registry.entry.paging import NEWEST, Order, capped_count, page_of
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import User
from registry.policies import Action, allowed
from registry.web import labels, pager
from registry.web.access import actor, needs

COLUMNS = ("编号和标题", "状态", "主办单位和责任人", "时限", "最近进展")
TODO, EVERY, LATE, LISTED, HELP, SPAM = "todo", "all", "late", "listed", "help", "spam"
CHASED, TIME = "chased", "time"
VIEWS = (
    (TODO, "我的待办"), (EVERY, "全部"), (LATE, "逾期"), (CHASED, "督办"), (TIME, "延期待批复"), (LISTED, "清单"),
    (HELP, "帮扶"), (SPAM, "垃圾信息"),
)  # fmt: skip
# Of which a liaison sees none.
OF_LIAISONS = (TODO, EVERY)
EMPTY = {
    TODO: ("现在没有等着您办的", "分给您办的，和轮到本组织办下一步的，会列在这里。"),
    EVERY: ("还没有金点子", "群众扫码、在网页上提的，和工作人员代为录入的，都会列在这里。"),
    LATE: ("没有逾期的", "过了本阶段时限还没有办的列在这里，最早到期的在前面。"),
    CHASED: ("没有督办到本组织的", "过了办理时限的先催办，再过几天督办到街道、到区；办完以后就不在这里了。"),
    TIME: ("没有等着批复的延期申请", "下面的组织申请延期的列在这里，打开那一条批复。"),
    LISTED: ("清单里还没有", "受理时勾选“纳入清单”的列在这里。"),
    HELP: ("没有在办的帮扶诉求", "意见里其实是个人困难的，打开那一条点“转为帮扶”，就只在这里跟进，不公开。"),
    SPAM: ("没有待核的垃圾信息", "系统觉得可疑的先放在这里，由人确认；确认不是的点“不是垃圾信息”。"),
}
BY_DUE: Order = ("due_order", "-id")
NEVER = date(9999, 12, 31)
# What a list says of the last word, in characters.
CUT = 40


class SuggestionFilter(ListFilter):
    """The GET form. A value that is not among the options counts as not given."""

    state = forms.ChoiceField(label="状态", required=False, choices=[("", "不限"), *SuggestionState.choices])
    category = forms.ChoiceField(label="类别", required=False, choices=[("", "不限"), *SuggestionCategory.choices])
    org = forms.ChoiceField(label="村（社区）", required=False)
    unit = forms.CharField(label="主办单位", required=False, max_length=60)
    handler = forms.CharField(label="责任人", required=False, max_length=50)
    since = DayField(label="收集日期从", required=False)
    until = DayField(label="到", required=False)

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, nodes)
        self.text = str(data.get("q", "")).strip().replace("\0", "")[:60]
        self.offer("org", options(nodes) if len(nodes) > 1 else [])
        self.take()

    def narrow(self, rows: SuggestionQuerySet) -> SuggestionQuerySet:
        """The rows that are asked for."""
        same = {"state": "state", "category": "category", "unit": "lead_label__icontains",
                "handler": "handler_name__icontains", "since": "collected_on__gte",
                "until": "collected_on__lte"}  # fmt: skip
        rows = rows.filter(**{same[name]: value for name, value in self.given.items() if name in same})
        if org := self.given.get("org"):
            path = self.paths[org]
            rows = rows.filter(node_at_event__gte=path, node_at_event__lt=path + scopes.PATH_END)
        if self.text:
            rows = rows.filter(Q(label__icontains=self.text) | Q(title__icontains=self.text))
        return rows

    def said(self) -> str:
        """What was given, in words."""
        typed = [f"编号或标题含“{self.text}”"] if self.text else []
        return "，".join([*typed, *(self.label_of(name) for name in self.given)])


def rows_of(view: str, by: User) -> SuggestionQuerySet:
    """The rows of a view, before they are narrowed."""
    every: SuggestionQuerySet = Suggestion.objects.all()
    views: dict[str, Callable[[], SuggestionQuerySet]] = {
        TODO: lambda: to_do(by), LATE: late, HELP: every.helped, SPAM: suspect,
        LISTED: lambda: every.genuine().filter(on_list=True), CHASED: chased, TIME: time_asked,
    }  # fmt: skip
    return views.get(view, every.genuine)()


def to_do(by: User) -> SuggestionQuerySet:
    """What waits for this person at her node; for a liaison: whose answer she is to tell her members."""
    scope, every = scopes.current(), Suggestion.objects.all()
    if scope.liaison:
        return every.genuine().filter(state=SuggestionState.ANSWERED)
    return every.to_do(by, scope.path, clock.now() - timedelta(days=clocks.CLOSE_DAYS))


def waiting() -> SuggestionQuerySet:
    """What the first page counts: mine, whoever I am."""
    key = scopes.current().user_id
    return to_do(User.objects.get(pk=key)) if key else Suggestion.objects.none()


def late() -> SuggestionQuerySet:
    """The same for what is late."""
    return Suggestion.objects.all().overdue(clock.today())


def chased() -> SuggestionQuerySet:
    """What is chased (催办, 督办) and falls to exactly this node."""
    rows = Supervision.objects.all().open().pressing().risen_to(scopes.current().path)
    found: SuggestionQuerySet = Suggestion.objects.all().genuine().filter(pk__in=rows.values("suggestion"))
    return found


def time_asked() -> SuggestionQuerySet:
    """More time is asked of this node."""
    return Suggestion.objects.all().genuine().time_asked(scopes.current().path)


def suspect() -> SuggestionQuerySet:
    """What the program took for spam and nobody has looked at."""
    return Suggestion.objects.all().suspect()


def view_of(request: HttpRequest) -> str:
    """The view that is asked for; what waits for me at first."""
    view = request.GET.get("view", "")
    return view if view in dict(VIEWS) else TODO


@needs(Action.SUGGESTION_VIEW)
@require_GET
def suggestion_list(request: HttpRequest) -> HttpResponse:
    """One of the views, narrowed."""
    view, by = view_of(request), actor(request)
    form = SuggestionFilter(request.GET, own_nodes())
    rows, order = form.narrow(rows_of(view, by)), NEWEST
    if view in (TODO, LATE):
        rows, order = rows.annotate(due_order=Coalesce("stage_due_on", NEVER)), BY_DUE
    rows = rows.defer("content", "grams", "proposer_phone")
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
        ledger = pager.link(reverse("suggestion-ledger"), **query)
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
    """The rows as list and board show them; three queries however many there are."""
    keys, today = [row.pk for row in rows], clock.today()
    seen, last = looking.glances(by, keys), _last_steps(keys)
    progress = _last_words(keys)
    return [
        {
            "row": row,
            "name": words.name_of(row),
            "url": reverse("suggestion", args=[row.pk]),
            "badge": words.badge(row),
            "marks": words.marks(row),
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


def _cut(text: str) -> str:
    first = text.strip().splitlines()[0] if text.strip() else ""
    return first if len(first) <= CUT else first[: CUT - 1] + "…"
