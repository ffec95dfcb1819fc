"""Tasks: what is to be done for one member by one rule on one date."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q

from outreach import choices
from outreach.models.rule import Rule
from registry.lib import scope as scopes
from registry.models import LiaisonAssignment, Member, StudyReport, User
from registry.models.scoped import PathField, ScopedManager, ScopedModel, ScopedQuerySet


class TaskQuerySet(ScopedQuerySet["Task"]):
    """Questions about tasks."""

    def open(self) -> Self:
        """Not done, skipped or gone; on hold included."""
        return self.filter(state=choices.TaskState.OPEN)

    def resting(self, today: date) -> Self:
        """Open ones that rest until a day to come."""
        return self.open().filter(held_until__gt=today)

    def at_work(self, today: date) -> Self:
        """Open ones that do not rest: what somebody should do."""
        return self.open().filter(Q(held_until__isnull=True) | Q(held_until__lte=today))

    def overdue(self, today: date) -> Self:
        """At work and past their grace. Derived, never stored."""
        return self.at_work(today).filter(late_on__lt=today)

    def studies(self, first: date, last: date) -> Self:
        """Study reports that were owed for periods ending on these days, both included: done or not, none that a person
        skipped or that is not owed any more."""
        owed = (choices.TaskState.OPEN, choices.TaskState.DONE, choices.TaskState.LAPSED)
        return self.filter(kind=choices.TaskKind.STUDY, due_on__gte=first, due_on__lte=last, state__in=owed)

    def unreported(self) -> Self:
        """Study reports that are still missing: of a record in custody, and no report is about the period. One handed
        in a moment ago counts, though nobody has settled the task yet, and so does one that came after it lapsed."""
        there = (
            StudyReport.objects.all()
            .valid()
            .filter(
                member=OuterRef("member"), studied_on__gte=OuterRef("counts_from"), studied_on__lte=OuterRef("due_on")
            )
        )
        missing = (choices.TaskState.OPEN, choices.TaskState.LAPSED)
        return self.filter(~Exists(there), state__in=missing, member__is_open=True)

    def past_grace(self, today: date) -> Self:
        """At work and past their grace, or so long past it that nobody asks any more."""
        at_work = Q(held_until__isnull=True) | Q(held_until__lte=today)
        late = Q(state=choices.TaskState.OPEN, late_on__lt=today) & at_work
        return self.filter(late | Q(state=choices.TaskState.LAPSED))

    def of_liaison(self, user: User) -> Self:
        """What falls to this user: delegated to her, or a liaison's task of a member of whom she is the primary."""
        hers = LiaisonAssignment.objects.filter(liaison=user, backup=False, ended_on__isnull=True)
        mine = Q(doer=choices.Doer.LIAISON, delegate__isnull=True, member__in=hers.values("member_id"))
        return self.filter(mine | Q(delegate=user))

    def of_node(self) -> Self:
        """What falls to the office of the scope's node itself: its own tasks, and those that have no liaison."""
        return self.filter(owner_path=scopes.current().path)


TaskManager = ScopedManager.from_queryset(TaskQuerySet)


class Task(ScopedModel):
    """What one rule asks for one member by one date; (member, rule, due date) exists once, whatever happens to it.

    Written by the planner (`outreach.domain.planning`), closed by recording the work itself
    (`outreach.domain.settling`) or by a person's decision (`outreach.domain.tasks`). `counts_from` is the first day of
    which a piece of work settles it; `late_on` the last day of grace.
    """

    scope_member = "member_id"

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="tasks", verbose_name="流动党员", db_constraint=False, db_index=False
    )
    # No role of the program may remove a rule: a key could refuse nothing but a made-up id, and costs a look a row.
    rule = models.ForeignKey(
        Rule, models.PROTECT, related_name="tasks", verbose_name="规则", db_constraint=False, db_index=False
    )
    rule_version = models.PositiveIntegerField("规则版本", editable=False)
    kind = models.CharField("事项", max_length=20, choices=choices.TaskKind.choices)
    doer = models.CharField("由谁办", max_length=10, choices=choices.Doer.choices)
    due_on = models.DateField("应办日期")
    late_on = models.DateField("宽限到", editable=False)
    # The date of the fact it was reckoned from, and the first day whose work settles it.
    basis_on = models.DateField("起算日期", null=True, editable=False)
    counts_from = models.DateField("从哪天起的工作算数", editable=False)
    state = models.CharField("状态", max_length=10, choices=choices.TaskState.choices, default=choices.TaskState.OPEN)
    planned_at = models.DateTimeField("排定时间", editable=False)
    node_at_event = PathField("发生时所在组织")
    delegate = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="转交给", db_index=False
    )
    held_until = models.DateField("暂缓到", null=True, blank=True)
    reason = models.CharField("说明", max_length=200, blank=True)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False, db_index=False)
    decided_label = models.CharField("决定人（当时）", max_length=120, blank=True, editable=False)
    closed_on = models.DateField("办结日期", null=True, editable=False)
    closed_at = models.DateTimeField("办结时间", null=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects: ClassVar[TaskManager] = TaskManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("due_on", "id")
        verbose_name = verbose_name_plural = "任务"
        constraints = (
            models.UniqueConstraint(fields=["member", "rule", "due_on"], name="task_once"),
            models.UniqueConstraint(fields=["id", "owner_path"], name="task_id_owner_path"),
        )
        indexes = (
            # A program's list, newest first.
            models.Index(fields=["owner_path", "-id"], name="task_list"),
            # The lists of the day, by node.
            models.Index(fields=["owner_path", "due_on"], name="task_due", condition=Q(state="open")),
            # What the planner looks through.
            models.Index(fields=["rule", "member"], name="task_rule", condition=Q(state="open")),
            # Figures by node and day.
            models.Index(fields=["node_at_event", "closed_on"], name="task_closed", condition=~Q(state="open")),
            # Nearly all are nobody's: of those that the planner makes, none is in these two.
            models.Index(fields=["delegate"], name="task_delegate", condition=Q(delegate__isnull=False)),
            models.Index(fields=["decided_by"], name="task_decider", condition=Q(decided_by__isnull=False)),
            # Who was skipped by this rule and when: from that day on it counts anew.
            models.Index(fields=["rule", "member"], name="task_skipped", condition=Q(state="skipped")),
        )

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.due_on}"
