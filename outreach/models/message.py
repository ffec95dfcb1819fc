"""The outbox: one row a message, from the decision to send it until what became of it."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, Q

from outreach import choices
from outreach.models.template import MessageBatch
from registry.lib import scope as scopes
from registry.models import Member, User
from registry.models.scoped import PathField, ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import SealedField, SealedJSONField

S = choices.MessageState
BY_HAND = choices.ChannelKind.WECHAT


class MessageQuerySet(ScopedQuerySet["Message"]):
    """Questions about messages."""

    def due(self, now: datetime) -> Self:
        """Waiting for a sender, and their time has come."""
        return self.filter(state=S.QUEUED, due_at__lte=now).exclude(channel=BY_HAND)

    def abandoned(self, now: datetime, lease: timedelta) -> Self:
        """Being sent by somebody whose lease has run out: whether they were taken nobody knows.

        A lease that reaches further than `lease` was written before the clock stepped back.
        """
        return self.filter(Q(lease_until__lt=now) | Q(lease_until__gt=now + lease), state=S.SENDING)

    def to_ask(self, now: datetime) -> Self:
        """Unknown ones that the provider is to be asked about."""
        return self.filter(state=S.UNKNOWN, needs_person=False, due_at__lte=now)

    def by_hand(self) -> Self:
        """Texts that wait for somebody to copy them; a liaison copies those that she wrote herself."""
        rows, scope = self.filter(state=S.QUEUED, channel=BY_HAND), scopes.current()
        return rows.filter(created_by=scope.user_id) if scope.liaison else rows

    def marked(self, now: datetime) -> Self:
        """Texts that somebody marked as sent or as not to go a short while ago: a slip can be put right."""
        return self.filter(state__in=(S.SENT, S.CANCELLED), undo_until__gt=now)

    def settled(self, now: datetime) -> Self:
        """Texts whose mark can't be taken back any more; their links are still readable."""
        return self.filter(state__in=(S.SENT, S.CANCELLED), undo_until__lte=now)

    def dead(self) -> Self:
        """What a person has to look at: given up, or whether it arrived can't be found out."""
        return self.filter(Q(state=S.FAILED) | Q(state=S.UNKNOWN, needs_person=True))

    def counts(self) -> dict[str, int]:
        """How many stand how."""
        return dict(self.order_by().values_list("state").annotate(Count("id")))


MessageManager = ScopedManager.from_queryset(MessageQuerySet)


class Message(ScopedModel):
    """One message to one member (or, by a group's robot, to nobody in person).

    `content` is the finished text, encrypted; when it is sent a personal link in it is taken out, so that only its hash
    stays. `seal` is a keyed digest of what was approved. The provider knows the message by `key`, the same for every
    try; when a person has it sent once more `round` rises and with it the key. `attempts` fences off whoever slept
    through the lease.
    """

    scope_member = "member_id"

    member = models.ForeignKey(
        Member, models.PROTECT, null=True, related_name="messages", verbose_name="流动党员", db_constraint=False,
        db_index=False,
    )  # fmt: skip
    batch = models.ForeignKey(
        MessageBatch, models.PROTECT, null=True, related_name="messages", verbose_name="批次", db_index=False
    )
    node_at_event = PathField("写下时所在组织")
    channel = models.CharField("途径", max_length=10, choices=choices.ChannelKind.choices)
    title = models.CharField("事由", max_length=50)
    content = SealedJSONField("内容")
    seal = models.CharField(max_length=32, editable=False)
    sender_label = models.CharField("以谁的名义", max_length=200)
    state = models.CharField("状态", max_length=10, choices=S.choices, default=S.QUEUED)
    # A code of REASONS (outreach.domain.reasons), or the provider's own.
    reason = models.CharField("原因", max_length=40, blank=True)
    due_at = models.DateTimeField("下一步时间")
    attempts = models.PositiveSmallIntegerField("尝试次数", default=0)
    round = models.PositiveSmallIntegerField("第几轮", default=1)
    lease_until = models.DateTimeField("占用到", null=True, editable=False)
    tried_at = models.DateTimeField("第一次尝试", null=True, editable=False)
    unknown_since = models.DateTimeField("不明起", null=True, editable=False)
    needs_person = models.BooleanField("待人核实", default=False)
    provider_id = models.CharField("服务商编号", max_length=100, blank=True)
    # What the number or address ended in; the whole one stays with the member.
    address_hint = models.CharField("发往", max_length=60, blank=True)
    queued_at = models.DateTimeField("写下时间")
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, db_constraint=False, db_index=False
    )
    created_label = models.CharField("写下人（当时）", max_length=120, blank=True)
    ended_at = models.DateTimeField("了结时间", null=True, editable=False)
    ended_label = models.CharField("了结人（当时）", max_length=120, blank=True, editable=False)
    # Until when somebody's own mark (sent, not to go) can be taken back; empty for what the program sends.
    undo_until = models.DateTimeField("可以改回到", null=True, editable=False)

    objects: ClassVar[MessageManager] = MessageManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-id",)
        verbose_name = verbose_name_plural = "消息"
        constraints = (
            models.UniqueConstraint(fields=["id", "owner_path"], name="message_id_owner_path"),
            # However often a batch is approved or its writing repeated: one message each.
            models.UniqueConstraint(
                fields=["batch", "member"], condition=Q(batch__isnull=False), name="message_once_a_batch"
            ),
        )
        indexes = (
            # The list, newest first.
            models.Index(fields=["owner_path", "-id"], name="message_list"),
            # What waits for a sender: the queue itself.
            models.Index(fields=["due_at"], name="message_due", condition=Q(state="queued") & ~Q(channel="wechat")),
            # What waits to be copied, by node.
            models.Index(
                fields=["owner_path", "id"], name="message_by_hand", condition=Q(state="queued", channel="wechat")
            ),
            # Whose mark can still be taken back, by node.
            models.Index(
                fields=["owner_path", "undo_until"], name="message_marked", condition=Q(undo_until__isnull=False)
            ),
            # Whose sender is gone.
            models.Index(fields=["lease_until"], name="message_lease", condition=Q(state="sending")),
            # What the provider is to be asked about.
            models.Index(fields=["due_at"], name="message_unknown", condition=Q(state="unknown")),
            # Dead letters, by node.
            models.Index(
                fields=["owner_path", "-id"], name="message_dead", condition=Q(state__in=("failed", "unknown"))
            ),
            # How a batch stands.
            models.Index(fields=["batch", "state"], name="message_batch", condition=Q(batch__isnull=False)),
            # A member's own, newest first.
            models.Index(fields=["member", "-id"], name="message_member", condition=Q(member__isnull=False)),
        )

    def __str__(self) -> str:
        return f"{self.title}（{self.get_channel_display()}）"

    @property
    def key(self) -> str:
        """By what the provider knows it."""
        return f"{self.pk.hex}-{self.round}"


class MessageAnswer(ScopedModel):
    """What a member wrote back through a personal link. Added by her, marked as seen by staff, never changed."""

    scope_member = "member_id"

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="answers", verbose_name="流动党员", db_constraint=False, db_index=False
    )
    message = models.ForeignKey(
        Message, models.PROTECT, related_name="answers", verbose_name="消息", db_constraint=False, db_index=False
    )
    text = SealedField("回复")
    answered_at = models.DateTimeField("回复时间")
    seen_at = models.DateTimeField("已阅时间", null=True, editable=False)
    seen_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    seen_label = models.CharField("已阅人（当时）", max_length=120, blank=True, editable=False)

    class Meta:
        base_manager_name = "objects"
        ordering = ("-id",)
        verbose_name = verbose_name_plural = "消息回复"
        indexes = (
            # Not yet read by staff, by node.
            models.Index(fields=["owner_path", "-id"], name="answer_unseen", condition=Q(seen_at__isnull=True)),
            models.Index(fields=["message", "id"], name="answer_message"),
        )

    def __str__(self) -> str:
        return f"{self.answered_at:%Y-%m-%d}"


class OptOut(ScopedModel):
    """A member wants nothing more by one channel, or by any (`channel` empty). Undone by staff, with a reason."""

    scope_member = "member_id"

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="opt_outs", verbose_name="流动党员", db_constraint=False, db_index=False
    )
    channel = models.CharField("途径", max_length=10, choices=choices.ChannelKind.choices, blank=True)
    since = models.DateTimeField("退订时间")
    via = models.CharField("由谁提出", max_length=10, choices=choices.LinkEnd.choices)
    by_label = models.CharField("登记人（当时）", max_length=120, blank=True, editable=False)
    note = models.CharField("说明", max_length=200, blank=True)
    undone_at = models.DateTimeField("恢复时间", null=True, editable=False)
    undone_label = models.CharField("恢复人（当时）", max_length=120, blank=True, editable=False)
    undo_reason = models.CharField("恢复原因", max_length=200, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("-id",)
        verbose_name = verbose_name_plural = "退订"
        constraints = (
            # In force once for each channel, however often she taps.
            models.UniqueConstraint(
                fields=["member", "channel"], condition=Q(undone_at__isnull=True), name="opt_out_once"
            ),
        )
        indexes = (models.Index(fields=["owner_path", "-id"], name="opt_out_list"),)

    def __str__(self) -> str:
        return self.get_channel_display() if self.channel else "全部途径"
