"""Activities as they are announced, what was written down of them, their photographs."""

from datetime import datetime
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from outreach import choices
from outreach.models.venue import Venue
from registry.choices import MediaType
from registry.lib import scope as scopes
from registry.models import User
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import SealedBytesField, SealedField

S = choices.ActivityState
GOING_ON = (S.PLANNED, S.HELD)


class ActivityQuerySet(ScopedQuerySet["Activity"]):
    """Questions about activities."""

    def own(self) -> Self:
        """Those of the scope's own subtree, without those that are only read from above."""
        return self.filter(owner_path__gte=scopes.current().path)

    def to_come(self, now: datetime) -> Self:
        """Planned ones that are not over."""
        return self.filter(state=S.PLANNED, ends_at__gt=now)

    def to_note(self, now: datetime) -> Self:
        """Those that are over and of which nobody has said that they were held."""
        return self.filter(state=S.PLANNED, ends_at__lte=now)

    def took_place(self, since: datetime, until: datetime) -> Self:
        """Held ones that began in a stretch of time, its end left out: what a month counts."""
        return self.filter(state__in=(S.HELD, S.CLOSED), starts_at__gte=since, starts_at__lt=until)


ActivityManager = ScopedManager.from_queryset(ActivityQuerySet)


class Activity(ScopedModel):
    """What a node announces to everybody below it. It says nothing of members: who comes is a `Participation`, what was
    decided an `ActivityRecord`."""

    scope_shared_down = True

    host_label = models.CharField("主办组织", max_length=200, editable=False)
    kind = models.CharField("类型", max_length=20, choices=choices.ActivityKind.choices)
    title = models.CharField("名称", max_length=60)
    starts_at = models.DateTimeField("开始时间")
    ends_at = models.DateTimeField("结束时间")
    venue = models.ForeignKey(
        Venue, models.PROTECT, null=True, blank=True, related_name="activities", verbose_name="场所"
    )
    place = models.CharField("地点", max_length=200, blank=True)
    # 社区"大党委"成员单位等，照写。
    joint_hosts = models.CharField("联办单位", max_length=200, blank=True)
    chair = models.CharField("主持人", max_length=50, blank=True)
    team = models.CharField("讲师来自", max_length=20, choices=choices.LecturerTeam.choices, blank=True)
    speaker = models.CharField("主讲人", max_length=50, blank=True)
    content = models.TextField("内容", max_length=2000, blank=True)
    capacity = models.PositiveIntegerField("名额", null=True, blank=True)
    sign_up_until = models.DateTimeField("报名截止", null=True, blank=True)
    open_to_all = models.BooleanField("下属党员都可报名", default=True)
    # How 流动党员 count: beside the branch's own members, or as its own.
    member_role = models.CharField(
        "流动党员怎么计", max_length=10, choices=choices.AttendanceRole.choices,
        default=choices.AttendanceRole.GUEST,
    )  # fmt: skip
    state = models.CharField("状态", max_length=10, choices=S.choices, default=S.PLANNED, editable=False)
    state_reason = models.CharField("原因", max_length=200, blank=True, editable=False)
    state_at = models.DateTimeField("状态时间", editable=False)
    state_label = models.CharField("由谁改的（当时）", max_length=120, blank=True, editable=False)
    # When day or place last changed after it was announced: whoever was asked before is told.
    moved_at = models.DateTimeField("改期时间", null=True, editable=False)
    # What the code on the wall says; it opens a page around the activity alone.
    door_code = models.CharField(max_length=16, unique=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    created_at = models.DateTimeField("建立时间", editable=False)
    created_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    created_label = models.CharField("建立人（当时）", max_length=120, editable=False)

    objects: ClassVar[ActivityManager] = ActivityManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-starts_at", "-id")
        verbose_name = verbose_name_plural = "活动"
        constraints = (
            models.UniqueConstraint(fields=["id", "owner_path"], name="activity_id_owner_path"),
            models.CheckConstraint(condition=Q(ends_at__gt=models.F("starts_at")), name="activity_ends_later"),
        )
        indexes = (
            models.Index(fields=["-starts_at", "-id"], name="activity_list"),
            models.Index(fields=["owner_path", "-id"], name="activity_node"),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def where(self) -> str:
        """The place in words: the venue with its address, and what was written beside it."""
        venue = self.venue
        said = [venue.name, venue.address, self.place] if venue else [self.place]
        return " ".join(filter(None, said))


class ActivityRecord(ScopedModel):
    """What was written down of an activity: for its own node and those above it."""

    activity = models.OneToOneField(Activity, models.PROTECT, related_name="record")
    recorder = models.CharField("记录人", max_length=50, blank=True)
    # 本支部党员不在这里登记，只记人数；流动党员按名单另计。
    own_expected = models.PositiveIntegerField("本支部应到", default=0)
    own_present = models.PositiveIntegerField("本支部实到", default=0)
    minutes = SealedField("会议记录")
    resolution = SealedField("决议")
    written_at = models.DateTimeField("记录时间", editable=False)
    written_label = models.CharField("记录者（当时）", max_length=120, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "活动记录"

    def __str__(self) -> str:
        return str(self.activity_id)


class PhotoQuerySet(ScopedQuerySet["ActivityPhoto"]):
    """Questions about photographs."""

    def listed(self) -> Self:
        """Without their bytes."""
        return self.defer("data")

    def present(self) -> Self:
        """Those whose bytes are still there."""
        return self.filter(removed_at__isnull=True)


PhotoManager = ScopedManager.from_queryset(PhotoQuerySet)


class ActivityPhoto(ScopedModel):
    """A photograph or scan of an activity, encrypted. A removed one leaves its row: who took it away, when and why."""

    activity = models.ForeignKey(Activity, models.PROTECT, related_name="photos")
    name = models.CharField("文件名", max_length=100)
    media_type = models.CharField("类型", max_length=20, choices=MediaType.choices)
    size = models.PositiveIntegerField("大小（字节）", default=0)
    digest = models.CharField("SHA-256", max_length=64)
    data = SealedBytesField("内容（密文）")
    added_at = models.DateTimeField("上传时间")
    added_label = models.CharField("上传人（当时）", max_length=120, blank=True)
    removed_at = models.DateTimeField("移除时间", null=True, editable=False)
    removed_label = models.CharField("移除人（当时）", max_length=120, blank=True, editable=False)
    remove_reason = models.CharField("移除原因", max_length=200, blank=True, editable=False)

    objects: ClassVar[PhotoManager] = PhotoManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("added_at", "id")
        verbose_name = verbose_name_plural = "活动照片"
        indexes = (models.Index(fields=["activity", "added_at"], name="activity_photo"),)

    def __str__(self) -> str:
        return self.name
