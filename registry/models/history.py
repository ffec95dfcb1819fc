"""What a record said before it was changed, and what is known of records that may be one person's."""

from typing import ClassVar, Self

from django.db import models

from registry import choices
from registry.models.member import Member
from registry.models.people import User
from registry.models.scoped import ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import SealedJSONField


class Revision(ScopedModel):
    """The values that one correction replaced. Rows are added, never changed.

    `kind` is a model's name in lower case (member, contactlog, studyreport), `object_id` its row, `version` the version
    that was replaced; `old` holds `{column: value as text or null}` of the changed columns only, encrypted.
    """

    scope_member = "member_id"

    member = models.ForeignKey(Member, models.PROTECT, related_name="revisions", verbose_name="流动党员")
    kind = models.CharField("对象类别", max_length=20)
    object_id = models.UUIDField("对象编号")
    version = models.PositiveIntegerField("被替换的版本")
    old = SealedJSONField("原值")
    reason = models.CharField("更正原因", max_length=200, blank=True)
    revised_at = models.DateTimeField("更正时间")
    revised_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="更正人")
    revised_label = models.CharField("更正人（当时）", max_length=120, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("-revised_at", "-id")
        verbose_name = verbose_name_plural = "更正历史"
        indexes = (
            models.Index(fields=["object_id", "version"], name="revision_object"),
            models.Index(fields=["member", "-revised_at"], name="revision_member"),
        )

    def __str__(self) -> str:
        return f"{self.kind} v{self.version}"


class DuplicatePairQuerySet(ScopedQuerySet["DuplicatePair"]):
    """Questions about pairs."""

    def of(self, member_id: object) -> Self:
        """Pairs that one record is part of."""
        return self.filter(models.Q(first_id=member_id) | models.Q(second_id=member_id))

    def readable(self) -> Self:
        """Pairs both of whose records lie in the scope: one may have moved away since."""
        halves = [models.Exists(Member.objects.filter(pk=models.OuterRef(name))) for name in ("first_id", "second_id")]
        return self.filter(*halves)

    def waiting(self) -> Self:
        """Pairs nobody has decided on, of records that are not merged into others."""
        merged = Member.objects.filter(
            models.Q(pk=models.OuterRef("first_id")) | models.Q(pk=models.OuterRef("second_id")),
            merged_into__isnull=False,
        )
        return self.readable().filter(~models.Exists(merged), state=choices.PairState.OPEN)


DuplicatePairManager = ScopedManager.from_queryset(DuplicatePairQuerySet)


class DuplicatePair(ScopedModel):
    """Two records that may be one person's, for a person to decide on. "Not a duplicate" is remembered.

    The pair belongs to the nearest organisation that stands over both records, so that nobody learns of a record
    outside the own scope. The records are plain keys, always read through the scoped manager; `first_id < second_id`.
    `decided_on` is a keyed hash of the names and ID numbers that were decided on. The `asked_` columns hold a
    community's word to its street.
    """

    first_id = models.UUIDField("记录一")
    second_id = models.UUIDField("记录二")
    score = models.PositiveSmallIntegerField("相似度（0–100）", default=0)
    grounds = models.JSONField("依据", default=list)
    state = models.CharField("状态", max_length=14, choices=choices.PairState.choices, default=choices.PairState.OPEN)
    found_at = models.DateTimeField("发现时间")
    decided_at = models.DateTimeField("核对时间", null=True, editable=False)
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="核对人")
    decided_label = models.CharField("核对人（当时）", max_length=120, blank=True)
    decided_on = models.BinaryField("核对时的姓名与号码", null=True, editable=False)
    reason = models.CharField("说明", max_length=200, blank=True)
    asked_at = models.DateTimeField("请上级合并的时间", null=True, editable=False)
    asked_label = models.CharField("提请人（当时）", max_length=120, blank=True)
    asked_note = models.CharField("提请说明", max_length=200, blank=True)

    objects: ClassVar[DuplicatePairManager] = DuplicatePairManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-score", "-id")
        verbose_name = verbose_name_plural = "疑似重复"
        constraints = (models.UniqueConstraint(fields=["first_id", "second_id"], name="duplicate_pair_once"),)
        indexes = (
            models.Index(fields=["owner_path", "state", "-score"], name="duplicate_pair_queue"),
            models.Index(fields=["second_id"], name="duplicate_pair_second"),
        )

    def __str__(self) -> str:
        return f"{self.first_id} ~ {self.second_id}"


class MemberMerge(ScopedModel):
    """One record merged into another of the same organisation, with all that it takes to undo it.

    `before` holds the replaced values, `moved` the rows that changed records: {model: [ids]}. An undone merge lets go
    of `absorbed`, which may lie elsewhere again; `absorbed_was` keeps its key.
    """

    scope_member = "kept_id"

    kept = models.ForeignKey(Member, models.PROTECT, related_name="merges", verbose_name="保留的记录")
    absorbed = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+", verbose_name="并入的记录")
    absorbed_was = models.UUIDField("并入的记录编号", null=True, editable=False)
    before = SealedJSONField("合并前的值")
    moved = models.JSONField("移动的记录", default=dict)
    movement_id = models.UUIDField("结束记录", null=True, editable=False)
    reason = models.CharField("理由", max_length=200, blank=True)
    merged_at = models.DateTimeField("合并时间")
    merged_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="合并人")
    merged_label = models.CharField("合并人（当时）", max_length=120, blank=True)
    undone_at = models.DateTimeField("撤销时间", null=True, editable=False)
    undone_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="撤销人")
    undo_reason = models.CharField("撤销理由", max_length=200, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("-merged_at",)
        verbose_name = verbose_name_plural = "合并记录"
        constraints = (
            models.UniqueConstraint(
                fields=["absorbed"], condition=models.Q(undone_at__isnull=True), name="member_merged_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.absorbed_was} → {self.kept_id}"
