"""Registration points: the code on a venue's wall, and who wrote herself down there."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Count, Exists, OuterRef, Q

from outreach import choices
from outreach.models.venue import Venue
from registry.lib import clock
from registry.models import User
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import SealedJSONField, opened

S = choices.LeadState


class PointQuerySet(ScopedQuerySet["RegistrationPoint"]):
    """Questions about the codes."""

    def in_force(self) -> Self:
        """The one of each venue that opens a form."""
        return self.filter(ended_at__isnull=True)


PointManager = ScopedManager.from_queryset(PointQuerySet)


class RegistrationPoint(ScopedModel):
    """One code of one venue. A new one ends the old one, whose row stays, so that an old poster says whom to ask."""

    venue = models.ForeignKey(Venue, models.PROTECT, related_name="points", verbose_name="场所")
    code = models.CharField(max_length=16, unique=True, editable=False)
    opened_at = models.DateTimeField("启用时间", editable=False)
    opened_label = models.CharField("启用人（当时）", max_length=120, editable=False)
    ended_at = models.DateTimeField("停用时间", null=True, editable=False)
    ended_label = models.CharField("停用人（当时）", max_length=120, blank=True, editable=False)
    end_reason = models.CharField("停用原因", max_length=200, blank=True, editable=False)

    objects: ClassVar[PointManager] = PointManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-opened_at", "-id")
        verbose_name = verbose_name_plural = "报到码"
        constraints = (
            models.UniqueConstraint(fields=["venue"], condition=Q(ended_at__isnull=True), name="point_one_in_force"),
            models.UniqueConstraint(fields=["id", "owner_path"], name="point_id_owner_path"),
        )
        indexes = (models.Index(fields=["owner_path", "-id"], name="point_list"),)

    def __str__(self) -> str:
        return str(self.venue_id)


class LeadQuerySet(ScopedQuerySet["Lead"]):
    """Questions about leads."""

    def waiting(self) -> Self:
        """Those that nobody has answered; what the same person wrote again is part of the first."""
        return self.filter(state=S.OPEN, joined_to__isnull=True)

    def answered(self) -> Self:
        """The others."""
        return self.exclude(state=S.OPEN).filter(joined_to__isnull=True)

    def overdue(self, before: date) -> Self:
        """Waiting, and left on an earlier day than `before` (`outreach.domain.working_days`). Never stored."""
        return self.waiting().filter(left_at__lt=clock.midnight(before))

    def to_purge(self, before: datetime) -> Self:
        """Answered before that moment, with what was written still there."""
        return self.exclude(state=S.OPEN).filter(purged_at__isnull=True, decided_at__lt=before)

    def left_before(self, before: datetime) -> Self:
        """Nobody has answered since, nor has she written again."""
        lately = self.model.objects.filter(joined_to=OuterRef("pk"), left_at__gte=before)
        gone = self.waiting().filter(~Exists(lately), left_at__lt=before)
        return self.filter(Q(pk__in=gone.values("pk")) | Q(joined_to__in=gone.values("pk")))

    def written_again(self, keys: Iterable[UUID]) -> dict[UUID, int]:
        """How often whoever wrote these did so again; not there: never."""
        rows = self.filter(joined_to__in=list(keys)).order_by().values_list("joined_to")
        return dict(rows.annotate(Count("pk")))

    def figures(self) -> dict[str, int]:
        """How many there are, by state."""
        counted = {state.value: Count("pk", filter=Q(state=state)) for state in S}
        return self.order_by().aggregate(all=Count("pk"), **counted)


LeadManager = ScopedManager.from_queryset(LeadQuerySet)


class Lead(ScopedModel):
    """What somebody wrote at a registration point. It waits for a person; it is no member and is counted nowhere.

    `said` holds all of it, encrypted; it is emptied some time after the answer. `phone_index` finds the records that
    staff compare it with. The row is written by outreach_leave_lead() alone, answered by staff once.
    """

    point = models.ForeignKey(RegistrationPoint, models.PROTECT, related_name="leads", verbose_name="报到码")
    said = SealedJSONField("所填内容")
    phone_index = models.BinaryField("手机号索引", null=True, editable=False)
    notice = models.CharField("同意的告知书版本", max_length=20, editable=False)
    left_at = models.DateTimeField("填写时间", editable=False)
    # The same person wrote at the same node before, and nobody had answered yet: this is part of that one.
    joined_to = models.ForeignKey(
        "self", models.PROTECT, null=True, related_name="further", db_constraint=False, db_index=False, editable=False
    )
    state = models.CharField("处理", max_length=12, choices=S.choices, default=S.OPEN, editable=False)
    reason = models.CharField("原因", max_length=12, choices=choices.LeadReason.choices, blank=True, editable=False)
    note = models.CharField("说明", max_length=200, blank=True, editable=False)
    # Whom it became or was. The record may move on to another organisation; this stays, by its key alone.
    member_id = models.UUIDField("党员", null=True, editable=False)
    decided_at = models.DateTimeField("处理时间", null=True, editable=False)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    decided_label = models.CharField("处理人（当时）", max_length=120, blank=True, editable=False)
    purged_at = models.DateTimeField("所填内容已清除", null=True, editable=False)

    objects: ClassVar[LeadManager] = LeadManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-id",)
        verbose_name = verbose_name_plural = "报到线索"
        constraints = (models.UniqueConstraint(fields=["id", "owner_path"], name="lead_id_owner_path"),)
        indexes = (
            models.Index(fields=["owner_path", "-id"], name="lead_node"),
            models.Index(fields=["owner_path", "left_at"], name="lead_waiting", condition=Q(state="open")),
            models.Index(fields=["point", "left_at"], name="lead_point"),
            models.Index(
                fields=["decided_at"], name="lead_purge", condition=Q(purged_at__isnull=True, decided_at__isnull=False)
            ),
            models.Index(fields=["member_id"], name="lead_member", condition=Q(member_id__isnull=False)),
            models.Index(fields=["joined_to"], name="lead_joined", condition=Q(joined_to__isnull=False)),
        )

    def __str__(self) -> str:
        return str(self.words.get("name") or "（已清除）")

    @property
    def words(self) -> dict[str, Any]:
        """What was written, by field of `outreach.domain.leads`; empty once it was purged."""
        return opened(self.said)
