"""What the lists of outreach may be narrowed by."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters

from outreach import choices
from registry.api.filtering import YES_NO, StoryFilters
from registry.lib import clock
from registry.lib import scope as scopes


class TaskFilters(StoryFilters):
    """By matter, state and day."""

    kind = filters.ChoiceFilter(label="事项", choices=choices.TaskKind.choices)
    state = filters.ChoiceFilter(label="状态", choices=choices.TaskState.choices)
    overdue = filters.ChoiceFilter(label="只看逾期的", choices=YES_NO[:1], method="by_overdue")
    missing = filters.ChoiceFilter(
        label="只看还没有交的学习汇报（连同过期不再催的）", choices=YES_NO[:1], method="by_missing"
    )
    since = filters.DateFilter(label="应办日期从", field_name="due_on", lookup_expr="gte")
    until = filters.DateFilter(label="应办日期到", field_name="due_on", lookup_expr="lte")

    def by_overdue(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        """Past their grace and not resting."""
        found: QuerySet[Any] = rows.overdue(clock.today())
        return found

    def by_missing(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        """Study reports of which none is there: the late list."""
        found: QuerySet[Any] = rows.filter(kind=choices.TaskKind.STUDY).unreported()
        return found


class AlertFilters(StoryFilters):
    """By level, and whether they wait."""

    level = filters.ChoiceFilter(label="上报到哪一级", choices=choices.AlertLevel.choices)
    open = filters.ChoiceFilter(label="还没有消除的，或已经消除的", choices=YES_NO, method="by_open")
    mine = filters.ChoiceFilter(label="只看上报到本级的", choices=YES_NO[:1], method="by_node")

    def by_open(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Not yet answered by the work itself, or answered."""
        return rows.filter(closed_at__isnull=value == "true")

    def by_node(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        """Risen to the asker's own node."""
        found: QuerySet[Any] = rows.risen_to(scopes.current().path)
        return found


class MessageFilters(StoryFilters):
    """By way, state and batch."""

    channel = filters.ChoiceFilter(label="途径", choices=choices.ChannelKind.choices)
    state = filters.ChoiceFilter(label="状态", choices=choices.MessageState.choices)
    batch = filters.UUIDFilter(label="批次的编号", field_name="batch_id")
