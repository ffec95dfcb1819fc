"""What a member takes part in: 先锋岗, a seat in the 议事会, 志愿服务. Rows end or are voided with a reason."""

from datetime import date
from decimal import Decimal
from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce, Concat

from outreach import choices
from outreach.models.participation import Participation
from registry.lib.scope import PATH_END
from registry.models import Member, Organisation
from registry.models.scoped import PathField, ScopedManager, ScopedModel, ScopedQuerySet

P = TypeVar("P", bound="PartModel")
VALID = Q(voided_at__isnull=True)
IN_FORCE = Q(voided_at__isnull=True, ended_on__isnull=True)


class PartQuerySet(ScopedQuerySet[P]):
    """Questions about such rows. `day_field` says which day a period is asked of."""

    day_field = ""

    def valid(self) -> Self:
        """Without those declared a mistake."""
        return self.filter(VALID)

    def at(self, path: str) -> Self:
        """Those counted at a node or below it: where the record lay when it happened."""
        return self.filter(node_at_event__gte=path, node_at_event__lt=path + PATH_END)

    def within(self, since: date | None, until: date | None) -> Self:
        """Those whose day lies in a stretch of days, both ends included; None leaves an end open."""
        rows = self.filter(**{f"{self.day_field}__gte": since}) if since else self
        return rows.filter(**{f"{self.day_field}__lte": until}) if until else rows

    def counts(self) -> dict[str, tuple[int, int]]:
        """By node at the event: (rows, different members)."""
        rows = self.order_by().values_list("node_at_event").annotate(Count("id"), Count("member_id", distinct=True))
        return {node: (number, people) for node, number, people in rows}


def _noted(of: str, **only: Any) -> Coalesce:
    """How many valid notes a row has; asked for the rows that are shown alone."""
    notes = PartNote.objects.filter(VALID, **{of: OuterRef("pk")}, **only).order_by()
    return Coalesce(Subquery(notes.values(of).annotate(number=Count("id")).values("number")), 0)


class PartModel(ScopedModel):
    """One thing one member does. `owner_path` follows custody and gives the right to read; `node_at_event` is where it
    happened and is counted."""

    scope_member = "member_id"

    node_at_event = PathField("发生时所在组织")
    member = models.ForeignKey(
        Member, models.PROTECT, related_name="+", verbose_name="流动党员", db_constraint=False, db_index=False
    )
    recorded_at = models.DateTimeField("登记时间", editable=False)
    recorded_label = models.CharField("登记人（当时）", max_length=120, editable=False)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    void_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)
    voided_label = models.CharField("作废人（当时）", max_length=120, blank=True, editable=False)

    class Meta:
        abstract = True
        base_manager_name = "objects"


class PostQuerySet(PartQuerySet["PioneerPost"]):
    """Questions about posts."""

    day_field = "awarded_on"

    def in_force(self) -> Self:
        """Neither ended nor voided."""
        return self.filter(IN_FORCE)

    def with_deeds(self) -> Self:
        """With the number of notes of what was done (`deeds`), in the same query."""
        return self.annotate(deeds=_noted("post"))


PostManager = ScopedManager.from_queryset(PostQuerySet)


class PioneerPost(PartModel):
    """党员先锋岗: a plaque, and what its holder promised."""

    name = models.CharField("岗位名称", max_length=60)
    awarded_on = models.DateField("授牌日期")
    unit = models.CharField("所在单位", max_length=100)
    commitment = models.TextField("承诺内容", max_length=500)
    ended_on = models.DateField("结束日期", null=True, editable=False)
    end_reason = models.CharField("结束原因", max_length=200, blank=True, editable=False)

    objects: ClassVar[PostManager] = PostManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-awarded_on", "-id")
        verbose_name = verbose_name_plural = "党员先锋岗"
        constraints = (
            models.UniqueConstraint(fields=["id", "owner_path"], name="pioneer_post_id_owner_path"),
            models.UniqueConstraint(fields=["member", "name"], condition=IN_FORCE, name="pioneer_post_once"),
        )
        indexes = (
            models.Index(fields=["owner_path", "-id"], name="pioneer_post_list"),
            models.Index(fields=["member", "-awarded_on"], name="pioneer_post_member"),
        )

    def __str__(self) -> str:
        return self.name


class SeatQuerySet(PartQuerySet["CouncilSeat"]):
    """Questions about seats."""

    day_field = "appointed_on"

    def in_force(self, day: date) -> Self:
        """Neither ended nor voided, the term not over: that a term is over is derived."""
        return self.filter(IN_FORCE).filter(Q(term_until__isnull=True) | Q(term_until__gte=day))

    def lapsed(self, day: date) -> Self:
        """The term is over and nobody has said what became of the seat."""
        return self.filter(IN_FORCE, term_until__lt=day)

    def with_meetings(self) -> Self:
        """With the numbers of meetings and proposals noted (`meetings`, `proposals`), in the same query."""
        kinds = choices.NoteKind
        return self.annotate(meetings=_noted("seat", kind=kinds.MEETING), proposals=_noted("seat", kind=kinds.PROPOSAL))


SeatManager = ScopedManager.from_queryset(SeatQuerySet)


class CouncilSeat(PartModel):
    """A seat in the 议事会 of a 村(社区). Of one member in one community at most one is in force."""

    community = models.ForeignKey(
        Organisation, models.PROTECT, related_name="+", verbose_name="村（社区）", db_index=False
    )
    community_label = models.CharField("村（社区）", max_length=200, editable=False)
    appointed_on = models.DateField("聘任日期")
    term_from = models.DateField("任期从")
    term_until = models.DateField("任期到", null=True, blank=True)
    ended_on = models.DateField("结束日期", null=True, editable=False)
    end_reason = models.CharField("结束原因", max_length=200, blank=True, editable=False)

    objects: ClassVar[SeatManager] = SeatManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-appointed_on", "-id")
        verbose_name = verbose_name_plural = "议事会成员"
        constraints = (
            models.UniqueConstraint(fields=["id", "owner_path"], name="council_seat_id_owner_path"),
            models.UniqueConstraint(fields=["member", "community"], condition=IN_FORCE, name="council_seat_once"),
        )
        indexes = (
            models.Index(fields=["owner_path", "-id"], name="council_seat_list"),
            models.Index(fields=["member", "-appointed_on"], name="council_seat_member"),
        )

    def __str__(self) -> str:
        return f"{self.community_label}议事会成员"


class ServiceQuerySet(PartQuerySet["VolunteerService"]):
    """Questions about volunteering."""

    day_field = "served_on"

    def totals(self) -> tuple[int, int, Decimal]:
        """(occasions, times somebody served, hours) of the valid ones: 场次, 人次, 时长."""
        said = self.valid().order_by().aggregate(
            occasions=Count(Concat("project", "served_on", output_field=models.TextField()),
                            distinct=True),
            times=Count("id"), hours=Sum("hours"),
        )  # fmt: skip
        return said["occasions"], said["times"], said["hours"] or Decimal(0)


ServiceManager = ScopedManager.from_queryset(ServiceQuerySet)


class VolunteerService(PartModel):
    """One day of one member's volunteering. `hours` leave travel out. One that came from an activity's list names the
    row of that list, so that nobody is entered twice."""

    project = models.CharField("服务项目", max_length=60)
    served_on = models.DateField("服务日期")
    place = models.CharField("服务地点", max_length=200)
    content = models.TextField("服务内容", max_length=500)
    hours = models.DecimalField("服务时长（小时）", max_digits=4, decimal_places=1)
    grade = models.CharField("评价", max_length=10, choices=choices.Grade.choices, blank=True)
    participation = models.ForeignKey(
        Participation, models.PROTECT, null=True, editable=False, related_name="services", db_constraint=False,
        db_index=False,
    )  # fmt: skip

    objects: ClassVar[ServiceManager] = ServiceManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-served_on", "-id")
        verbose_name = verbose_name_plural = "志愿服务"
        constraints = (
            models.CheckConstraint(condition=Q(hours__gt=0, hours__lte=24), name="volunteer_service_hours"),
            models.UniqueConstraint(
                fields=["member", "project", "served_on"], condition=VALID, name="volunteer_service_once"
            ),
            models.UniqueConstraint(fields=["participation"], condition=VALID, name="volunteer_service_of_list"),
        )
        indexes = (
            models.Index(fields=["owner_path", "-id"], name="volunteer_service_list"),
            models.Index(fields=["member", "-served_on"], name="volunteer_service_member"),
            models.Index(fields=["node_at_event", "served_on"], name="volunteer_service_month"),
        )

    def __str__(self) -> str:
        return self.project


class PartNote(PartModel):
    """A dated note of a post or a seat: what was done, a meeting, a proposal. A proposal that becomes a 金点子 will be
    linked from here."""

    post = models.ForeignKey(
        PioneerPost, models.PROTECT, null=True, related_name="notes", db_constraint=False, db_index=False
    )
    seat = models.ForeignKey(
        CouncilSeat, models.PROTECT, null=True, related_name="notes", db_constraint=False, db_index=False
    )
    kind = models.CharField("种类", max_length=10, choices=choices.NoteKind.choices)
    happened_on = models.DateField("日期")
    text = models.CharField("内容", max_length=300, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("-happened_on", "-id")
        verbose_name = verbose_name_plural = "作用发挥记录"
        constraints = (
            models.CheckConstraint(
                condition=Q(post__isnull=False, seat__isnull=True) | Q(post__isnull=True, seat__isnull=False),
                name="part_note_of_one",
            ),
            # Of one day a seat has one meeting, however often it is sent.
            models.UniqueConstraint(
                fields=["seat", "happened_on"], condition=VALID & Q(kind="meeting"), name="part_note_meeting_once"
            ),
        )
        indexes = (
            models.Index(fields=["post", "-happened_on"], name="part_note_post"),
            models.Index(fields=["seat", "-happened_on"], name="part_note_seat"),
            models.Index(fields=["member", "-happened_on"], name="part_note_member"),
        )

    def __str__(self) -> str:
        return f"{self.happened_on:%Y-%m-%d} {self.get_kind_display()}"
