"""学习汇报: what a member studied, in whose words, and who has read it."""

from typing import ClassVar, Self

from django.db import models

from registry import choices
from registry.models.member import Member
from registry.models.people import User
from registry.models.scoped import ScopedManager
from registry.models.sealed import SealedField
from registry.models.story import StoryModel, StoryQuerySet


class StudyReportQuerySet(StoryQuerySet["StudyReport"]):
    """Questions about study reports."""

    def pending(self) -> Self:
        """Those that nobody has read yet."""
        return self.valid().filter(state=choices.StudyState.PENDING)

    def campaigns(self, most: int = 50) -> list[str]:
        """The campaigns that these reports name, each once, in alphabetical order."""
        named = self.exclude(campaign="").order_by("campaign").values_list("campaign", flat=True)
        return list(named.distinct()[:most])


StudyReportManager = ScopedManager.from_queryset(StudyReportQuerySet)


class StudyReport(StoryModel):
    """One report. `hours` are hours of study."""

    member = models.ForeignKey(Member, models.PROTECT, related_name="studies", verbose_name="流动党员")
    topic = models.CharField("学习主题", max_length=100, blank=True)
    form = models.CharField("学习形式", max_length=16, choices=choices.StudyForm.choices)
    studied_on = models.DateField("学习日期")
    hours = models.DecimalField("学时", max_digits=4, decimal_places=1, null=True, blank=True)
    text = SealedField("学习心得")
    channel = models.CharField("提交方式", max_length=10, choices=choices.StudyChannel.choices)
    campaign = models.CharField("所属专题", max_length=50, blank=True)
    share_home = models.BooleanField("通报流出地党组织", default=False)
    recorded_at = models.DateTimeField("提交时间")
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="接收人")
    recorded_label = models.CharField("接收人（当时）", max_length=120, blank=True)
    state = models.CharField(
        "审阅状态", max_length=8, choices=choices.StudyState.choices, default=choices.StudyState.PENDING
    )
    comment = models.CharField("审阅意见", max_length=500, blank=True)
    reviewed_at = models.DateTimeField("审阅时间", null=True, editable=False)
    reviewed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="审阅人")
    reviewed_label = models.CharField("审阅人（当时）", max_length=120, blank=True)

    objects: ClassVar[StudyReportManager] = StudyReportManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-studied_on", "-id")
        verbose_name = verbose_name_plural = "学习汇报"
        constraints = (
            models.UniqueConstraint(fields=["id", "owner_path"], name="study_id_owner_path"),
            models.UniqueConstraint(fields=["member", "client_key"], name="study_sent_once"),
        )
        indexes = (
            models.Index(fields=["member", "-studied_on"], name="study_member"),
            models.Index(fields=["owner_path", "-id"], name="study_list"),
            models.Index(fields=["node_at_event", "studied_on"], name="study_node"),
            # The campaigns of a node, to be offered while one types.
            models.Index(fields=["owner_path", "campaign"], name="study_campaign", condition=~models.Q(campaign="")),
            # The heap that waits to be read is small beside all that was ever handed in.
            models.Index(
                fields=["owner_path", "-id"],
                name="study_pending",
                condition=models.Q(state="pending", voided_at__isnull=True),
            ),
        )

    def __str__(self) -> str:
        return self.topic or self.get_form_display()
