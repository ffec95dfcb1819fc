"""What narrows the list of 金点子: the view, and the boxes beside it."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.db.models import Q
from django.db.models.functions import Coalesce

from outreach.choices import SuggestionCategory, SuggestionState, SupervisionLevel
from outreach.domain.suggestions import clocks
from outreach.models import Suggestion, Supervision
from outreach.models.suggestion import SuggestionQuerySet
from registry.entry.fields import DayField
from registry.entry.list_filter import Listed, ListFilter
from registry.entry.organisations import Node, options, own_nodes
from registry.entry.paging import NEWEST, Order
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import User

TODO, EVERY, LATE, LISTED, HELP, SPAM = "todo", "all", "late", "listed", "help", "spam"
CHASED, TIME, NEWS = "chased", "time", "news"
VIEWS = (
    (TODO, "我的待办"), (NEWS, "有新动静"), (EVERY, "全部"), (LATE, "逾期"), (CHASED, "督办"), (TIME, "延期待批复"),
    (LISTED, "清单"), (HELP, "帮扶"), (SPAM, "垃圾信息"),
)  # fmt: skip
BY_DUE: Order = ("due_order", "-id")
NEVER = date(9999, 12, 31)
# The deadline of the stage that it is in.
DUES = (("late", "已经过了"), ("week", "7 天内到期"), ("later", "7 天以后"), ("none", "没有时限"))
SOON = timedelta(days=7)


def within(rows: SuggestionQuerySet, due: str, today: date) -> SuggestionQuerySet:
    """Those whose present stage is due then."""
    asked: dict[str, dict[str, Any]] = {
        "late": {"stage_due_on__lt": today}, "week": {"stage_due_on__range": (today, today + SOON)},
        "later": {"stage_due_on__gt": today + SOON}, "none": {"stage_due_on": None},
    }  # fmt: skip
    return rows.filter(**asked[due])


class SuggestionFilter(ListFilter):
    """The GET form. A value that is not among the options counts as not given."""

    state = forms.ChoiceField(label="状态", required=False, choices=[("", "不限"), *SuggestionState.choices])
    category = forms.ChoiceField(label="类别", required=False, choices=[("", "不限"), *SuggestionCategory.choices])
    org = forms.ChoiceField(label="村（社区）", required=False)
    unit = forms.CharField(label="主办单位", required=False, max_length=60)
    handler = forms.CharField(label="责任人", required=False, max_length=50)
    since = DayField(label="收集日期从", required=False)
    until = DayField(label="到", required=False)
    due = forms.ChoiceField(label="时限", required=False, choices=[("", "不限"), *DUES])
    chase = forms.ChoiceField(label="催办", required=False, choices=[("", "不限"), *SupervisionLevel.choices])
    order = forms.ChoiceField(label="排列", required=False, choices=[("", "照默认"), ("due", "先到期的在前")])

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
        if due := self.given.get("due"):
            rows = within(rows, due, clock.today())
        if level := self.given.get("chase"):
            open_now = Supervision.objects.all().open().filter(level=level)
            rows = rows.filter(pk__in=open_now.values("suggestion"))
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
        NEWS: lambda: every.genuine().touched_since_seen(by),
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


def view_of(asked: Any) -> str:
    """The view that is asked for; what waits for me at first."""
    view: str = asked.get("view", "")
    return view if view in dict(VIEWS) else TODO


def listed(asked: Any, by: User) -> Listed:
    """The list as its address says, for this person."""
    view, form = view_of(asked), SuggestionFilter(asked, own_nodes())
    rows, order = form.narrow(rows_of(view, by)), NEWEST
    if view in (TODO, LATE) or "order" in form.given:
        rows, order = rows.annotate(due_order=Coalesce("stage_due_on", NEVER)), BY_DUE
    query = {"view": view, "q": form.text, **form.query()}
    return Listed(rows, form, order, [dict(VIEWS)[view], *filter(None, [form.said()])], query)
