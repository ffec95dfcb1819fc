"""A form of the superior office, filled every month: the uploaded .xlsx and what its cells are bound to."""

from typing import Any, ClassVar, Self

from django.db import models
from django.db.models import Q

from registry.models import Organisation, User
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import SealedBytesField


class OfficialFormQuerySet(ScopedQuerySet["OfficialForm"]):
    """Questions about forms."""

    def in_use(self) -> Self:
        """Those that are filled every month."""
        return self.filter(retired_at__isnull=True)


OfficialFormManager = ScopedManager.from_queryset(OfficialFormQuerySet)


class OfficialForm(ScopedModel):
    """One version of a form. A new upload under the same name is the next version; the old one stays and is retired.

    `bindings` is sheet → address → what fills it (`reports.forms.binding`), and changes with `revision`; the bytes
    of the form never change.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+", verbose_name="单位")
    name = models.CharField("表名", max_length=60)
    version = models.PositiveSmallIntegerField("第几版", default=1)
    file_name = models.CharField("文件名", max_length=100)
    size = models.PositiveIntegerField("大小（字节）", default=0)
    sha256 = models.CharField("SHA-256", max_length=64)
    bindings: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField("对应关系", default=dict)
    revision = models.PositiveIntegerField("对应关系修改次数", default=1)
    uploaded_at = models.DateTimeField("上传时间")
    uploaded_by = models.ForeignKey(
        User, models.PROTECT, null=True, related_name="+", db_constraint=False, db_index=False, verbose_name="上传人"
    )
    uploaded_label = models.CharField("上传人（当时）", max_length=120, blank=True)
    retired_at = models.DateTimeField("停用时间", null=True)
    retired_label = models.CharField("停用人（当时）", max_length=120, blank=True)

    objects: ClassVar[OfficialFormManager] = OfficialFormManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("name", "-version")
        verbose_name = verbose_name_plural = "上级表样"
        constraints = (
            models.UniqueConstraint(fields=["id", "owner_path"], name="official_form_id_owner_path"),
            models.UniqueConstraint(fields=["owner_path", "name", "version"], name="official_form_version_once"),
            models.UniqueConstraint(
                fields=["owner_path", "name"], condition=Q(retired_at__isnull=True), name="official_form_in_use_once"
            ),
        )
        indexes = (models.Index(fields=["owner_path", "-id"], name="official_form_list"),)

    def __str__(self) -> str:
        return f"{self.name}（第 {self.version} 版）"

    @property
    def bound(self) -> int:
        """How many cells are bound."""
        return sum(len(cells) for cells in self.bindings.values())


class OfficialFormFile(ScopedModel):
    """The bytes of a form as it was uploaded, encrypted (associated data: this table, this id, `data`)."""

    form = models.OneToOneField(OfficialForm, models.CASCADE, related_name="file", db_index=False)
    data = SealedBytesField("内容（密文）")

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "上级表样的文件"

    def __str__(self) -> str:
        return str(self.form_id)
