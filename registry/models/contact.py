"""联系记录: every contact and every attempt, with the member and with the home organisation."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Count, Exists, OuterRef, Q
from django.db.models.functions import TruncDate

from registry import choices
from registry.lib.clock import SHANGHAI
from registry.models.member import Member
from registry.models.people import User
from registry.models.scoped import ScopedManager
from registry.models.sealed import SealedField
from registry.models.story import StoryModel, StoryQuerySet

# Attempts that failed on so many different days make somebody hard to reach.
FAILING_DAYS = 3
# 思想动态 and the other headings that staff really ask about, in the order in which they are asked.
HEADINGS = ("thoughts", "work", "family", "study", "dues", "difficulties", "ideas", "changes")


class ContactLogQuerySet(StoryQuerySet["ContactLog"]):
    """Questions about contacts."""

    def with_member(self) -> Self:
        """Contacts with the member, not with the home organisation."""
        return self.filter(side=choices.ContactSide.MEMBER)

    def reached(self) -> Self:
        """Those that succeeded."""
        return self.filter(outcome=choices.ContactOutcome.REACHED)

    def failed(self) -> Self:
        """Attempts that did not succeed."""
        return self.exclude(outcome=choices.ContactOutcome.REACHED)

    def last_success(self) -> "ContactLog | None":
        """The latest success with the member, of contacts of one member."""
        return self.valid().with_member().reached().order_by("-happened_at", "-id").first()

    def attempts_since(self, moment: datetime | None) -> Self:
        """Failed attempts with the member after a moment; all of them without one."""
        failed = self.valid().with_member().failed()
        return failed.filter(happened_at__gt=moment) if moment else failed

    def pending(self) -> Self:
        """Contacts whose `next_on` is still what was agreed: nothing later replaced or fulfilled it.

        A later contact of the same side and matter replaces it by naming a day itself, and fulfils it by succeeding;
        a later sign of life that a ledger knows of fulfils it too. Records that have ended wait for nothing, and with
        who is 失联 nobody has a day: she is looked for.
        """
        known = Q(member__last_contact_on__isnull=True) | Q(member__last_contact_on__lte=local_day())
        there = known & ~Q(member__status=choices.Status.LOST)
        return (
            self.valid()
            .filter(next_on__isnull=False, member__is_open=True)
            .filter(there | Q(side=choices.ContactSide.HOME))
            .filter(~Exists(self._settling()))
        )

    def failing(self, days: int = FAILING_DAYS) -> models.QuerySet["ContactLog", Any]:
        """{member_id, days}: members whom nobody reached on that many different days since the last success."""
        reached = self.model.objects.all().valid().with_member().reached()
        later = reached.filter(member=OuterRef("member"), happened_at__gt=OuterRef("happened_at"))
        failed = self.valid().with_member().failed().filter(~Exists(later), member__is_open=True)
        known = Q(member__last_contact_on__isnull=True) | Q(member__last_contact_on__lte=local_day())
        counted = failed.filter(known).order_by().values("member_id")
        return counted.annotate(days=Count(local_day(), distinct=True)).filter(days__gte=days)

    def _settling(self) -> models.QuerySet["ContactLog"]:
        later = (
            self.model.objects.all()
            .valid()
            .filter(member=OuterRef("member"), side=OuterRef("side"), matter=OuterRef("matter"))
        )
        after = Q(happened_at__gt=OuterRef("happened_at")) | Q(
            happened_at=OuterRef("happened_at"), id__gt=OuterRef("id")
        )
        return later.filter(after).filter(Q(next_on__isnull=False) | Q(outcome=choices.ContactOutcome.REACHED))


def local_day() -> TruncDate:
    """The day on which a contact happened, in Shanghai."""
    return TruncDate("happened_at", tzinfo=SHANGHAI)


ContactLogManager = ScopedManager.from_queryset(ContactLogQuerySet)


class ContactLog(StoryModel):
    """One contact or attempt. A failed attempt is a record too; only a success resets the clock.

    What was said is encrypted: people write numbers into it.
    """

    member = models.ForeignKey(Member, models.PROTECT, related_name="contacts", verbose_name="流动党员")
    side = models.CharField(
        "联系对象", max_length=6, choices=choices.ContactSide.choices, default=choices.ContactSide.MEMBER
    )
    matter = models.CharField("事项", max_length=10, choices=choices.HomeMatter.choices, blank=True)
    happened_at = models.DateTimeField("联系时间")
    channel = models.CharField("联系方式", max_length=10, choices=choices.ContactChannel.choices)
    outcome = models.CharField("联系结果", max_length=12, choices=choices.ContactOutcome.choices)
    contact_person = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="联系人")
    contact_label = models.CharField("联系人（当时）", max_length=120, blank=True)
    summary = SealedField("内容摘要")
    thoughts = SealedField("思想动态")
    work = SealedField("工作情况")
    family = SealedField("生活家庭")
    study = SealedField("学习与组织生活")
    dues = SealedField("党费交纳")
    difficulties = SealedField("困难诉求")
    ideas = SealedField("意见建议")
    changes = SealedField("信息变更")
    next_on = models.DateField("下次联系日期", null=True, blank=True)
    recorded_at = models.DateTimeField("记录时间")
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="记录人")
    recorded_label = models.CharField("记录人（当时）", max_length=120, blank=True)

    objects: ClassVar[ContactLogManager] = ContactLogManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-happened_at", "-id")
        verbose_name = verbose_name_plural = "联系记录"
        constraints = (
            models.UniqueConstraint(fields=["id", "owner_path"], name="contact_id_owner_path"),
            models.UniqueConstraint(fields=["member", "client_key"], name="contact_sent_once"),
        )
        indexes = (
            models.Index(fields=["member", "-happened_at"], name="contact_member"),
            models.Index(fields=["owner_path", "-id"], name="contact_list"),
            models.Index(fields=["node_at_event", "happened_at"], name="contact_node"),
            # Who was reached in a month, and since when nobody was: of a whole district from the index alone.
            models.Index(
                fields=["happened_at"],
                include=["owner_path", "member", "node_at_event", "channel", "recorded_at", "voided_at"],
                name="contact_reached",
                condition=Q(outcome=choices.ContactOutcome.REACHED, side=choices.ContactSide.MEMBER),
            ),
            # Whose home organisation was told what: one contact in many.
            models.Index(
                fields=["member", "matter", "happened_at"],
                include=["owner_path"],
                name="contact_home_told",
                condition=Q(outcome=choices.ContactOutcome.REACHED, side=choices.ContactSide.HOME, voided_at=None),
            ),
            # A month as it was known on a day: what was written or taken back later.
            BrinIndex(fields=["recorded_at"], name="contact_recorded"),
            models.Index(fields=["voided_at"], name="contact_voided", condition=Q(voided_at__isnull=False)),
            # What was agreed for which day.
            models.Index(
                fields=["owner_path", "next_on"],
                name="contact_due",
                condition=Q(next_on__isnull=False, voided_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.get_outcome_display()}"
