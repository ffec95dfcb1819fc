"""摸排: which enterprise, building or site was searched, by whom, how, and who was found there."""

from typing import ClassVar, Self

from django.db import models

from registry import choices
from registry.models.member import Member
from registry.models.people import User
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet


class Site(ScopedModel):
    """A place where members may work or live. Employers of the ledger become sites, so the search box can ask them."""

    name = models.CharField("名称", max_length=100)
    name_key = models.CharField(max_length=100, db_collation="C", editable=False)
    kind = models.CharField(
        "类别",
        max_length=12,
        choices=choices.SiteKind.choices,
        default=choices.SiteKind.ENTERPRISE,
    )
    address = models.CharField("地址", max_length=200, blank=True)
    contact_name = models.CharField("联系人", max_length=50, blank=True)
    contact_phone = models.CharField("联系电话", max_length=40, blank=True)
    to_canvass = models.BooleanField("列入摸排", default=False)

    class Meta:
        base_manager_name = "objects"
        ordering = ("name",)
        verbose_name = verbose_name_plural = "单位与场所"
        constraints = (
            models.UniqueConstraint(fields=["owner_path", "name_key"], name="site_once"),
            models.UniqueConstraint(fields=["id", "owner_path"], name="site_id_owner_path"),
        )

    def __str__(self) -> str:
        return self.name


class Canvass(ScopedModel):
    """A 摸排 campaign of one node."""

    name = models.CharField("名称", max_length=100)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    note = models.CharField("要求", max_length=500, blank=True)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        base_manager_name = "objects"
        ordering = ("-starts_on",)
        verbose_name = verbose_name_plural = "摸排"
        constraints = (models.UniqueConstraint(fields=["id", "owner_path"], name="canvass_id_owner_path"),)

    def __str__(self) -> str:
        return self.name


class CanvassVisitQuerySet(ScopedQuerySet["CanvassVisit"]):
    """Questions about visits."""

    def valid(self) -> Self:
        """Those that count: not declared a mistake."""
        return self.filter(voided_at__isnull=True)


CanvassVisitManager = ScopedManager.from_queryset(CanvassVisitQuerySet)


class CanvassVisit(ScopedModel):
    """One search of one site within a campaign. One that was a mistake stays, with the reason, and counts no more."""

    canvass = models.ForeignKey(Canvass, models.PROTECT, related_name="visits", verbose_name="摸排")
    site = models.ForeignKey(Site, models.PROTECT, related_name="visits", verbose_name="单位或场所")
    visited_on = models.DateField("日期")
    channel = models.CharField("方式", max_length=20, choices=choices.CanvassChannel.choices)
    searched_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name="摸排人")
    found_count = models.PositiveIntegerField("发现人数", default=0)
    note = models.CharField("说明", max_length=500, blank=True)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    void_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects: ClassVar[CanvassVisitManager] = CanvassVisitManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-visited_on",)
        verbose_name = verbose_name_plural = "摸排记录"
        constraints = (models.UniqueConstraint(fields=["id", "owner_path"], name="canvass_visit_id_owner_path"),)

    def __str__(self) -> str:
        return f"{self.visited_on} {self.site}"


class CanvassFind(ScopedModel):
    """Who was found on a visit. The member may move on to another organisation; the find stays, by its key alone."""

    visit = models.ForeignKey(CanvassVisit, models.CASCADE, related_name="finds")
    member_id = models.UUIDField("发现的党员")

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "摸排发现"
        constraints = (models.UniqueConstraint(fields=["visit", "member_id"], name="canvass_find_once"),)

    def __str__(self) -> str:
        return str(self.member_id)

    def member(self) -> Member | None:
        """The member, when still in the reader's scope."""
        found: Member | None = Member.objects.filter(pk=self.member_id).first()
        return found
