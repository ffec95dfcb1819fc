"""Who works with the registry: users and their postings."""

from datetime import date
from typing import ClassVar, Self

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models

from registry import choices
from registry.lib.ids import uuid7
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.tree import Organisation


class User(ScopedModel, AbstractBaseUser):
    """An account of one person on the staff. Rights come from postings alone."""

    scope_office = True

    id = models.UUIDField("编号", primary_key=True, default=uuid7, editable=False)
    username = models.CharField(
        "账号",
        max_length=64,
        unique=True,
        error_messages={"unique": "这个账号已经有人用了，请换一个"},
    )
    name = models.CharField("姓名", max_length=50)
    phone = models.CharField("办公电话", max_length=40, blank=True)
    is_active = models.BooleanField("在用", default=True)
    must_change_password = models.BooleanField("下次登录须改密码", default=True)
    password_changed_at = models.DateTimeField("密码修改时间", null=True, blank=True)
    # Since when the account waits for a second officer, because somebody else has set its password.
    held_at = models.DateTimeField("密码待复核", null=True, blank=True, editable=False)

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        base_manager_name = "objects"
        ordering = ("username",)
        verbose_name = verbose_name_plural = "账号"

    def __str__(self) -> str:
        return self.name or self.username

    @property
    def is_staff(self) -> bool:
        """Every account is a staff account; what it may do there is a question of its posting."""
        return self.is_active

    def has_perm(self, perm: str, obj: object | None = None) -> bool:
        """No right hangs on an account: the admin classes ask the policies instead."""
        return False

    def has_module_perms(self, app_label: str) -> bool:
        """The admin's front page asks this before it asks each admin class."""
        return self.is_active


class PostingQuerySet(ScopedQuerySet["Posting"]):
    """Questions about postings."""

    def on(self, day: date) -> Self:
        """Postings in force on `day`: confirmed, begun and not over."""
        begun = self.filter(confirmed_at__isnull=False, starts_on__lte=day)
        return begun.filter(models.Q(ends_on__isnull=True) | models.Q(ends_on__gte=day))


PostingManager = ScopedManager.from_queryset(PostingQuerySet)


class Posting(ScopedModel):
    """A user's role at a node, from a day to a day (both included; no end means still in force).

    What a system administrator gives is in force when the security administrator has confirmed it.
    """

    scope_office = True

    user = models.ForeignKey(User, models.PROTECT, related_name="postings", verbose_name="账号")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="postings", verbose_name="组织")
    role = models.CharField("角色", max_length=20, choices=choices.Role.choices)
    starts_on = models.DateField("开始日期")
    ends_on = models.DateField("结束日期", null=True, blank=True)
    posted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="加的人"
    )
    confirmed_at = models.DateTimeField("复核时间", null=True, blank=True, editable=False)
    confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, editable=False, related_name="+", verbose_name="复核人"
    )

    objects: ClassVar[PostingManager] = PostingManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("organisation__path", "role")
        verbose_name = verbose_name_plural = "任职"
        constraints = (models.UniqueConstraint(fields=["id", "owner_path"], name="posting_id_owner_path"),)
        indexes = (models.Index(fields=["user", "ends_on"], name="posting_user"),)

    def __str__(self) -> str:
        return f"{self.organisation} {self.get_role_display()}"


class HeaderMapping(ScopedModel):
    """Which column means what, remembered for a set of headers. No personal data."""

    signature = models.CharField("表头指纹", max_length=64)
    mapping = models.JSONField("对应关系", default=dict)
    updated_at = models.DateTimeField("更新时间", auto_now=True)

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "表头对应"
        constraints = (models.UniqueConstraint(fields=["owner_path", "signature"], name="header_mapping_once"),)

    def __str__(self) -> str:
        return self.signature[:12]


class SavedFilter(ScopedModel):
    """A list filter somebody keeps, alone or for everybody at the node."""

    owner = models.ForeignKey(User, models.CASCADE, related_name="saved_filters", verbose_name="保存人")
    name = models.CharField("名称", max_length=50)
    query = models.JSONField("条件", default=dict)
    shared = models.BooleanField("本组织共用", default=False)

    class Meta:
        base_manager_name = "objects"
        ordering = ("name",)
        verbose_name = verbose_name_plural = "常用筛选"
        constraints = (models.UniqueConstraint(fields=["owner", "name"], name="saved_filter_once"),)

    def __str__(self) -> str:
        return self.name
