"""What narrows the list of tasks: how they stand, which matter, where, whose."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Exists, OuterRef

from outreach.choices import TaskKind, TaskState
from outreach.models import Alert, Task
from outreach.models.task import TaskQuerySet
from registry.entry.list_filter import Listed, ListFilter, of_members, searched
from registry.entry.organisations import Node, options, own_nodes
from registry.entry.paging import Order
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import LiaisonAssignment

BY_DUE: Order = ("due_on", "id")
LATEST: Order = ("-closed_at", "-id")
LATE, RISEN, NOW, AHEAD, RESTING, CLOSED = "", "risen", "now", "ahead", "resting", "closed"
TABS = (
    (LATE, "逾期"),
    (RISEN, "上报到本级"),
    (NOW, "该办了"),
    (AHEAD, "未到期"),
    (RESTING, "暂缓"),
    (CLOSED, "已办结"),
)


class TaskFilter(ListFilter):
    """The GET form of the list."""

    kind = forms.ChoiceField(label="事项", required=False, choices=[("", "不限"), *TaskKind.choices])
    org = forms.ChoiceField(label="管理组织", required=False)
    without = forms.ChoiceField(label="联络员", required=False, choices=[("", "不限"), ("none", "还没有联络员的")])

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, nodes)
        self.offer("org", options(nodes) if len(nodes) > 1 else [])
        self.take()

    def narrow(self, tasks: TaskQuerySet) -> TaskQuerySet:
        """The tasks that are asked for."""
        if kind := self.given.get("kind"):
            tasks = tasks.filter(kind=kind)
        if org := self.given.get("org"):
            tasks = tasks.filter(self.subtree(org))
        if self.given.get("without"):
            primary = LiaisonAssignment.objects.filter(member=OuterRef("member"), backup=False, ended_on__isnull=True)
            tasks = tasks.filter(~Exists(primary))
        return tasks


def late() -> TaskQuerySet:
    """What is past its grace: what the first page counts."""
    found: TaskQuerySet = Task.objects.all().overdue(clock.today())
    return found


def risen() -> TaskQuerySet:
    """What has risen to the scope's own node."""
    alerts = Alert.objects.all().open().risen_to(scopes.current().path)
    found: TaskQuerySet = Task.objects.all().open().filter(pk__in=alerts.values("task_id"))
    return found


def _resting(today: date) -> TaskQuerySet:
    found: TaskQuerySet = Task.objects.all().resting(today)
    return found


STATES: dict[str, Callable[[date], TaskQuerySet]] = {
    LATE: lambda today: late(),
    RISEN: lambda today: risen(),
    NOW: lambda today: Task.objects.at_work(today).filter(due_on__lte=today, late_on__gte=today),
    AHEAD: lambda today: Task.objects.at_work(today).filter(due_on__gt=today),
    RESTING: _resting,
    CLOSED: lambda today: Task.objects.exclude(state=TaskState.OPEN),
}


def tab_of(asked: Any) -> str:
    """The tab that is asked for; what is late at first."""
    state: str = asked.get("state", "")
    return state if state in STATES else LATE


def listed(asked: Any) -> Listed:
    """The tasks as the address of the list says; the search box asks whose."""
    form, text, state = TaskFilter(asked, own_nodes()), searched(asked), tab_of(asked)
    rows = form.narrow(STATES[state](clock.today())).filter(of_members(text))
    order = LATEST if state == CLOSED else BY_DUE
    return Listed(
        rows, form, order, [dict(TABS)[state], *form.words(text)], {"state": state, "q": text, **form.query()}
    )
