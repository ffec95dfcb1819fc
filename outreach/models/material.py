"""Study materials as a node announces them, their files, and who was given what."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Count, Q, Sum

from outreach import choices
from registry.choices import MediaType
from registry.lib import scope as scopes
from registry.models import Member, User
from registry.models.scoped import PathField, ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import SealedBytesField

VALID = Q(voided_at__isnull=True)


class MaterialQuerySet(ScopedQuerySet["Material"]):
    """Questions about materials."""

    def in_use(self) -> Self:
        """Those that may be handed out."""
        return self.filter(withdrawn_on__isnull=True)

    def own(self) -> Self:
        """Those of the scope's own subtree, without those that are only read from above."""
        return self.filter(owner_path__gte=scopes.current().path)


MaterialManager = ScopedManager.from_queryset(MaterialQuerySet)


class Material(ScopedModel):
    """What a node gives its members to study; everything below it may hand it out. It is withdrawn, never removed: it
    was handed out."""

    scope_shared_down = True

    host_label = models.CharField("归哪个组织", max_length=200, editable=False)
    title = models.CharField("名称", max_length=100)
    kind = models.CharField("类别", max_length=12, choices=choices.MaterialKind.choices)
    subject = models.CharField("专题", max_length=50, blank=True)
    description = models.CharField("说明", max_length=500, blank=True)
    link = models.URLField("网址", max_length=300, blank=True)
    year = models.PositiveSmallIntegerField("年度")
    quarter = models.PositiveSmallIntegerField(
        "季度", choices=choices.MaterialQuarter.choices, default=choices.MaterialQuarter.WHOLE_YEAR
    )
    # 印了（买了）多少册；电子的留空。
    copies = models.PositiveIntegerField("册数", null=True, blank=True)
    withdrawn_on = models.DateField("停用日期", null=True, blank=True, editable=False)
    withdraw_reason = models.CharField("停用原因", max_length=200, blank=True, editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    changed_at = models.DateTimeField("修改时间", auto_now=True)
    changed_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)

    objects: ClassVar[MaterialManager] = MaterialManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-id",)
        verbose_name = verbose_name_plural = "学习资料"
        constraints = (
            models.UniqueConstraint(fields=["owner_path", "title", "year", "quarter"], name="material_once"),
            models.UniqueConstraint(fields=["id", "owner_path"], name="material_id_owner_path"),
        )
        indexes = (models.Index(fields=["owner_path", "-id"], name="material_list"),)

    def __str__(self) -> str:
        return self.title

    @property
    def period(self) -> str:
        """The year, and the quarter where it belongs to one."""
        return f"{self.year}年" + (str(self.get_quarter_display()) if self.quarter else "")


class MaterialFileQuerySet(ScopedQuerySet["MaterialFile"]):
    """Questions about the files of materials."""

    def listed(self) -> Self:
        """Without their bytes."""
        return self.defer("data")

    def present(self) -> Self:
        """Those whose bytes are still there."""
        return self.filter(removed_at__isnull=True)


MaterialFileManager = ScopedManager.from_queryset(MaterialFileQuerySet)


class MaterialFile(ScopedModel):
    """The file of a material, encrypted; one at a time. One that was replaced leaves its row without the bytes."""

    scope_shared_down = True

    material = models.ForeignKey(Material, models.PROTECT, related_name="files", db_index=False)
    name = models.CharField("文件名", max_length=100)
    media_type = models.CharField("类型", max_length=20, choices=MediaType.choices)
    size = models.PositiveIntegerField("大小（字节）", default=0)
    digest = models.CharField("SHA-256", max_length=64)
    data = SealedBytesField("内容（密文）")
    added_at = models.DateTimeField("上传时间")
    added_label = models.CharField("上传人（当时）", max_length=120, blank=True)
    removed_at = models.DateTimeField("移除时间", null=True, editable=False)
    removed_label = models.CharField("移除人（当时）", max_length=120, blank=True, editable=False)

    objects: ClassVar[MaterialFileManager] = MaterialFileManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("added_at", "id")
        verbose_name = verbose_name_plural = "学习资料文件"
        constraints = (
            models.UniqueConstraint(
                fields=["material"], name="material_one_file", condition=Q(removed_at__isnull=True)
            ),
        )
        indexes = (models.Index(fields=["material", "added_at"], name="material_file"),)

    def __str__(self) -> str:
        return self.name


class HandoutQuerySet(ScopedQuerySet["Handout"]):
    """Questions about what was handed out."""

    def valid(self) -> Self:
        """Without those declared a mistake."""
        return self.filter(VALID)

    def between(self, first: date, last: date) -> Self:
        """Handed out on these days, both included."""
        return self.filter(given_on__gte=first, given_on__lte=last)

    def figures(self) -> dict[str, int]:
        """What these rows add up to, mistakes left out, in one query: `copies` 册, `times` 人次, `members` reached,
        and how many were studied, as the members say themselves (`read`)."""
        found = self.order_by().aggregate(
            copies=Sum("copies", filter=VALID, default=0),
            times=Count("id", VALID),
            members=Count("member_id", VALID, distinct=True),
            read=Count("id", VALID & Q(read_at__isnull=False)),
        )
        return {name: int(value) for name, value in found.items()}

    def counts(self) -> dict[str, tuple[int, int]]:
        """By node at the event, mistakes left out: (册, members reached). What a month counts."""
        rows = self.valid().order_by().values_list("node_at_event").annotate(
            Sum("copies"), Count("member_id", distinct=True)
        )  # fmt: skip
        return {node: (copies, members) for node, copies, members in rows}


HandoutManager = ScopedManager.from_queryset(HandoutQuerySet)


class Handout(ScopedModel):
    """One material given to one member. It says itself what was given: where the record moves on to, the material of
    the node that gave it is out of sight."""

    scope_member = "member_id"

    member = models.ForeignKey(
        Member, models.PROTECT, related_name="handouts", verbose_name="流动党员", db_constraint=False, db_index=False
    )
    material = models.ForeignKey(Material, models.PROTECT, related_name="handouts", verbose_name="学习资料")
    node_at_event = PathField("当时所在组织")
    title = models.CharField("资料名称（当时）", max_length=100)
    kind = models.CharField("类别（当时）", max_length=12, choices=choices.MaterialKind.choices)
    given_on = models.DateField("发放日期")
    channel = models.CharField("发放方式", max_length=10, choices=choices.HandoutChannel.choices)
    copies = models.PositiveIntegerField("册数", default=0)
    client_key = models.UUIDField(null=True, editable=False)
    recorded_at = models.DateTimeField("登记时间", editable=False)
    recorded_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    recorded_label = models.CharField("登记人（当时）", max_length=120, blank=True, editable=False)
    # She said so herself, on her own page (outreach_read_material()).
    read_at = models.DateTimeField("本人标记已学习", null=True, editable=False)
    voided_at = models.DateTimeField("作废时间", null=True, editable=False)
    voided_label = models.CharField("作废人（当时）", max_length=120, blank=True, editable=False)
    void_reason = models.CharField("作废原因", max_length=200, blank=True, editable=False)

    objects: ClassVar[HandoutManager] = HandoutManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-id",)
        verbose_name = verbose_name_plural = "学习资料发放"
        constraints = (
            # One form, sent however often.
            models.UniqueConstraint(
                fields=["member", "material", "client_key"], name="handout_once",
                condition=Q(client_key__isnull=False),
            ),
            models.UniqueConstraint(fields=["id", "owner_path"], name="handout_id_owner_path"),
        )  # fmt: skip
        indexes = (
            models.Index(fields=["owner_path", "-id"], name="handout_list"),
            models.Index(fields=["member", "-given_on"], name="handout_member"),
            models.Index(fields=["node_at_event", "given_on"], name="handout_node"),
        )

    def __str__(self) -> str:
        return self.title
