"""学习汇报逾期名单: who has not handed in yet. Asked of the planner's tasks and the reports; nothing is stored here.

The same conditions narrow the page's list and say to whom a reminder goes (`MessageBatch.query`).
"""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from outreach.choices import TaskState
from outreach.domain.quarters import Quarter, recent
from outreach.models import Task
from outreach.models.task import TaskQuerySet
from registry.entry.list_filter import ListFilter
from registry.entry.organisations import Node, options, own_nodes
from registry.lib import clock
from registry.models import LiaisonAssignment, LiaisonProfile, User
from registry.models.unit import record

# Marks the conditions of a reminder among those of a member filter.
MARK = "late"
LATE, GRACE, AHEAD, RESTING, EVERY = "", "grace", "ahead", "resting", "every"
STANDINGS = (
    (LATE, "逾期"), (GRACE, "到期，还在宽限内"), (AHEAD, "还没到期"), (RESTING, "暂缓"), (EVERY, "没有交的都列出"),
)  # fmt: skip
NOBODY = "none"
MOST_LIAISONS = 500


class LateFilter(ListFilter):
    """What narrows the list. Where no quarter is said, it is the last one that has ended: its reports are due."""

    quarter = forms.ChoiceField(label="季度", required=False)
    standing = forms.ChoiceField(label="情况", required=False, choices=STANDINGS)
    org = forms.ChoiceField(label="管理组织", required=False)
    liaison = forms.ChoiceField(label="联络员", required=False)

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, nodes)
        self.offer("org", options(nodes) if len(nodes) > 1 else [])
        self.offer("liaison", [(NOBODY, "还没有联络员的"), *_liaisons()])
        box = self.fields["quarter"]
        assert isinstance(box, forms.ChoiceField)
        box.choices = [("", ended().label), *((quarter.key, quarter.label) for quarter in recent())]
        self.take()

    def tasks(self) -> TaskQuerySet:
        """The reports that are missing, as tasks."""
        given = self.given
        rows = Task.objects.all().studies(self.asked_quarter.first, self.asked_quarter.last).unreported()
        rows = cast(TaskQuerySet, _STANDING[given.get("standing", LATE)](rows, clock.today()))
        rows = rows.filter(self.subtree(given["org"])) if "org" in given else rows
        return rows.filter(_cared_for(given["liaison"])) if "liaison" in given else rows

    @property
    def asked_quarter(self) -> Quarter:
        """The quarter that is asked for."""
        return Quarter.read(self.given["quarter"]) if "quarter" in self.given else ended()


_STANDING: dict[str, Any] = {
    LATE: lambda rows, today: rows.past_grace(today),
    GRACE: lambda rows, today: rows.at_work(today).filter(due_on__lte=today, late_on__gte=today),
    AHEAD: lambda rows, today: rows.at_work(today).filter(due_on__gt=today),
    RESTING: lambda rows, today: rows.resting(today),
    EVERY: lambda rows, today: rows,
}


def ended() -> Quarter:
    """The last quarter that is over."""
    return Quarter.of(clock.today()).before


def _liaisons() -> list[tuple[str, str]]:
    posted = LiaisonProfile.objects.all().in_office(clock.today())
    rows = User.objects.filter(pk__in=posted.values("user_id")).order_by("name")
    return [(str(key), name) for key, name in rows.values_list("pk", "name")[:MOST_LIAISONS]]


def _cared_for(liaison: str) -> Q:
    """Members whose first liaison is this one, or who have none."""
    present = LiaisonAssignment.objects.filter(member=OuterRef("member"), backup=False, ended_on__isnull=True)
    return Q(~Exists(present)) if liaison == NOBODY else Q(Exists(present.filter(liaison=UUID(liaison))))


def late() -> TaskQuerySet:
    """Past their grace, of the quarter that has just ended: what the first page counts."""
    return LateFilter({}, []).tasks()


def lapsed() -> TaskQuerySet:
    """Of the same quarter what nobody is asked for any more and is missing still: a liaison has no task of it."""
    quarter = ended()
    return Task.objects.all().studies(quarter.first, quarter.last).unreported().filter(state=TaskState.LAPSED)


def asked(query: Mapping[str, str]) -> bool:
    """Whether these conditions are those of a reminder."""
    return MARK in query


def found(query: Mapping[str, str]) -> TaskQuerySet:
    """The missing reports that a reminder's conditions mean now."""
    said = QueryDict(mutable=True)
    said.update(query)
    return LateFilter(said, own_nodes()).tasks()


def only(members: Any, query: Mapping[str, str]) -> Any:
    """Of these members: those whom a reminder's conditions mean; all of them where there is no such condition."""
    return members.filter(pk__in=found(query).values("member_id")) if asked(query) else members


def query_of(form: LateFilter) -> dict[str, str]:
    """The list's conditions, to be kept with a reminder. The quarter is always said, so that it stays that quarter."""
    return {MARK: "1", **form.query(), "quarter": form.asked_quarter.key}


def printed(*, rows: int, quarter: str) -> None:
    """Note on the trail that the list left the screen."""
    record("study.late", object_type="task", rows=rows, quarter=quarter)
