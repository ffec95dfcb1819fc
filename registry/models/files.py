"""Files kept with a member, a contact or a study report: photographs and scans, encrypted."""

from typing import ClassVar, Self

from django.db import models

from registry import choices
from registry.models.contact import ContactLog
from registry.models.member import Member
from registry.models.people import User
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import SealedBytesField
from registry.models.study import StudyReport


class AttachmentQuerySet(ScopedQuerySet["Attachment"]):
    """Questions about files."""

    def present(self) -> Self:
        """Those whose bytes are still there."""
        return self.filter(removed_at__isnull=True)


AttachmentManager = ScopedManager.from_queryset(AttachmentQuerySet)


class Attachment(ScopedModel):
    """What is known of a file. Its bytes lie in `AttachmentContent`, so that lists never read them.

    A removed file leaves this row behind: who took it away, when and why.
    """

    scope_member = "member_id"

    member = models.ForeignKey(Member, models.PROTECT, related_name="attachments", verbose_name="流动党员")
    contact = models.ForeignKey(ContactLog, models.PROTECT, null=True, blank=True, related_name="attachments")
    study = models.ForeignKey(StudyReport, models.PROTECT, null=True, blank=True, related_name="attachments")
    name = models.CharField("文件名", max_length=100)
    media_type = models.CharField("类型", max_length=20, choices=choices.MediaType.choices)
    size = models.PositiveIntegerField("大小（字节）", default=0)
    digest = models.CharField("SHA-256", max_length=64)
    added_at = models.DateTimeField("上传时间")
    added_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="上传人")
    added_label = models.CharField("上传人（当时）", max_length=120, blank=True)
    removed_at = models.DateTimeField("移除时间", null=True, editable=False)
    remove_reason = models.CharField("移除原因", max_length=200, blank=True, editable=False)
    removed_by = models.ForeignKey(
        User, models.PROTECT, null=True, editable=False, related_name="+", verbose_name="移除人"
    )
    removed_label = models.CharField("移除人（当时）", max_length=120, blank=True, editable=False)

    objects: ClassVar[AttachmentManager] = AttachmentManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("added_at", "id")
        verbose_name = verbose_name_plural = "附件"
        constraints = (models.UniqueConstraint(fields=["id", "owner_path"], name="attachment_id_owner_path"),)
        indexes = (
            models.Index(fields=["member", "added_at"], name="attachment_member"),
            models.Index(fields=["owner_path", "-id"], name="attachment_list"),
        )

    def __str__(self) -> str:
        return self.name


class AttachmentContent(ScopedModel):
    """The bytes of a file, encrypted (associated data: this table, this id, `data`)."""

    scope_member = "member_id"

    attachment = models.OneToOneField(Attachment, models.CASCADE, related_name="content")
    member = models.ForeignKey(Member, models.PROTECT, related_name="+")
    data = SealedBytesField("内容（密文）")

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "附件内容"

    def __str__(self) -> str:
        return str(self.attachment_id)
