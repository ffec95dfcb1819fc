"""What belongs to a suggestion: its steps, words, files, extensions, 会办 units, chasing, and the time allowed."""

from typing import ClassVar, Self
from uuid import UUID

from django.db import models
from django.db.models import Q

from outreach import choices
from outreach.models.suggestion import Suggestion
from registry.choices import MediaType
from registry.models import User
from registry.models.scoped import PathField, ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import SealedBytesField, SealedField


class SuggestionCounter(ScopedModel):
    """The last number that a node gave in a year; its row's lock keeps the numbers without gaps."""

    year = models.PositiveSmallIntegerField("年份")
    last = models.PositiveIntegerField("最后一号", default=0)

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "金点子编号"
        constraints = (models.UniqueConstraint(fields=["owner_path", "year"], name="suggestion_counter_once"),)

    def __str__(self) -> str:
        return f"{self.year} {self.last}"


class SuggestionStep(ScopedModel):
    """One move: from where to where, who, when, why. Only ever added; in the order of `seq` they make the state."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="steps", db_index=False)
    seq = models.PositiveIntegerField("第几步")
    move = models.CharField("步骤", max_length=10, choices=choices.SuggestionMove.choices)
    before = models.CharField("之前", max_length=12, blank=True)
    after = models.CharField("之后", max_length=12, choices=choices.SuggestionState.choices)
    why = models.CharField("说明", max_length=300, blank=True)
    # The deadline of the stage that begins with it.
    due_on = models.DateField("时限", null=True)
    at = models.DateTimeField("时间")
    label = models.CharField("由谁（当时）", max_length=120, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("suggestion", "seq")
        verbose_name = verbose_name_plural = "金点子办理步骤"
        constraints = (models.UniqueConstraint(fields=["suggestion", "seq"], name="suggestion_step_seq"),)

    def __str__(self) -> str:
        return self.get_move_display()


class SuggestionWordQuerySet(ScopedQuerySet["SuggestionWord"]):
    """Questions about words."""

    def told(self) -> Self:
        """What whoever proposed it reads too."""
        return self.filter(kind__in=choices.TOLD)


SuggestionWordManager = ScopedManager.from_queryset(SuggestionWordQuerySet)


class SuggestionWord(ScopedModel):
    """Something written beside a suggestion: progress, a private note, a reply, what its proposer adds. Only added."""

    scope_member = "member_id"

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="words", db_index=False)
    member_id = models.UUIDField("流动党员", null=True, editable=False)
    kind = models.CharField("种类", max_length=10, choices=choices.WordKind.choices)
    text = SealedField("内容")
    at = models.DateTimeField("时间")
    label = models.CharField("由谁（当时）", max_length=120, blank=True)

    objects: ClassVar[SuggestionWordManager] = SuggestionWordManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("at", "id")
        verbose_name = verbose_name_plural = "金点子答复与记录"
        indexes = (models.Index(fields=["suggestion", "at"], name="suggestion_word"),)

    def __str__(self) -> str:
        return self.get_kind_display()


class SuggestionFile(ScopedModel):
    """A photograph or scan; pictures are made anew before they are kept, bytes are encrypted."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="files", db_index=False)
    name = models.CharField("文件名", max_length=100)
    media_type = models.CharField("类型", max_length=20, choices=MediaType.choices)
    size = models.PositiveIntegerField("大小（字节）")
    digest = models.CharField("SHA-256", max_length=64)
    data = SealedBytesField("内容（密文）")
    # By whoever proposed it, or by staff while it was worked on.
    from_proposer = models.BooleanField("本人上传", default=False)
    added_at = models.DateTimeField("上传时间")
    added_label = models.CharField("上传人（当时）", max_length=120, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("added_at", "id")
        verbose_name = verbose_name_plural = "金点子附件"
        indexes = (models.Index(fields=["suggestion", "added_at"], name="suggestion_file"),)

    def __str__(self) -> str:
        return self.name


def entered_files(key: UUID) -> list[SuggestionFile]:
    """What the liaison who asks sent along when she entered that suggestion, or that one file of hers."""
    mine = SuggestionFile.objects.unscoped("联络员代录时自己上传的，由函数核对")
    return list(mine.raw("SELECT * FROM outreach_entered_files(%s)", [key]))


class SuggestionUnit(ScopedModel):
    """A unit that helps (会办), asked for its opinion by a day."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="units", db_index=False)
    label = models.CharField("会办单位", max_length=100)
    asked_at = models.DateTimeField("征求时间")
    due_on = models.DateField("答复时限")
    opinion = SealedField("会办意见")
    given_at = models.DateTimeField("意见时间", null=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("asked_at", "id")
        verbose_name = verbose_name_plural = "会办单位"
        constraints = (models.UniqueConstraint(fields=["suggestion", "label"], name="suggestion_unit_once"),)

    def __str__(self) -> str:
        return self.label


class SuggestionExtension(ScopedModel):
    """More time, asked for before the day and decided on by the level above; one open at a time."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="asked_extensions", db_index=False)
    was_due_on = models.DateField("原时限")
    until = models.DateField("申请延到")
    why = models.CharField("理由", max_length=300)
    asked_at = models.DateTimeField("申请时间")
    asked_label = models.CharField("申请人（当时）", max_length=120)
    state = models.CharField("处理", max_length=8, choices=choices.ExtensionState.choices, default="open")
    answer = models.CharField("答复", max_length=200, blank=True)
    decided_at = models.DateTimeField("批复时间", null=True)
    decided_label = models.CharField("批复人（当时）", max_length=120, blank=True)

    class Meta:
        base_manager_name = "objects"
        ordering = ("-asked_at", "-id")
        verbose_name = verbose_name_plural = "延期申请"
        constraints = (
            models.UniqueConstraint(fields=["suggestion"], condition=Q(state="open"), name="suggestion_extension_open"),
        )
        indexes = (
            models.Index(fields=["owner_path", "asked_at"], name="suggestion_extension", condition=Q(state="open")),
        )

    def __str__(self) -> str:
        return f"{self.until}"


class SupervisionQuerySet(ScopedQuerySet["Supervision"]):
    """Questions about 督办."""

    def open(self) -> Self:
        """The work is not done yet."""
        return self.filter(ended_at__isnull=True)

    def risen_to(self, path: str) -> Self:
        """Those that concern exactly this node."""
        return self.filter(node_path=path)

    def pressing(self) -> Self:
        """From 催办 on: the day is over, or somebody above asks."""
        return self.exclude(level=choices.SupervisionLevel.REMIND)


SupervisionManager = ScopedManager.from_queryset(SupervisionQuerySet)


class Supervision(ScopedModel):
    """One rung of 提醒 → 催办 → 督办 of one deadline: each is a row, each once (`SupervisionLog` of the practice)."""

    suggestion = models.ForeignKey(Suggestion, models.PROTECT, related_name="supervisions", db_index=False)
    level = models.CharField("级别", max_length=8, choices=choices.SupervisionLevel.choices)
    # Whose it is to act, and about which deadline.
    node_path = PathField("督办到的组织")
    due_on = models.DateField("办理时限（当时）")
    at = models.DateTimeField("时间")
    label = models.CharField("由谁（当时）", max_length=120, blank=True)
    note = models.CharField("说明", max_length=200, blank=True)
    ended_at = models.DateTimeField("消除时间", null=True)

    objects: ClassVar[SupervisionManager] = SupervisionManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-at", "-id")
        verbose_name = verbose_name_plural = "督办记录"
        constraints = (models.UniqueConstraint(fields=["suggestion", "level", "due_on"], name="supervision_once"),)
        indexes = (
            models.Index(fields=["owner_path", "-at"], name="supervision_open", condition=Q(ended_at__isnull=True)),
            models.Index(fields=["node_path", "-at"], name="supervision_node", condition=Q(ended_at__isnull=True)),
        )

    def __str__(self) -> str:
        return f"{self.get_level_display()} {self.due_on}"


class SuggestionTerms(ScopedModel):
    """The time allowed for each stage at a node and below it. Working days, but for complex ones and 会办: calendar."""

    scope_shared_down = True

    review_days = models.PositiveSmallIntegerField("审核", default=3)
    assign_days = models.PositiveSmallIntegerField("交办", default=2)
    sign_days = models.PositiveSmallIntegerField("签收或退回", default=3)
    simple_days = models.PositiveSmallIntegerField("简单的", default=5)
    normal_days = models.PositiveSmallIntegerField("一般的", default=15)
    complex_days = models.PositiveSmallIntegerField("复杂的（自然日）", default=60)
    opinion_days = models.PositiveSmallIntegerField("会办意见（自然日）", default=15)
    feedback_days = models.PositiveSmallIntegerField("反馈本人", default=3)
    changed_at = models.DateTimeField("修改时间", editable=False)
    changed_label = models.CharField("修改人（当时）", max_length=120, blank=True, editable=False)

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "金点子办理时限"
        constraints = (models.UniqueConstraint(fields=["owner_path"], name="suggestion_terms_once"),)

    def __str__(self) -> str:
        return str(self.owner_path)


class ReplyTemplate(ScopedModel):
    """A text that replies start from, kept by a node for itself and those below."""

    scope_shared_down = True

    name = models.CharField("名称", max_length=50)
    text = models.TextField("内容", max_length=1000)
    created_label = models.CharField("写下人（当时）", max_length=120, blank=True, editable=False)

    class Meta:
        base_manager_name = "objects"
        ordering = ("name",)
        verbose_name = verbose_name_plural = "答复范文"
        constraints = (models.UniqueConstraint(fields=["owner_path", "name"], name="reply_template_once"),)

    def __str__(self) -> str:
        return self.name


class SuggestionGlance(ScopedModel):
    """When somebody last looked at a suggestion: what was touched since is marked in her lists."""

    suggestion = models.ForeignKey(Suggestion, models.CASCADE, related_name="glances", db_index=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="+", db_index=False)
    at = models.DateTimeField("看过的时间")

    class Meta:
        base_manager_name = "objects"
        verbose_name = verbose_name_plural = "看过的金点子"
        constraints = (models.UniqueConstraint(fields=["user", "suggestion"], name="suggestion_glance_once"),)

    def __str__(self) -> str:
        return f"{self.at}"
