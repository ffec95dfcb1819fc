"""The monthly report: a community's draft, what it handed up, and the month as the district closed it."""

from datetime import date
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from registry.lib import scope as scopes
from registry.models import Organisation
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet
from reports import choices

S = choices.ReportState
# Its community may still change it.
OPEN = (S.DRAFT, S.RETURNED)
NARRATIVE = 500


class ReportQuerySet(ScopedQuerySet["MonthlyReport"]):
    """Questions about reports."""

    def of_month(self, year: int, month: int) -> Self:
        """Those of one month."""
        return self.filter(year=year, month=month)

    def at(self, node: str, *, own: bool = False) -> Self:
        """Those of a node and what lies below it, or of the node alone."""
        if own:
            return self.filter(owner_path=node)
        return self.filter(owner_path__gte=node, owner_path__lt=node + scopes.PATH_END)

    def missing(self) -> Self:
        """Not handed up yet, or sent back."""
        return self.filter(state__in=OPEN)

    def waiting(self) -> Self:
        """Handed up, for the street to look at."""
        return self.filter(state=S.SUBMITTED)

    def over(self, today: date) -> Self:
        """Of months that are over: what is not handed up by then is late, having had the month's last day for it."""
        return self.filter(Q(year__lt=today.year) | Q(year=today.year, month__lt=today.month))

    def reminded(self) -> Self:
        """Missing although somebody above asked for them since they were last handed up."""
        asked = ReportStep.objects.filter(report=models.OuterRef("pk"), move=choices.ReportMove.REMIND)
        since = asked.filter(Q(at__gt=models.OuterRef("submitted_at")) | Q(report__submitted_at__isnull=True))
        return self.missing().filter(models.Exists(since))

    def ready(self, today: date) -> Self:
        """Months that may be closed, everything being accepted: one report stands for each."""
        same = self.model.objects.filter(year=models.OuterRef("year"), month=models.OuterRef("month"))
        rows = self.over(today).filter(state=S.ACCEPTED)
        rows = rows.filter(~models.Exists(same.exclude(state=S.ACCEPTED)))
        return rows.filter(~models.Exists(same.filter(owner_path__lt=models.OuterRef("owner_path"))))


ReportManager = ScopedManager.from_queryset(ReportQuerySet)


class MonthlyReport(ScopedModel):
    """One community's (street's own, district's own) report of one month.

    `figures` are those of the last refreshing while it is open, and of the version that was handed up from then on;
    keys are those of `reports.figures.definitions`, values numbers as text. `known_at` is when they were worked out:
    what was recorded later is not in them.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="填报单位")
    year = models.PositiveSmallIntegerField("年", editable=False)
    month = models.PositiveSmallIntegerField("月", editable=False)
    state = models.CharField("状态", max_length=10, choices=S.choices, default=S.DRAFT, editable=False)
    figures: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField("数字", default=dict, editable=False)
    known_at = models.DateTimeField("数字截至", editable=False)
    # As of when people's records are read, where a correction was worked out later; else `known_at`.
    valued_at = models.DateTimeField("党员资料截至", null=True, editable=False)
    practice = models.CharField("主要做法", max_length=NARRATIVE, blank=True)
    problems = models.CharField("存在问题", max_length=NARRATIVE, blank=True)
    plans = models.CharField("下月打算", max_length=NARRATIVE, blank=True)
    # Figure → why it changed by more than a fifth.
    explained: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField("变动说明", default=dict, blank=True)
    filler = models.CharField("填报人", max_length=50, blank=True)
    reviewer = models.CharField("审核人", max_length=50, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    written_at = models.DateTimeField("保存时间", null=True, editable=False)
    written_label = models.CharField("保存人（当时）", max_length=120, blank=True, editable=False)
    versions = models.PositiveSmallIntegerField("上报次数", default=0, editable=False)
    submitted_at = models.DateTimeField("上报时间", null=True, editable=False)
    submitted_label = models.CharField("上报人（当时）", max_length=120, blank=True, editable=False)
    decided_at = models.DateTimeField("审核时间", null=True, editable=False)
    decided_label = models.CharField("审核人（当时）", max_length=120, blank=True, editable=False)
    remark = models.CharField("审核意见", max_length=300, blank=True, editable=False)
    # What was entered after it was handed up: [{"key", "before", "after"}], as the program saw it at `late_at`.
    late: models.JSONField[list[Any], list[Any]] = models.JSONField("上报后补录", default=list, editable=False)
    late_at = models.DateTimeField("补录核对时间", null=True, editable=False)
    revision = models.PositiveIntegerField("修改次数", default=1, editable=False)

    objects: ClassVar[ReportManager] = ReportManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-year", "-month", "owner_path")
        verbose_name = verbose_name_plural = "月报"
        constraints = (
            models.UniqueConstraint(fields=["owner_path", "year", "month"], name="monthly_report_once"),
            models.UniqueConstraint(fields=["id", "owner_path"], name="monthly_report_id_owner_path"),
        )
        indexes = (
            models.Index(fields=["owner_path", "-id"], name="monthly_report_list"),
            models.Index(fields=["year", "month", "owner_path", "state"], name="monthly_report_month"),
        )

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月"

    def parts(self) -> dict[str, str]:
        """The three parts of the narrative, by field."""
        return {"practice": self.practice, "problems": self.problems, "plans": self.plans}

    def narrative(self) -> str:
        """The three parts as one, for the limit on its length."""
        return "".join(self.parts().values())


class ReportVersion(ScopedModel):
    """What was handed up, once and for all; a later one lists what is different in it. Only ever added."""

    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="handed_up", db_index=False)
    number = models.PositiveSmallIntegerField("第几版")
    figures: models.JSONField[dict[str, str], dict[str, str]] = models.JSONField("数字", default=dict)
    known_at = models.DateTimeField("数字截至")
    # [{"key", "before", "after"}]
    changes: models.JSONField[list[Any], list[Any]] = models.JSONField("与上一版的差别", default=list)
    # [{"key", "before", "after", "why"}]: why a figure is so much another than last month's, with both as they were.
    explained: models.JSONField[list[Any], list[Any]] = models.JSONField("变动说明", default=list, blank=True)
    why = models.CharField("更正原因", max_length=300, blank=True)
    at = models.DateTimeField("时间")
    label = models.CharField("由谁（当时）", max_length=120, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("report", "number")
        verbose_name = verbose_name_plural = "月报各版"
        constraints = (models.UniqueConstraint(fields=["report", "number"], name="report_version_once"),)

    def __str__(self) -> str:
        return f"第 {self.number} 版"


class ReportStep(ScopedModel):
    """What was done with a report: who, when, why. Only ever added."""

    report = models.ForeignKey(MonthlyReport, models.PROTECT, related_name="steps", db_index=False)
    move = models.CharField("步骤", max_length=10, choices=choices.ReportMove.choices)
    why = models.CharField("说明", max_length=300, blank=True)
    at = models.DateTimeField("时间")
    label = models.CharField("由谁（当时）", max_length=120, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("at", "id")
        verbose_name = verbose_name_plural = "月报办理步骤"
        indexes = (models.Index(fields=["report", "at"], name="report_step"),)

    def __str__(self) -> str:
        return self.get_move_display()


class CloseQuerySet(ScopedQuerySet["MonthClose"]):
    """Questions about closed months."""

    def of_month(self, year: int, month: int) -> Self:
        """The versions of one month."""
        return self.filter(year=year, month=month)


CloseManager = ScopedManager.from_queryset(CloseQuerySet)


class MonthClose(ScopedModel):
    """A month of a district, closed: the figures of every node, as they are printed from then on. Only ever added: a
    correction is the next number, which lists what is different."""

    year = models.PositiveSmallIntegerField("年")
    month = models.PositiveSmallIntegerField("月")
    number = models.PositiveSmallIntegerField("第几版")
    # Node → figure → number as text.
    figures: models.JSONField[dict[str, dict[str, str]], dict[str, dict[str, str]]] = models.JSONField("数字")
    known_at = models.DateTimeField("数字截至")
    # [{"node", "key", "before", "after"}]
    changes: models.JSONField[list[Any], list[Any]] = models.JSONField("与上一版的差别", default=list)
    # Places whose report was not accepted by then: not handed up, sent back, or waiting for its street.
    without: models.JSONField[list[str], list[str]] = models.JSONField("未审核通过", default=list)
    why = models.CharField("说明", max_length=300, blank=True)
    digest = models.CharField("SHA-256", max_length=64)
    at = models.DateTimeField("归档时间")
    label = models.CharField("归档人（当时）", max_length=120, blank=True)

    objects: ClassVar[CloseManager] = CloseManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-year", "-month", "-number")
        verbose_name = verbose_name_plural = "月度归档"
        constraints = (
            models.UniqueConstraint(fields=["owner_path", "year", "month", "number"], name="month_close_once"),
        )

    def __str__(self) -> str:
        return f"{self.year}年{self.month}月第 {self.number} 版"
