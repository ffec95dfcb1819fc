"""The fields that narrow the member list, and what they ask of the database.

Every condition is an equality, a range or a prefix: the operators that reach an index under row-level security.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import Q

from registry.choices import ENDED, TRANSFERRED_OUT, Direction, NewEmployment, PoliticalStatus, Status
from registry.domain import rhythm
from registry.entry.fields import DayField
from registry.entry.list_filter import Listed, ListFilter, searched
from registry.entry.organisations import Node, branches, options, own_nodes
from registry.lib import clock, divisions
from registry.lib.scope import PATH_END
from registry.models import Member
from registry.models.search import condition

ALL, CLOSED, NO_BRANCH, ANY_TYPE = "all", "ended", "none", "any"
MISSING = (("id", "缺身份证号"), ("phone", "缺手机号"), ("either", "两样缺一样或都缺"))
MISSING_Q = {
    "id": Q(id_index__isnull=True),
    "phone": Q(phone_index__isnull=True),
    "either": Q(id_index__isnull=True) | Q(phone_index__isnull=True),
}
SILENT = tuple((str(days), f"{days} 天以上没有联系") for days in (rhythm.SILENT_DAYS, rhythm.OVERDUE_DAYS))
REGISTERED, ENDED_NOW, NO_STUDY, STUDIED = "registered", "closed", "none", "done"
TO_CONTACT, REACHED, UNREACHED = "due", "yes", "no"
REACHING = ((TO_CONTACT, "应联系的（不含线索和失联）"), (REACHED, "本月联系上了"), (UNREACHED, "本月还没有联系上"))
MONTH = ((REGISTERED, "本月登记的"), (ENDED_NOW, "本月结束的"))

STATUSES = [("", "在册"), *Status.choices, (CLOSED, "已结束（各种）"), (ALL, "在册和已结束")]
TRANSFERRED_IN = str(Status.TRANSFERRED_IN.label)
EITHER_WAY = f"{TRANSFERRED_IN}（流出：已转出）"


def _provinces() -> list[tuple[str, str]]:
    return [(place.code[:2], place.name) for place in divisions.current().values() if place.level == "province"]


def _select(label: str, choices: Any, empty: str = "不限") -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[("", empty), *choices])


class MemberFilter(ListFilter):
    """The GET form of the member list. All of it may be kept in a saved filter; the text of the search box, which may
    name a person, is no part of it.
    """

    direction = _select("方向", Direction.choices)
    status = _select("流动状态", STATUSES[1:], STATUSES[0][1])
    org = _select("管理组织", [])
    branch = _select("党支部", [])
    origin = _select("来源省份", [])
    employment = _select("新业态类别", [(ANY_TYPE, "所有新业态"), *NewEmployment.choices])
    political = _select("政治面貌", PoliticalStatus.choices)
    missing = _select("缺项", MISSING)
    silent = _select("联系", SILENT)
    reached = _select("本月联系", REACHING)
    study = _select("学习汇报", [(NO_STUDY, "本季度还没有"), (STUDIED, "本季度有了")])
    month = _select("本月变动", MONTH)
    since = DayField(label="流入（外出）从", required=False)
    until = DayField(label="到", required=False)

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, nodes)
        self._word_status()
        self.offer("org", options(nodes) if len(nodes) > 1 else [])
        self.offer("branch", [(NO_BRANCH, "未纳入支部"), *options(branches(nodes))])
        self.offer("origin", _provinces())
        self.take()

    def _word_status(self) -> None:
        """Where a relation went is said from here, by the direction that is asked for."""
        field, asked = self.fields["status"], self.data.get("direction", "")
        assert isinstance(field, forms.ChoiceField)
        words = {Direction.IN: TRANSFERRED_IN, Direction.OUT: TRANSFERRED_OUT}.get(asked, EITHER_WAY)
        field.choices = [(value, words if value == Status.TRANSFERRED_IN else text) for value, text in STATUSES]

    def conditions(self) -> list[Q]:
        """What the given fields ask for; records in custody where nothing is said of the status."""
        # What came and went this month is asked of open and ended records alike.
        status = self.given.get("status", ALL if "month" in self.given else "")
        found = [by_status(status)]
        return found + [_CONDITIONS[name](self, value) for name, value in self.given.items() if name in _CONDITIONS]


_STATUS = {"": Q(is_open=True), ALL: Q(), CLOSED: Q(status__in=sorted(ENDED))}


def by_status(value: str) -> Q:
    """Records of that status; those in custody for an empty text."""
    return _STATUS.get(value, Q(status=value))


def by_employment(value: str) -> Q:
    """Records of that 新业态类别, or of any."""
    return Q(new_employment_type__gt="") if value == ANY_TYPE else Q(new_employment_type=value)


def below(path: str) -> Q:
    """Everything in the subtree of that path."""
    return Q(owner_path__gte=path, owner_path__lt=path + PATH_END)


_CONDITIONS: dict[str, Any] = {
    "direction": lambda form, value: Q(direction=value),
    "org": lambda form, value: form.subtree(value),
    "branch": lambda form, value: Q(branch__isnull=True) if value == NO_BRANCH else Q(branch_id=value),
    "origin": lambda form, value: Q(origin_code__prefix=value),
    "employment": lambda form, value: by_employment(value),
    "political": lambda form, value: Q(political_status=value),
    "missing": lambda form, value: MISSING_Q[value],
    "since": lambda form, value: Q(flowed_on__gte=value),
    "until": lambda form, value: Q(flowed_on__lte=value),
}
_TURNOVER = {REGISTERED: rhythm.registered_since, ENDED_NOW: rhythm.ended_since}
_REACHING = {
    TO_CONTACT: lambda members, _: rhythm.to_contact(members),
    REACHED: rhythm.reached_since,
    UNREACHED: rhythm.unreached_since,
}
_STUDY = {NO_STUDY: rhythm.without_study_since, STUDIED: rhythm.with_study_since}
# Questions about periods.
_QUESTIONS: dict[str, Callable[[Any, str], Any]] = {
    "silent": lambda members, days: members.silent_since(rhythm.silent_before(clock.today(), int(days))),
    "reached": lambda members, which: _REACHING[which](members, rhythm.month_start(clock.today())),
    "study": lambda members, which: _STUDY[which](members, rhythm.quarter_start(clock.today())),
    "month": lambda members, which: _TURNOVER[which](members, rhythm.month_start(clock.today())),
}


def narrowed(members: Any, form: MemberFilter) -> Any:
    """The members that the form means; what the search box means is the pages' business."""
    for asked in form.conditions():
        members = members.filter(asked)
    for name in _QUESTIONS.keys() & form.given.keys():
        members = _QUESTIONS[name](members, form.given[name])
    return members


def link(text: str, query: dict[str, str], **more: str) -> str:
    """A URL of the list with these conditions."""
    pairs = {"q": text, **query, **more}
    return "?" + urlencode({name: value for name, value in pairs.items() if value})


def listed(asked: Any) -> Listed:
    """The member list as its address says; in custody where it says nothing."""
    form, text = MemberFilter(asked, own_nodes()), searched(asked)
    rows = narrowed(Member.objects.all(), form).filter(condition(text))
    return Listed(rows, form, words=form.words(text), query={"q": text, **form.query()})
