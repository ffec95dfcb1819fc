"""Rosters on their way in: file → rows → checked rows → applied rows, each stage stored."""

from django.db import models

from registry import choices
from registry.lib import clock
from registry.models.people import User
from registry.models.scoped import ScopedModel
from registry.models.sealed import SealedBytesField
from registry.models.tree import Organisation


class Intake(ScopedModel):
    """One uploaded roster and how far it has come.

    The database is the queue: a task looks for intakes in a waiting state, takes a lease, works, and writes progress
    here. `attempts` counts the tries of the present stage; after three the intake is set aside as failed.
    """

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="intakes", verbose_name="组织")
    uploaded_by = models.ForeignKey(User, models.PROTECT, related_name="intakes", verbose_name="上传人")
    file_name = models.CharField("文件名", max_length=200)
    file_size = models.PositiveBigIntegerField("大小（字节）", default=0)
    digest = models.CharField("SHA-256", max_length=64)
    direction = models.CharField("方向", max_length=4, default="auto")
    state = models.CharField("状态", max_length=15, choices=choices.IntakeState.choices, default="uploaded")
    problem = models.CharField("未能完成的原因", max_length=500, blank=True)
    problem_kind = models.CharField(max_length=30, blank=True)
    attempts = models.PositiveSmallIntegerField("本步已试次数", default=0)
    lease_until = models.DateTimeField("占用到", null=True)
    cancel_requested = models.BooleanField("已要求取消", default=False)
    rows_total = models.PositiveIntegerField("行数", default=0)
    rows_done = models.PositiveIntegerField("已处理", default=0)
    sheets = models.JSONField("工作表与列", default=list)
    mapping = models.JSONField("对应关系", default=dict)
    counts = models.JSONField("统计", default=dict)
    previous_id = models.UUIDField("对比的上一份", null=True)
    created_at = models.DateTimeField("上传时间", default=clock.now, editable=False)
    applied_at = models.DateTimeField("写入时间", null=True)
    purge_after = models.DateField("清除日期")
    purged_at = models.DateTimeField("已清除", null=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("-created_at",)
        verbose_name = verbose_name_plural = "名册导入"
        constraints = (models.UniqueConstraint(fields=["id", "owner_path"], name="intake_id_owner_path"),)
        indexes = (
            models.Index(fields=["state", "lease_until"], name="intake_queue"),
            models.Index(fields=["owner_path", "-id"], name="intake_list"),
        )

    def __str__(self) -> str:
        return self.file_name


class IntakeFile(ScopedModel):
    """The bytes of an upload, encrypted (associated data: this table, this id, `data`)."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="files")
    kind = models.CharField("用途", max_length=10, default="upload")
    data = SealedBytesField("内容（密文）", bound_to="kind")
    expires_at = models.DateTimeField("有效至", null=True)

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "导入文件"
        constraints = (models.UniqueConstraint(fields=["intake", "kind"], name="intake_file_once"),)

    def __str__(self) -> str:
        return f"{self.intake_id} {self.kind}"


class IntakePack(ScopedModel):
    """What some rows of a roster said and were read as: one line of JSON each, encrypted together.

    Row `position` is line `(position - 1) % PACK` of pack `(position - 1) // PACK`, see
    `registry.intake.staging.packs`. Associated data: this table, this id, `payload` and the number, so neither packs
    nor rows can change places.
    """

    # The same-owner key is the foreign key of such a column; Django's own would check the same twice.
    intake = models.ForeignKey(Intake, models.CASCADE, related_name="packs", db_constraint=False, db_index=False)
    number = models.PositiveIntegerField("序号")
    payload = SealedBytesField("内容（密文）", bound_to="number")

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "导入行的内容"
        constraints = (models.UniqueConstraint(fields=["intake", "number"], name="intake_pack_once"),)

    def __str__(self) -> str:
        return f"{self.intake_id} {self.number}"


class IntakeRow(ScopedModel):
    """One row of a roster: what would be done with it, what was done. Its texts are in the intake's packs.

    `issues` holds kinds and columns only, no cell text. `member_id` is a plain key: the member may belong
    to a node below the intake's, or move on; it is always read through the scoped manager.
    """

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="rows", db_constraint=False, db_index=False)
    sheet = models.CharField("工作表", max_length=100)
    row = models.PositiveIntegerField("行")
    position = models.PositiveIntegerField("顺序")
    verdict = models.CharField("核对结果", max_length=6, choices=choices.Verdict.choices)
    issues = models.JSONField("问题", default=list)
    action = models.CharField("将要", max_length=10, choices=choices.RowAction.choices, default="none")
    state = models.CharField("状态", max_length=12, choices=choices.RowState.choices, default="staged")
    member_id = models.UUIDField("党员", null=True)
    member_version = models.PositiveIntegerField(null=True)
    before = SealedBytesField("更新前（密文）", null=True)
    note = models.CharField("说明", max_length=200, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("position",)
        verbose_name = verbose_name_plural = "导入行"
        constraints = (models.UniqueConstraint(fields=["intake", "position"], name="intake_row_once"),)
        indexes = (
            models.Index(fields=["intake", "verdict", "position"], name="intake_row_verdict"),
            models.Index(
                fields=["member_id"],
                name="intake_row_member",
                condition=models.Q(member_id__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return f"{self.sheet}!{self.row}"


class RosterDifference(ScopedModel):
    """This roster against the previous one of the same node and direction, for a person to decide on."""

    intake = models.ForeignKey(Intake, models.CASCADE, related_name="differences")
    kind = models.CharField("差异", max_length=8, choices=choices.DifferenceKind.choices)
    member_id = models.UUIDField("党员")
    row_id = models.UUIDField("导入行", null=True)
    fields = models.JSONField("变更的项目", default=list)
    decision = models.CharField(
        "处理",
        max_length=10,
        choices=choices.DifferenceDecision.choices,
        default="open",
    )
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "名册对比"
        constraints = (models.UniqueConstraint(fields=["intake", "member_id"], name="roster_difference_once"),)
        indexes = (models.Index(fields=["intake", "kind", "decision"], name="roster_difference_kind"),)

    def __str__(self) -> str:
        return f"{self.get_kind_display()}"
