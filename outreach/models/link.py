"""Personal links: what a member opens without an account."""

from typing import ClassVar, Self

from django.db import models

from outreach import choices
from outreach.models.activity import Activity
from outreach.models.message import Message
from registry.lib import clock
from registry.models import Member, User
from registry.models.custody import definer
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet


class PersonalLinkQuerySet(ScopedQuerySet["PersonalLink"]):
    """Questions about personal links."""

    def in_force(self) -> Self:
        """Those that still open: not revoked, not past their day."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=clock.now())


PersonalLinkManager = ScopedManager.from_queryset(PersonalLinkQuerySet)


class PersonalLink(ScopedModel):
    """One link of one member for one purpose. A keyed hash of its token is kept; it ends by its day or by staff."""

    scope_member = "member_id"

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="links", verbose_name="流动党员", db_constraint=False, db_index=False
    )
    purpose = models.CharField("用途", max_length=10, choices=choices.LinkPurpose.choices)
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    message = models.ForeignKey(
        Message, models.PROTECT, null=True, related_name="links", db_constraint=False, db_index=False, editable=False
    )
    # What the member may sign up for with it; activities are shared by whoever stands above her.
    activity = models.ForeignKey(
        Activity, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False, editable=False
    )
    created_at = models.DateTimeField("签发时间")
    created_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", editable=False, db_constraint=False, db_index=False
    )
    expires_at = models.DateTimeField("有效至")
    used_at = models.DateTimeField("最近使用", null=True, editable=False)
    revoked_at = models.DateTimeField("撤销时间", null=True, editable=False)
    revoked_label = models.CharField("撤销人（当时）", max_length=120, blank=True, editable=False)

    objects: ClassVar[PersonalLinkManager] = PersonalLinkManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-id",)
        verbose_name = verbose_name_plural = "个人链接"
        indexes = (
            # The links of a member.
            models.Index(fields=["member", "-id"], name="link_member"),
            models.Index(fields=["owner_path", "-id"], name="link_list"),
        )

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}（{self.created_at:%Y-%m-%d}）"


def link_by_digest(digest: bytes) -> PersonalLink | None:
    """The link of that hash, in force or not; asked before anybody's scope is known."""
    rows = PersonalLink.objects.unscoped("链接先于范围").raw("SELECT * FROM outreach_link_by_digest(%s)", [digest])
    return next(iter(rows), None)


def note_link(link: PersonalLink) -> None:
    """Remember when the link was used last; the member herself changes no row."""
    definer("outreach_note_link", link.pk)
