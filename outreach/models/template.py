"""Templates and batches: what is said, and to whom it was decided to say it."""

from typing import ClassVar, Self

from django.db import models

from outreach import choices
from outreach.models.activity import Activity
from registry.models import User
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet


class MessageTemplate(ScopedModel):
    """A text to begin from, for its node and everything below. What was sent is kept with the batch."""

    scope_shared_down = True

    name = models.CharField("名称", max_length=50)
    subject = models.CharField("标题", max_length=60, blank=True)
    body = models.CharField("正文", max_length=500)
    # 短信服务商只发审核过的模板：那一份在服务商那里的代码。
    provider_code = models.CharField("短信模板代码", max_length=40, blank=True)
    is_active = models.BooleanField("在用", default=True)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    changed_at = models.DateTimeField("修改时间", auto_now=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        base_manager_name = "objects"
        ordering = ("name",)
        verbose_name = verbose_name_plural = "消息模板"
        constraints = (models.UniqueConstraint(fields=["owner_path", "name"], name="template_once"),)

    def __str__(self) -> str:
        return self.name


class BatchQuerySet(ScopedQuerySet["MessageBatch"]):
    """Questions about batches."""

    def shown(self) -> Self:
        """Batches that were at least put down."""
        return self.order_by("-id")


BatchManager = ScopedManager.from_queryset(BatchQuerySet)


class MessageBatch(ScopedModel):
    """One text to everybody whom a filter finds. `query` is the filter as it stood; `seal` what the approver approved:
    a keyed digest of text, channel and recipients, without which nothing of the batch is sent.
    """

    name = models.CharField("名称", max_length=50)
    channel = models.CharField("途径", max_length=10, choices=choices.ChannelKind.choices)
    template = models.ForeignKey(MessageTemplate, models.PROTECT, null=True, blank=True, related_name="+")
    subject = models.CharField("标题", max_length=60, blank=True)
    body = models.CharField("正文", max_length=500)
    provider_code = models.CharField("短信模板代码", max_length=40, blank=True)
    # What it invites to; the invited get a link with which they sign up.
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, related_name="batches", verbose_name="活动", editable=False
    )
    filter_name = models.CharField("筛选", max_length=50, blank=True)
    query = models.JSONField("条件", default=dict, blank=True)
    state = models.CharField(
        "状态", max_length=10, choices=choices.BatchState.choices, default=choices.BatchState.DRAFT
    )
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    recipients = models.PositiveIntegerField("收件人", default=0, editable=False)
    # {"opted_out": 2, "no_address": 5, …}: whom the filter found and no message was written for.
    left_out = models.JSONField("未列入", default=dict, blank=True, editable=False)
    seal = models.CharField(max_length=32, blank=True, editable=False)
    created_at = models.DateTimeField("建立时间")
    created_by = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    created_label = models.CharField("建立人（当时）", max_length=120, editable=False)
    approved_at = models.DateTimeField("确认时间", null=True, editable=False)
    approved_label = models.CharField("确认人（当时）", max_length=120, blank=True, editable=False)
    stopped_at = models.DateTimeField("停止时间", null=True, editable=False)
    stopped_label = models.CharField("停止人（当时）", max_length=120, blank=True, editable=False)

    objects: ClassVar[BatchManager] = BatchManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-id",)
        verbose_name = verbose_name_plural = "消息批次"
        # The list of a node, newest first.
        indexes = (models.Index(fields=["owner_path", "-id"], name="batch_list"),)

    def __str__(self) -> str:
        return self.name
