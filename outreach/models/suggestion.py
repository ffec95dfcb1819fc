"""Suggestions (金点子): what somebody proposes, who works on it until when, and what became of it."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import ClassVar, Self

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from outreach import choices
from registry.lib.scope import SEGMENT
from registry.models import Organisation, User
from registry.models.scoped import PathField, ScopedManager, ScopedModel, ScopedQuerySet
from registry.models.sealed import SealedField

S = choices.SuggestionState
ENDED = (S.REJECTED, S.MERGED, S.CLOSED)
# Somebody has it in hand; the time allowed for handling runs.
IN_HAND = (S.ASSIGNED, S.IN_PROGRESS)
# The answer has arrived; a word more is possible, then it is closed.
TO_CLOSE = (S.FED_BACK, S.EVALUATED)
ANSWERED = (S.ANSWERED, S.FED_BACK, S.EVALUATED, S.CLOSED)
# Taken up, whatever became of it since.
TAKEN_UP = (S.ACCEPTED, S.ASSIGNED, S.RETURNED, S.IN_PROGRESS, *ANSWERED)
# What is written on the trail: letters, year, the short name of the place, the running number.
NUMBERED = re.compile(r"[A-Z]{2,5}-\d{4}-[\u4e00-\u9fff\w]{1,12}-\d{4,}")


class SuggestionQuerySet(ScopedQuerySet["Suggestion"]):
    """Questions about suggestions."""

    def ideas(self) -> Self:
        """Without the needs that became cases of help."""
        return self.filter(kind=choices.SuggestionKind.IDEA)

    def genuine(self) -> Self:
        """Without what waits in the spam queue."""
        return self.filter(suspicion="")

    def suspect(self) -> Self:
        """The spam queue."""
        return self.exclude(suspicion="").filter(state=S.RECEIVED)

    def open(self) -> Self:
        """Neither answered for good nor turned down."""
        return self.exclude(state__in=ENDED)

    def overdue(self, today: date) -> Self:
        """Past the deadline of the stage it is in. Derived, never stored."""
        return self.genuine().filter(stage_due_on__lt=today)

    def late(self, today: date) -> Self:
        """Not answered, and past the time allowed for handling."""
        return self.filter(state__in=IN_HAND, due_on__lt=today)

    def of_handler(self, user: User) -> Self:
        """What falls to this person."""
        return self.filter(handler=user)

    def helped(self) -> Self:
        """The needs that became cases of help, still open."""
        return self.open().filter(kind=choices.SuggestionKind.HELP)

    def time_asked(self, path: str) -> Self:
        """More time was asked for, nobody has answered, and it is for this node to answer: for all that lies below it
        and that it does not lead itself (or somebody above it), the district for its own too."""
        rows = self.filter(asked_extensions__state=choices.ExtensionState.OPEN)
        if len(path) == SEGMENT:
            return rows
        below = Exists(Organisation.objects.filter(pk=OuterRef("lead_unit"), path__gt=path))
        return rows.filter(Q(lead_unit=None) | below, owner_path__gt=path)

    def to_do(self, user: User, path: str, called_back_before: datetime) -> Self:
        """What waits for this person: hers by name, or a stage that is her node's to do. What was sent back is also for
        the node above to hand on; what was fed back is closed when nobody has rated it since that moment."""
        handling = Q(state__in=IN_HAND)
        stages = Q(state__in=(S.RECEIVED, S.ACCEPTED, S.RETURNED, S.ANSWERED, S.EVALUATED))
        stages |= Q(state=S.FED_BACK, state_at__lt=called_back_before) | handling & Q(handler__isnull=True)
        below = Q(state=S.RETURNED, owner_path__regex=f"^{path}.{{{SEGMENT}}}$")
        return self.genuine().filter(handling & Q(handler=user) | Q(owner_path=path) & stages | below)

    def with_ways(self) -> Self:
        """Each with its leading unit, `parting` (merged, and may be taken out again) and `time_asked`, for a list that
        says what may be done with each."""
        into = Suggestion.objects.all().open().filter(pk=OuterRef("merged_into"), answered_at=None)
        asked = Q(asked_extensions__state=choices.ExtensionState.OPEN)
        open_now = Suggestion.objects.filter(asked, pk=OuterRef("pk"))
        return self.select_related("lead_unit").annotate(parting=Exists(into), time_asked=Exists(open_now))

    def touched_since_seen(self, user: User) -> Self:
        """Those that this person has looked at, and that somebody has touched since."""
        return self.filter(glances__user=user, touched_at__gt=F("glances__at"))

    def alike(self, grams: Iterable[int]) -> Self:
        """Those that share a pair of characters with it (`outreach.domain.suggestions.likeness`)."""
        return self.filter(grams__overlap=list(grams))


SuggestionManager = ScopedManager.from_queryset(SuggestionQuerySet)


class Suggestion(ScopedModel):
    """One idea, from whoever proposed it, until it is closed.

    `owner_path` is the node that works on it: a superior may hand it on, and it moves there
    (outreach_hand_suggestion()); `node_at_event` is where it was collected and numbered, and stays. It comes in by
    outreach_leave_suggestion() alone. `stage_due_on` is the deadline of the stage it is in (review, handing on,
    signing, handling, feedback), `due_on` the time allowed for handling (办理时限). Whoever knows the code reads what
    became of it; only its keyed hash is kept. What was written, and who wrote it, is encrypted; `grams` are keyed
    hashes of its pairs of characters, by which alike ones are found.
    """

    scope_member = "member_id"

    node_at_event = PathField("收集时所在组织", editable=False)
    kind = models.CharField("类型", max_length=8, choices=choices.SuggestionKind.choices, default="idea")
    state = models.CharField("状态", max_length=12, choices=S.choices, default=S.RECEIVED, editable=False)
    state_at = models.DateTimeField("状态时间", editable=False)
    version = models.PositiveIntegerField("版本", default=1, editable=False)
    # No number while it waits in the spam queue.
    year = models.PositiveSmallIntegerField("年份", editable=False)
    number = models.PositiveIntegerField("序号", null=True, editable=False)
    label = models.CharField("编号", max_length=60, blank=True, editable=False)
    place_label = models.CharField("所属村（社区）", max_length=200, editable=False)
    source = models.CharField("来源", max_length=10, choices=choices.SuggestionSource.choices)
    collected_on = models.DateField("收集日期")
    category = models.CharField("类别", max_length=12, choices=choices.SuggestionCategory.choices)
    title = models.CharField("标题", max_length=60)
    content = SealedField("内容")
    grams = ArrayField(models.IntegerField(), default=list, editable=False)
    proposer_name = SealedField("提出人")
    proposer_phone = SealedField("联系电话")
    proposer_kind = models.CharField("提出人类别", max_length=5, choices=choices.ProposerKind.choices, default="other")
    # A member of the registry, where it is known who it is; by the key alone: record and suggestion go their own ways.
    member_id = models.UUIDField("流动党员", null=True, editable=False)
    contact_id = models.UUIDField("来自联系记录", null=True, editable=False)
    may_publish = models.BooleanField("同意公开", default=False)
    notice = models.CharField("同意的告知书版本", max_length=20, blank=True, editable=False)
    code_digest = models.BinaryField("查询码", unique=True, editable=False)
    suspicion = models.CharField("可疑之处", max_length=10, choices=choices.Suspicion.choices, blank=True)
    submitted_at = models.DateTimeField("收到时间", editable=False)
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", editable=False)
    entered_label = models.CharField("录入（当时）", max_length=120, blank=True, editable=False)

    on_list = models.BooleanField("纳入“金点子”清单", default=False)
    listed_at = models.DateTimeField("纳入清单时间", null=True, editable=False)
    complexity = models.CharField("难易", max_length=8, choices=choices.Complexity.choices, blank=True)
    lead_unit = models.ForeignKey(Organisation, models.PROTECT, null=True, related_name="+", verbose_name="主办单位")
    lead_label = models.CharField("主办单位（当时）", max_length=200, blank=True)
    handler = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name="责任人")
    handler_name = models.CharField("责任人姓名", max_length=50, blank=True)
    assigned_at = models.DateTimeField("交办时间", null=True, editable=False)
    due_on = models.DateField("办理时限", null=True)
    stage_due_on = models.DateField("本阶段时限", null=True, editable=False)
    extensions = models.PositiveSmallIntegerField("延期次数", default=0, editable=False)
    outcome = models.CharField("办理结果", max_length=1, choices=choices.Outcome.choices, blank=True)
    answered_at = models.DateTimeField("答复时间", null=True, editable=False)
    feedback_way = models.CharField("反馈方式", max_length=8, choices=choices.FeedbackWay.choices, blank=True)
    fed_back_at = models.DateTimeField("反馈时间", null=True, editable=False)
    rating = models.CharField("满意度", max_length=10, choices=choices.Satisfaction.choices, blank=True)
    rated_at = models.DateTimeField("评价时间", null=True, editable=False)
    reopened = models.BooleanField("已重新办理过", default=False, editable=False)
    closed_at = models.DateTimeField("办结时间", null=True, editable=False)
    result = models.CharField("转化成果", max_length=300, blank=True)
    remark = models.CharField("备注", max_length=200, blank=True)
    # Merged into, split from: by the key alone, for they may lie with another node.
    merged_into = models.UUIDField("并入", null=True, editable=False)
    split_from = models.UUIDField("拆自", null=True, editable=False)
    # Anybody's last word on it, for "what changed since I last looked".
    touched_at = models.DateTimeField("最近动静", editable=False)

    published_at = models.DateTimeField("公开时间", null=True, editable=False)
    published_label = models.CharField("公开人（当时）", max_length=120, blank=True, editable=False)
    public_title = models.CharField("公开的标题", max_length=60, blank=True)
    public_text = models.CharField("公开的内容", max_length=500, blank=True)
    public_result = models.CharField("公开的办理情况", max_length=500, blank=True)

    objects: ClassVar[SuggestionManager] = SuggestionManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ("-id",)
        verbose_name = verbose_name_plural = "金点子"
        constraints = (
            models.UniqueConstraint(fields=["id", "owner_path"], name="suggestion_id_owner_path"),
            models.UniqueConstraint(fields=["node_at_event", "year", "number"], name="suggestion_number"),
            models.CheckConstraint(
                condition=~Q(state="merged") | Q(merged_into__isnull=False), name="suggestion_merged"
            ),
            # A case of help is nobody else's business.
            models.CheckConstraint(
                condition=Q(kind="idea") | Q(published_at__isnull=True), name="suggestion_help_unpublished"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | Q(may_publish=True), name="suggestion_published_with_consent"
            ),
        )
        indexes = (
            models.Index(fields=["owner_path", "-id"], name="suggestion_list"),
            models.Index(fields=["owner_path", "state", "-id"], name="suggestion_state"),
            # What somebody should do, by deadline.
            models.Index(
                fields=["owner_path", "stage_due_on"], name="suggestion_due", condition=Q(stage_due_on__isnull=False)
            ),
            models.Index(
                fields=["handler", "stage_due_on"], name="suggestion_handler", condition=Q(handler__isnull=False)
            ),
            # What is chased by the planner's tick, and what it closes.
            models.Index(fields=["due_on"], name="suggestion_in_hand", condition=Q(state__in=IN_HAND)),
            models.Index(fields=["state_at"], name="suggestion_to_close", condition=Q(state__in=TO_CLOSE)),
            # Figures by node and day.
            models.Index(fields=["node_at_event", "collected_on"], name="suggestion_collected"),
            models.Index(fields=["member_id", "-id"], name="suggestion_member", condition=Q(member_id__isnull=False)),
            models.Index(fields=["contact_id"], name="suggestion_contact", condition=Q(contact_id__isnull=False)),
            models.Index(fields=["merged_into"], name="suggestion_merged_into", condition=Q(merged_into__isnull=False)),
            models.Index(fields=["split_from"], name="suggestion_split_from", condition=Q(split_from__isnull=False)),
            models.Index(fields=["-published_at"], name="suggestion_public", condition=Q(published_at__isnull=False)),
            models.Index(fields=["owner_path", "label"], name="suggestion_label"),
            GinIndex(fields=["grams"], name="suggestion_grams"),
            GinIndex(fields=["grams"], name="suggestion_public_grams", condition=Q(published_at__isnull=False)),
        )

    @property
    def trail_number(self) -> str:
        """Its number for the trail, if it has one that is nothing but a number."""
        return self.label if NUMBERED.fullmatch(self.label) else ""

    def __str__(self) -> str:
        return f"{self.label} {self.title}".strip()

    @property
    def proposer(self) -> str:
        """Who proposed it; whoever gave no name is anonymous, if nobody knows her by her record."""
        return str(self.proposer_name) or ("流动党员本人" if self.member_id else "匿名")

    @property
    def is_help(self) -> bool:
        """A need, not an idea."""
        return self.kind == choices.SuggestionKind.HELP
