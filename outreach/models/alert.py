"""Alerts: a task that nobody did rises, one level after the other."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from outreach import choices
from outreach.models.task import Task
from registry.models import Member
from registry.models.scoped import PathField, ScopedManager, ScopedModel, ScopedQuerySet


class AlertQuerySet(ScopedQuerySet["Alert"]):
    """Questions about alerts."""

    def open(self) -> Self:
        """Not yet answered by the work itself."""
        return self.filter(closed_at__isnull=True)

    def risen_to(self, path: str) -> Self:
        """Those that have risen to exactly this node."""
        return self.filter(node_path=path)


AlertManager = ScopedManager.from_queryset(AlertQuerySet)


class Alert(ScopedModel):
    """A task risen to a level. Of each task one alert is open at most: rising closes the one below.

    `node_path` is the node that it has risen to; `owner_path` stays with the member. It closes by itself when the task
    does.
    """

    scope_member = "member_id"

    task = models.ForeignKey(Task, models.CASCADE, related_name="alerts", db_constraint=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    level = models.CharField("上报到", max_length=10, choices=choices.AlertLevel.choices)
    node_path = PathField("上报到的组织")
    raised_on = models.DateField("上报日期")
    raised_at = models.DateTimeField("上报时间")
    closed_at = models.DateTimeField("消除时间", null=True, editable=False)
    # Which number of the ladder's rungs this is; a task rises one rung at a time, each once.
    rung = models.PositiveSmallIntegerField("级次")

    objects: ClassVar[AlertManager] = AlertManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-raised_at", "-id")
        verbose_name = verbose_name_plural = "逾期上报"
        constraints = (
            models.UniqueConstraint(fields=["task", "rung"], name="alert_rung_once"),
            models.UniqueConstraint(fields=["task"], condition=Q(closed_at__isnull=True), name="alert_open_once"),
        )
        indexes = (
            # A program's list, newest first.
            models.Index(fields=["owner_path", "-id"], name="alert_list"),
            models.Index(fields=["node_path", "-raised_at"], name="alert_node", condition=Q(closed_at__isnull=True)),
            models.Index(fields=["owner_path", "-raised_at"], name="alert_owner", condition=Q(closed_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.raised_on}"
