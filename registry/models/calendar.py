"""The working-day calendar of a district: which years are announced, and the days that differ from the plain week."""

from typing import ClassVar, Self

from django.db import models

from registry.lib import scope as scopes
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet


class CalendarYearQuerySet(ScopedQuerySet["CalendarYear"]):
    """Questions about announced years."""

    def of_district(self) -> Self:
        """Those of the active scope's district."""
        return self.filter(owner_path=scopes.current().path[: scopes.SEGMENT])


CalendarYearManager = ScopedManager.from_queryset(CalendarYearQuerySet)


class CalendarYear(ScopedModel):
    """A year whose 放假安排 is known. A year without a row is not announced, and nothing is said of its days.

    Belongs to the district and is read from everywhere below it; nobody else writes (calendar.sql).
    """

    scope_shared_down = True

    year = models.PositiveSmallIntegerField("年份")
    # E.g. 国办发明电〔2025〕7号.
    source = models.CharField("依据", max_length=100)
    entered_at = models.DateTimeField("录入时间", editable=False)

    objects: ClassVar[CalendarYearManager] = CalendarYearManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("year",)
        verbose_name = verbose_name_plural = "放假安排"
        constraints = (
            models.UniqueConstraint(fields=["owner_path", "year"], name="calendar_year_once"),
            models.UniqueConstraint(fields=["id", "owner_path"], name="calendar_year_id_owner_path"),
        )

    def __str__(self) -> str:
        return f"{self.year} 年放假安排"


class CalendarDayQuerySet(ScopedQuerySet["CalendarDay"]):
    """Questions about named days."""

    def of_district(self) -> Self:
        """Those of the active scope's district."""
        return self.filter(owner_path=scopes.current().path[: scopes.SEGMENT])


CalendarDayManager = ScopedManager.from_queryset(CalendarDayQuerySet)


class CalendarDay(ScopedModel):
    """A day that an announcement names: off, or a Saturday or Sunday that is worked (调休).

    The New Year's announcement may name days of the December before; `announcement` says whose a day is.
    """

    scope_shared_down = True

    announcement = models.ForeignKey(CalendarYear, models.CASCADE, related_name="days", verbose_name="放假安排")
    day = models.DateField("日期")
    working = models.BooleanField("上班", default=False)
    name = models.CharField("节日", max_length=30)

    objects: ClassVar[CalendarDayManager] = CalendarDayManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("day",)
        verbose_name = verbose_name_plural = "节假日与调休"
        constraints = (models.UniqueConstraint(fields=["owner_path", "day"], name="calendar_day_once"),)
        indexes = (models.Index(fields=["owner_path", "-id"], name="calendar_day_list"),)

    def __str__(self) -> str:
        return f"{self.day} {self.name}{'（上班）' if self.working else ''}"
