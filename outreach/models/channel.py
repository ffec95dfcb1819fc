"""Channels: one row a district and way to the outside, its secrets in a row of their own."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from outreach import choices
from registry.models import User
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import SealedJSONField


class ChannelQuerySet(ScopedQuerySet["Channel"]):
    """Questions about channels."""

    def ready(self, now: datetime) -> Self:
        """Switched on, with a sender, and not resting after failures."""
        return self.filter(is_on=True).filter(Q(open_until__isnull=True) | Q(open_until__lte=now))


ChannelManager = ScopedManager.from_queryset(ChannelQuerySet)


class Channel(ScopedModel):
    """How one district sends by one way. Off until the security administrator has filled it in.

    Everybody below reads whether it is on; no member data stands in it. `failures` counts failures in a row; from
    BREAKS_AT on the channel rests until `open_until` (outreach.domain.breaker), longer each time.
    """

    scope_office = True
    scope_shared_down = True

    kind = models.CharField("途径", max_length=10, choices=choices.ChannelKind.choices)
    provider = models.CharField("服务商", max_length=20, blank=True)
    is_on = models.BooleanField("启用", default=False)
    settings = models.JSONField("设置", default=dict, blank=True)
    failures = models.PositiveIntegerField("连续失败", default=0, editable=False)
    rests = models.PositiveSmallIntegerField("暂停次数", default=0, editable=False)
    open_until = models.DateTimeField("暂停到", null=True, editable=False)
    last_problem = models.CharField("最近的问题", max_length=40, blank=True, editable=False)
    changed_at = models.DateTimeField("修改时间", auto_now=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    objects: ClassVar[ChannelManager] = ChannelManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("owner_path", "kind")
        verbose_name = verbose_name_plural = "发送途径"
        constraints = (
            models.UniqueConstraint(fields=["owner_path", "kind"], name="channel_once"),
            models.UniqueConstraint(fields=["id", "owner_path"], name="channel_id_owner_path"),
        )

    def __str__(self) -> str:
        return self.get_kind_display()


class ChannelSecret(ScopedModel):
    """Keys and passwords of a channel: encrypted, read by the program at work alone, replaced and never shown."""

    scope_office = True

    channel = models.OneToOneField(Channel, models.CASCADE, related_name="secret")
    values = SealedJSONField("密钥")

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "发送途径的密钥"

    def __str__(self) -> str:
        return "（已加密）"
