"""What 金点子 add up to in a stretch of days, as it stood at the end of its last day.

Read from steps and dated columns, so that a past stretch gives the same numbers whenever it is asked for. Needs that
became cases of help, and what waits in the spam queue, are no ideas and in no figure.

- 收集 `collected`: collected in the stretch (收集日期).
- 纳入清单 `listed`: put on the list in it.
- 答复 `answered`: whose answer in force was given in it, and stood at its end (not reopened since).
- 逾期未办 `overdue`: in hand at its end, past their 办理时限 (where more time was granted later, by the later day).
- 按期办结率 = `on_time` (answered on their 办理时限 or before) ÷ `due_answer` (`answered` + `overdue`): what is open
  and past its day counts against it.
- 答复率 = `replied` (answered, or turned down with a reason, by the end) ÷ `due_reply` (of those collected in the
  stretch all but what was merged, which is counted with what it was merged into).
- 办结 `closed`: closed in it, after an answer; what was turned down or merged is not.
- 满意率 = `satisfied` (满意, 基本满意) ÷ `rated`: by the last rating, given in it.
- 重新办理 `reopened`: reopened in it.
- 答复天数 `days`: the median of the calendar days from the day of collecting to the answer, over `answered`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Aggregate, Count, Exists, F, FloatField, Func, IntegerField, OuterRef, Q, Subquery, Value
from django.db.models.functions import Left, TruncDate

from outreach.choices import Satisfaction, SuggestionMove, SuggestionState
from outreach.models import Suggestion, SuggestionStep
from outreach.models.suggestion import ANSWERED, IN_HAND, SuggestionQuerySet
from registry.lib import clock
from registry.lib import scope as scopes

S = SuggestionState
NODE, CATEGORY, OWNER = "node", "category", "owner"
GROUPS = (NODE, CATEGORY, OWNER)


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days, both ends included."""

    since: date
    until: date

    def within(self, name: str) -> Q:
        """A moment's column lies in it."""
        begins, ends = clock.midnight(self.since), self.end
        return Q(**{f"{name}__gte": begins, f"{name}__lt": ends})

    @property
    def end(self) -> Any:
        """The moment at which it is over."""
        return clock.midnight(self.until + timedelta(days=1))

    @property
    def passed(self) -> date:
        """Deadlines before this day are missed at the end of the stretch; today's is not over yet."""
        return min(self.until + timedelta(days=1), clock.today())


class Median(Aggregate):
    """The middle value; of an even number the mean of both."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


def _answered(stretch: Stretch) -> Q:
    return Q(state_then__in=ANSWERED) & stretch.within("answer_then")


def _overdue(stretch: Stretch) -> Q:
    return Q(state_then__in=IN_HAND, due_on__lt=stretch.passed)


def _collected(stretch: Stretch) -> Q:
    return Q(collected_on__gte=stretch.since, collected_on__lte=stretch.until)


def _due_reply(stretch: Stretch) -> Q:
    return _collected(stretch) & ~Q(state_then=S.MERGED)


def _rated(stretch: Stretch) -> Q:
    return ~Q(rating="") & stretch.within("rated_at")


# What is counted: every number is the rows that fulfil its condition.
COUNTED: dict[str, Callable[[Stretch], Q]] = {
    "collected": _collected,
    "listed": lambda stretch: Q(on_list=True) & stretch.within("listed_at"),
    "answered": _answered,
    "overdue": _overdue,
    "on_time": lambda stretch: _answered(stretch) & Q(answer_day__lte=F("due_on")),
    "due_answer": lambda stretch: _answered(stretch) | _overdue(stretch),
    "replied": lambda stretch: _due_reply(stretch) & Q(state_then__in=(*ANSWERED, S.REJECTED)),
    "due_reply": _due_reply,
    "closed": lambda stretch: Q(state_then=S.CLOSED) & stretch.within("closed_at"),
    "satisfied": lambda stretch: _rated(stretch) & Q(rating__in=(Satisfaction.CONTENT, Satisfaction.FAIRLY)),
    "rated": _rated,
    "reopened": lambda stretch: Q(reopened_then=True),
}
# Shares: (what of, out of what).
SHARES = {"on_time": "due_answer", "replied": "due_reply", "satisfied": "rated"}


def _asked(stretch: Stretch) -> Any:
    """The ideas of the scope with how they stood at the end."""
    steps = SuggestionStep.objects.filter(suggestion=OuterRef("pk"), at__lt=stretch.end).order_by("-seq")
    answers = steps.filter(move=SuggestionMove.ANSWER)
    again = steps.filter(move=SuggestionMove.REOPEN, at__gte=clock.midnight(stretch.since))
    ideas = Suggestion.objects.all().ideas().genuine().filter(submitted_at__lt=stretch.end)
    return ideas.annotate(
        state_then=Subquery(steps.values("after")[:1]),
        answer_then=Subquery(answers.values("at")[:1]),
        answer_day=TruncDate(Subquery(answers.values("at")[:1]), tzinfo=clock.SHANGHAI),
        reopened_then=Exists(again),
    ).order_by()


def _grouped(rows: Any, by: str) -> Any:
    own = len(scopes.current().path)
    keys: dict[str, Any] = {
        NODE: Left("node_at_event", own + scopes.SEGMENT), CATEGORY: F("category"), OWNER: F("lead_label"),
        "": Value(""),
    }  # fmt: skip
    return rows.annotate(group=keys[by])


def _took() -> Func:
    """Days from the one it was collected on to the last answer."""
    took = Func(F("answer_day"), F("collected_on"), template="(%(expressions)s)", arg_joiner=" - ")
    took.output_field = IntegerField()
    return took


def numbers(stretch: Stretch, by: str = "") -> dict[str, dict[str, Any]]:
    """The figures of each group (the node right below one's own, category or 主办单位; "": all in one), by key.

    One query. `days` is None where nothing was answered."""
    rows = _grouped(_asked(stretch), by).values("group")
    counts: dict[str, Any] = {f"n_{name}": Count("pk", filter=of(stretch)) for name, of in COUNTED.items()}
    found = rows.annotate(**counts, days=Median(_took(), filter=_answered(stretch)))
    return {row["group"]: {name.removeprefix("n_"): value for name, value in row.items()} for row in found}


def behind(stretch: Stretch, what: str, by: str = "", key: str = "") -> SuggestionQuerySet:
    """The rows that a number counts: one of COUNTED, of one group."""
    rows: SuggestionQuerySet = _grouped(_asked(stretch), by).filter(COUNTED[what](stretch), group=key)
    return rows


def answered_in(stretch: Stretch, by: str = "", key: str = "") -> SuggestionQuerySet:
    """The rows whose median is `days`, each with the `days` that its answer took."""
    return behind(stretch, "answered", by, key).annotate(days=_took())
