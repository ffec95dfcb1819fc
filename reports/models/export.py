"""Exports: a file that somebody asked for, how far its making is, and its bytes, encrypted in parts."""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from registry.models import Organisation, User
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import SealedBytesField
from reports.choices.exports import ExportKind, ExportState

S = ExportState
# Somebody waits for it.
WAITING = (S.QUEUED, S.RUNNING)


class ExportQuerySet(ScopedQuerySet["Export"]):
    """Questions about exports."""

    def waiting(self) -> Self:
        """To be made: what a person waits for before the archives, the oldest first."""
        return self.filter(state__in=WAITING).order_by("archive", "asked_at", "id")

    def kept(self) -> Self:
        """The archived files of closed months, and those on their way to be."""
        return self.filter(archive=True).exclude(state__in=(S.FAILED, S.CANCELLED))

    def expired(self, now: datetime) -> Self:
        """Past their time, with their bytes still there."""
        return self.filter(expires_at__lte=now, purged_at__isnull=True, state=S.DONE)


ExportManager = ScopedManager.from_queryset(ExportQuerySet)


class Export(ScopedModel):
    """One file: which node's, of which month, for whose eyes.

    The database is the queue: whoever asks adds a row, a worker makes the file and publishes row, bytes and digest in
    one transaction. `close` is the number of the closed version that it holds (0: the month was open), `known_at` the
    moment after which nothing that was recorded is in it. `archive` marks the file of a closed month that everybody of
    the node gets from then on; it has no end. A file with whole numbers (`masked` false) is its asker's alone: a policy
    of the database holds it.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    kind = models.CharField("文件", max_length=12, choices=ExportKind.choices)
    year = models.PositiveSmallIntegerField("年", default=0)
    month = models.PositiveSmallIntegerField("月", default=0)
    close = models.PositiveSmallIntegerField("归档第几版", default=0)
    archive = models.BooleanField("归档文件", default=False)
    masked = models.BooleanField("号码打码", default=True)
    reason = models.CharField("为什么要完整号码", max_length=100, blank=True)
    # {"sheets": [...]} of a month, {"filters": {...}} of a ledger.
    options: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("选项", default=dict)
    state = models.CharField("状态", max_length=10, choices=S.choices, default=S.QUEUED)
    percent = models.PositiveSmallIntegerField("进度", default=0)
    problem = models.CharField("没有生成的原因", max_length=300, blank=True)
    asked_at = models.DateTimeField("申请时间")
    # No role may remove an account: a key into them could never refuse anything.
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False, verbose_name="申请人"
    )
    asked_label = models.CharField("申请人（当时）", max_length=120, blank=True)
    known_at = models.DateTimeField("数据截至", null=True)
    head = models.CharField("审计链尾", max_length=120, blank=True)
    watermark = models.CharField("水印编号", max_length=40, blank=True)
    file_name = models.CharField("文件名", max_length=200, blank=True)
    size = models.PositiveBigIntegerField("大小（字节）", default=0)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    made_at = models.DateTimeField("生成时间", null=True)
    expires_at = models.DateTimeField("保留到", null=True)
    purged_at = models.DateTimeField("清除时间", null=True)

    objects: ClassVar[ExportManager] = ExportManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-id",)
        verbose_name = verbose_name_plural = "导出文件"
        constraints = (
            models.UniqueConstraint(fields=["id", "owner_path"], name="export_id_owner_path"),
            models.UniqueConstraint(
                fields=["owner_path", "kind", "year", "month", "close"],
                condition=Q(archive=True, state__in=(S.QUEUED, S.RUNNING, S.DONE)),
                name="export_archived_once",
            ),
            models.CheckConstraint(condition=Q(archive=False) | Q(masked=True), name="export_archive_is_masked"),
        )
        indexes = (
            models.Index(fields=["owner_path", "-id"], name="export_list"),
            models.Index(fields=["asked_at"], name="export_queue", condition=Q(state__in=WAITING)),
            models.Index(
                fields=["expires_at"], name="export_expiry", condition=Q(purged_at__isnull=True, state=S.DONE)
            ),
        )

    def __str__(self) -> str:
        return self.file_name or self.get_kind_display()

    @property
    def waits(self) -> bool:
        """Whether it is still to be made."""
        return self.state in WAITING


class ExportPart(ScopedModel):
    """Some megabytes of a file, encrypted (associated data: this table, this id, `data`)."""

    export = models.ForeignKey(Export, models.CASCADE, related_name="parts", db_index=False)
    number = models.PositiveIntegerField("第几段")
    data = SealedBytesField("内容（密文）")

    class Meta:
        base_manager_name = "objects"
        ordering = ("export", "number")
        verbose_name = verbose_name_plural = "导出文件的内容"
        constraints = (models.UniqueConstraint(fields=["export", "number"], name="export_part_once"),)

    def __str__(self) -> str:
        return f"{self.number}"
