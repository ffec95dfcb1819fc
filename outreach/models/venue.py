"""Venues: the places for activities, and those where members report in."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from outreach import choices
from registry.lib import scope as scopes
from registry.models import User
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet

K = choices.VenueKind


class VenueQuerySet(ScopedQuerySet["Venue"]):
    """Questions about venues."""

    def in_use(self) -> Self:
        """Those that are not closed."""
        return self.filter(closed_on__isnull=True)

    def own(self) -> Self:
        """Venues of the scope's own subtree, without those that are only read from above."""
        return self.filter(owner_path__gte=scopes.current().path)

    def registration_points(self) -> Self:
        """Where members report in: points of their own, and places that have one."""
        return self.in_use().filter(Q(kind=K.REGISTRATION_POINT) | Q(takes_reports=True))


VenueManager = ScopedManager.from_queryset(VenueQuerySet)


class Venue(ScopedModel):
    """A place of one node, used by everything below it. It is closed, never removed: activities were held there."""

    scope_shared_down = True

    # Whose it is, in words: read from below, where that node itself is out of sight.
    host_label = models.CharField("归哪个组织", max_length=200, editable=False)
    name = models.CharField("名称", max_length=60)
    kind = models.CharField("类别", max_length=20, choices=K.choices)
    # 登记点设在党群服务中心、幸福邻里汇里：场所是那一类，也办报到。
    takes_reports = models.BooleanField("设有流动党员登记点", default=False)
    address = models.CharField("地址", max_length=200, blank=True)
    open_hours = models.CharField("开放时间", max_length=100, blank=True)
    contact_name = models.CharField("联系人", max_length=50, blank=True)
    contact_phone = models.CharField("联系电话", max_length=40, blank=True)
    capacity = models.PositiveIntegerField("可容纳人数", null=True, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    closed_on = models.DateField("停用日期", null=True, blank=True, editable=False)
    close_reason = models.CharField("停用原因", max_length=200, blank=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    changed_at = models.DateTimeField("修改时间", auto_now=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    objects: ClassVar[VenueManager] = VenueManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("owner_path", "name")
        verbose_name = verbose_name_plural = "活动场所"
        constraints = (
            models.UniqueConstraint(fields=["owner_path", "name"], name="venue_once"),
            models.UniqueConstraint(fields=["id", "owner_path"], name="venue_id_owner_path"),
        )
        indexes = (models.Index(fields=["owner_path", "-id"], name="venue_list"),)

    def __str__(self) -> str:
        return self.name
