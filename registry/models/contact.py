"""联系记录: every contact and every attempt, with the member and with the home organisation."""

from typing import ClassVar, Self

from django.db import models

from registry import choices
from registry.models.member import Member
from registry.models.people import User
from registry.models.scoped import PathField, ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import SealedField

# 思想动态 and the other headings that staff really ask about, in the order in which they are asked.
HEADINGS = ("thoughts", "work", "family", "study", "dues", "difficulties", "ideas", "changes")


class ContactLogQuerySet(ScopedQuerySet["ContactLog"]):
    """Questions about contacts."""

    def valid(self) -> Self:
        """Without those declared a mistake."""
        return self.filter(voided_at__isnull=True)

    def with_member(self) -> Self:
        """Contacts with the member, not with the home organisation."""
        return self.filter(side=choices.ContactSide.MEMBER)

    def reached(self) -> Self:
        """Those that succeeded."""
        return self.filter(outcome=choices.ContactOutcome.REACHED)


ContactLogManager = ScopedManager.from_queryset(ContactLogQuerySet)


class ContactLog(ScopedModel):
    """One contact or attempt. A failed attempt is a record too; only a success resets the clock.

    `owner_path` follows custody and gives the right to read; `node_at_event` is where it happened and is counted.
    What was said is encrypted: people write numbers into it. A correction keeps the old values as a `Revision`.
    """

    scope_member = "member_id"

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
    node_at_event = PathField("发生时所在组织")
    # Made by the form: sent twice, it is one contact.
    client_key = models.UUIDField(null=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    void_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

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
        )

    def __str__(self) -> str:
        return f"{self.get_channel_display()} {self.get_outcome_display()}"
