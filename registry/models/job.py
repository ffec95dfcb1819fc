"""What the program does by itself: jobs with their attempts, signs of life of its processes, and alarms.

Rows of the office: they say nothing of members. All lie at the district, where its staff and its system administrator
see them.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from registry.choices.jobs import AlarmKind, JobName, JobReason, JobState, Process
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet

OPEN = (JobState.RUNNING, JobState.WAITING, JobState.SET_ASIDE)
# How far ahead `again_at` may lie. What lies further was written before the clock stepped back.
LEASE = timedelta(seconds=90)
PAUSES = (timedelta(minutes=1), timedelta(minutes=5))
REST = timedelta(days=1)
HORIZON = {JobState.RUNNING: LEASE, JobState.WAITING: max(PAUSES), JobState.SET_ASIDE: REST}


class JobQuerySet(ScopedQuerySet["Job"]):
    """Questions about jobs."""

    def open(self) -> Self:
        """Not done: at work, waiting for another try, or set aside."""
        return self.filter(state__in=OPEN)

    def troubled(self) -> Self:
        """Failed and not yet done since."""
        return self.filter(state__in=(JobState.WAITING, JobState.SET_ASIDE))

    def due(self, now: datetime) -> Self:
        """What may be attempted again now: pauses that are over, and work whose worker is gone."""
        return self.filter(state__in=OPEN).exclude(_held(now))


JobManager = ScopedManager.from_queryset(JobQuerySet)


def _held(now: datetime) -> Q:
    held = Q()
    for state, horizon in HORIZON.items():
        held |= Q(state=state, again_at__gt=now, again_at__lte=now + horizon)
    return held


class Job(ScopedModel):
    """One piece of background work of a district, from its first attempt to its end.

    The attempt is written before the work, in a transaction of its own, so that a job that kills its worker is
    counted too. Of each job (`name` and what it works on, `key`) one row is open at most.
    """

    scope_office = True

    name = models.CharField("作业", max_length=40)
    key = models.CharField("对象", max_length=64, blank=True)
    state = models.CharField("状态", max_length=10, choices=JobState.choices)
    attempts = models.PositiveSmallIntegerField("尝试次数", default=1)
    begun_at = models.DateTimeField("这次开始")
    ended_at = models.DateTimeField("结束", null=True)
    # While it runs the end of the lease, afterwards when it is tried again.
    again_at = models.DateTimeField("再试时间", null=True)
    reason = models.CharField("原因", max_length=20, blank=True)
    number = models.PositiveIntegerField("办了多少", default=0)

    objects: ClassVar[JobManager] = JobManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-begun_at", "-id")
        verbose_name = verbose_name_plural = "后台作业"
        constraints = (
            models.UniqueConstraint(
                fields=["owner_path", "name", "key"], condition=Q(state__in=OPEN), name="job_open_once"
            ),
        )
        indexes = (models.Index(fields=["owner_path", "-begun_at", "-id"], name="job_list"),)

    def __str__(self) -> str:
        return f"{self.label} {self.get_state_display()}"

    @property
    def label(self) -> str:
        """What it does, in the words of the page."""
        return JobName(self.name).label if self.name in JobName else self.name

    @property
    def why(self) -> str:
        """Why the last attempt failed, in words; empty when it didn't."""
        return JobReason(self.reason).label if self.reason in JobReason else self.reason


class Sign(ScopedModel):
    """The last sign of life of a process (`registry.choices.jobs.Process`), or the last backup (`BACKUP`)."""

    scope_office = True

    process = models.CharField("进程", max_length=20)
    at = models.DateTimeField("最近动静")
    # Bytes of a backup.
    size = models.PositiveBigIntegerField("大小", null=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("process",)
        verbose_name = verbose_name_plural = "进程动静"
        constraints = (models.UniqueConstraint(fields=["owner_path", "process"], name="sign_once"),)

    def __str__(self) -> str:
        return f"{self.process} {self.at}"


class AlarmQuerySet(ScopedQuerySet["Alarm"]):
    """Questions about alarms."""

    def open(self) -> Self:
        """Not yet over."""
        return self.filter(closed_at__isnull=True)


AlarmManager = ScopedManager.from_queryset(AlarmQuerySet)


class Alarm(ScopedModel):
    """Something of the machinery that somebody has to see to. It closes by itself when it is over."""

    scope_office = True

    kind = models.CharField("事项", max_length=10, choices=AlarmKind.choices)
    # The name of the job or of the process.
    subject = models.CharField("对象", max_length=120, blank=True)
    raised_at = models.DateTimeField("发现时间")
    closed_at = models.DateTimeField("消除时间", null=True)

    objects: ClassVar[AlarmManager] = AlarmManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-raised_at", "-id")
        verbose_name = verbose_name_plural = "系统告警"
        constraints = (
            models.UniqueConstraint(
                fields=["owner_path", "kind", "subject"], condition=Q(closed_at__isnull=True), name="alarm_open_once"
            ),
        )
        indexes = (models.Index(fields=["owner_path", "-raised_at", "-id"], name="alarm_list"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.label}".strip()

    @property
    def label(self) -> str:
        """Which job or process, in the words of the page."""
        for known in (JobName, Process):
            if self.subject in known:
                return str(known(self.subject).label)
        return self.subject
