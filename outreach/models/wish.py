"""微心愿: a small wish of somebody in a community, who claimed it, what came of it."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from outreach import choices
from registry.choices import MediaType
from registry.lib.scope import PATH_END
from registry.models import Member
from registry.models.scoped import PathField, ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import SealedBytesField, SealedField

S = choices.WishState
UNDER_WAY = (S.CLAIMED, S.CONFIRMED)
LIVE = Q(ended_at__isnull=True)


def _between(name: str, since: date | None, until: date | None) -> list[Q]:
    ends = ((f"{name}__gte", since), (f"{name}__lte", until))
    return [Q(**{end: day}) for end, day in ends if day]


class WishQuerySet(ScopedQuerySet["MicroWish"]):
    """Questions about wishes."""

    def at(self, path: str) -> Self:
        """Those collected at a node or below it."""
        return self.filter(node_at_event__gte=path, node_at_event__lt=path + PATH_END)

    def within(self, since: date | None, until: date | None) -> Self:
        """Collected in a stretch of days, both ends included; None leaves an end open."""
        return self.filter(*_between("collected_on", since, until))

    def claimed_within(self, since: date | None, until: date | None) -> Self:
        """Claimed on a day of the stretch, and not given back since."""
        return self._claimed(Q(), *_between("claimed_on", since, until))

    def fulfilled_within(self, since: date | None, until: date | None) -> Self:
        """Fulfilled on a day of the stretch."""
        return self._claimed(Q(fulfilled_on__isnull=False), *_between("fulfilled_on", since, until))

    def _claimed(self, *said: Q) -> Self:
        """With a claim that was not given back and of which this holds."""
        return self.filter(Exists(WishClaim.objects.filter(LIVE, *said, wish=OuterRef("pk"))))

    def published(self) -> Self:
        """Open to be claimed: what hangs on the wall."""
        return self.filter(state=S.PUBLISHED)

    def waiting(self) -> Self:
        """For somebody of the staff to do the next step."""
        return self.filter(state__in=(S.COLLECTED, S.VERIFIED, S.CLAIMED, S.FULFILLED))

    def overdue(self, day: date) -> Self:
        """Claimed, and not fulfilled by the day that was agreed: derived, never stored."""
        return self.filter(state__in=UNDER_WAY)._claimed(Q(due_on__lt=day))

    def with_claims(self) -> Self:
        """With who has it now (`live`, a list of one or none): one query for all of them."""
        live = WishClaim.objects.filter(LIVE).select_related("member")
        return self.prefetch_related(Prefetch("claims", live, to_attr="live"))


WishManager = ScopedManager.from_queryset(WishQuerySet)


class MicroWish(ScopedModel):
    """A wish as its community collected it. It is numbered without a gap by node and year. Who wishes is encrypted and
    for the node's own staff; others read `shown_as` (何奶奶), which a child's wish never has."""

    node_at_event = PathField("征集时所在组织")
    year = models.PositiveSmallIntegerField("年份", editable=False)
    number = models.PositiveIntegerField("编号", editable=False)
    collected_on = models.DateField("征集日期")
    category = models.CharField("心愿人类别", max_length=15, choices=choices.Wisher.choices)
    wisher_name = SealedField("心愿人姓名")
    wisher_phone = SealedField("联系电话")
    shown_as = models.CharField("公示时的称呼", max_length=20, blank=True)
    kind = models.CharField("心愿类型", max_length=10, choices=choices.WishKind.choices)
    content = models.CharField("心愿内容", max_length=200)
    community = models.CharField("所在社区", max_length=100)
    state = models.CharField("状态", max_length=10, choices=S.choices, default=S.COLLECTED, editable=False)
    state_at = models.DateTimeField("状态时间", editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    objects: ClassVar[WishManager] = WishManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-year", "-number", "-id")
        verbose_name = verbose_name_plural = "微心愿"
        constraints = (
            models.UniqueConstraint(fields=["id", "owner_path"], name="micro_wish_id_owner_path"),
            models.UniqueConstraint(fields=["owner_path", "year", "number"], name="micro_wish_number"),
            models.CheckConstraint(condition=~Q(category="child") | Q(shown_as=""), name="micro_wish_child_unnamed"),
        )
        indexes = (
            models.Index(fields=["owner_path", "-id"], name="micro_wish_list"),
            models.Index(fields=["owner_path", "state"], name="micro_wish_state"),
        )

    def __str__(self) -> str:
        return f"{self.label} {self.content}"

    @property
    def label(self) -> str:
        """Its number as the wall shows it: 2026-003."""
        return f"{self.year}-{self.number:03d}"


class WishStep(ScopedModel):
    """What happened to a wish: who, when, on what ground. Only ever added."""

    wish = models.ForeignKey(MicroWish, models.PROTECT, related_name="steps", db_index=False)
    kind = models.CharField("步骤", max_length=10, choices=choices.WishStepKind.choices)
    note = models.CharField("依据或原因", max_length=300, blank=True)
    at = models.DateTimeField("时间")
    label = models.CharField("经办（当时）", max_length=120, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("at", "id")
        verbose_name = verbose_name_plural = "微心愿办理记录"
        indexes = (models.Index(fields=["wish", "at"], name="wish_step_wish"),)

    def __str__(self) -> str:
        return self.get_kind_display()


class ClaimQuerySet(ScopedQuerySet["WishClaim"]):
    """Questions about claims."""

    def live(self) -> Self:
        """Not given back."""
        return self.filter(LIVE)

    def open(self) -> Self:
        """Claimed and not fulfilled yet."""
        return self.filter(LIVE, fulfilled_on__isnull=True)


ClaimManager = ScopedManager.from_queryset(ClaimQuerySet)


class WishClaim(ScopedModel):
    """A member took a wish upon herself. Written by outreach_claim_wish() and outreach_step_wish() alone, under the
    wish's lock: two at once, and one gets it. It follows her record, the wish stays with its community."""

    scope_member = "member_id"

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="+", verbose_name="认领人", db_constraint=False, db_index=False
    )
    wish = models.ForeignKey(MicroWish, models.PROTECT, related_name="claims", db_index=False)
    node_at_event = PathField("认领时所在组织")
    # The wish in the words of the wall: whoever sees the member need not see the wish.
    title = models.CharField("心愿", max_length=240)
    claimed_on = models.DateField("认领日期")
    claimed_at = models.DateTimeField("认领时间")
    claimed_via = models.CharField("认领途径", max_length=10, choices=choices.Via.choices)
    confirmed_at = models.DateTimeField("确认时间", null=True)
    due_on = models.DateField("约定完成日期", null=True)
    fulfilled_on = models.DateField("完成日期", null=True)
    satisfaction = models.CharField("回访评价", max_length=10, choices=choices.Satisfaction.choices, blank=True)
    visited_at = models.DateTimeField("回访时间", null=True)
    ended_at = models.DateTimeField("退回时间", null=True)
    end_reason = models.CharField("退回原因", max_length=200, blank=True)

    objects: ClassVar[ClaimManager] = ClaimManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-id",)
        verbose_name = verbose_name_plural = "微心愿认领"
        constraints = (
            models.UniqueConstraint(fields=["id", "owner_path"], name="wish_claim_id_owner_path"),
            models.UniqueConstraint(fields=["wish"], condition=LIVE, name="wish_claim_one_live"),
        )
        indexes = (
            models.Index(fields=["member", "-claimed_on"], name="wish_claim_member"),
            models.Index(fields=["owner_path", "-id"], name="wish_claim_list"),
        )

    def __str__(self) -> str:
        return self.title


class WishEvidence(ScopedModel):
    """What shows that a wish was fulfilled: words, a photograph, or both; encrypted."""

    scope_member = "member_id"

    member = models.ForeignKey(Member, models.PROTECT, related_name="+", db_constraint=False, db_index=False)
    claim = models.ForeignKey(WishClaim, models.PROTECT, related_name="evidence", db_constraint=False, db_index=False)
    text = SealedField("说明")
    name = models.CharField("文件名", max_length=100, blank=True)
    media_type = models.CharField("类型", max_length=20, choices=MediaType.choices, blank=True)
    size = models.PositiveIntegerField("大小（字节）", default=0)
    digest = models.CharField("SHA-256", max_length=64, blank=True)
    data = SealedBytesField("内容（密文）")
    added_at = models.DateTimeField("时间")
    added_label = models.CharField("由谁（当时）", max_length=120, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("added_at", "id")
        verbose_name = verbose_name_plural = "微心愿完成凭证"
        indexes = (models.Index(fields=["claim", "added_at"], name="wish_evidence_claim"),)

    def __str__(self) -> str:
        return self.name
