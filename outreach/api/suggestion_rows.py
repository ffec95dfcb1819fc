"""What the API shows of 金点子: no phone in clear, no code."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from outreach.domain.suggestions.offered import moves_now
from outreach.models import (
    Suggestion,
    SuggestionExtension,
    SuggestionFile,
    SuggestionStep,
    SuggestionUnit,
    SuggestionWord,
)
from registry.api.rows import Row
from registry.lib.masks import mask_phone
from registry.policies import Action, allowed


class SuggestionRow(Row[Suggestion]):
    """One, as the list shows it."""

    number = serializers.CharField(source="label", read_only=True, help_text="编号；待核的垃圾信息没有")
    member = serializers.UUIDField(source="member_id", read_only=True, allow_null=True, help_text="是哪位流动党员提的")
    can = serializers.SerializerMethodField(help_text="您现在可以办的步骤")

    class Meta:
        model = Suggestion
        fields = (
            "id", "number", "kind", "state", "state_at", "title", "category", "place_label", "source", "collected_on",
            "proposer_kind", "member", "suspicion", "on_list", "complexity", "lead_label", "handler_name", "due_on",
            "stage_due_on", "extensions", "outcome", "answered_at", "feedback_way", "rating", "reopened", "closed_at",
            "published_at", "can", "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_can(self, row: Suggestion) -> list[str]:
        """What the page offers too; a merged one that can be taken out again is reviewed anew."""
        found = moves_now(row, parting=getattr(row, "parting", None), asked=getattr(row, "time_asked", None))
        return [kind.value for kind in found]


class StepRow(Row[SuggestionStep]):
    """One move."""

    class Meta:
        model = SuggestionStep
        fields = ("seq", "move", "before", "after", "why", "due_on", "at", "label")
        read_only_fields = fields


class WordRow(Row[SuggestionWord]):
    """Something written beside it."""

    text = serializers.CharField(read_only=True)

    class Meta:
        model = SuggestionWord
        fields = ("kind", "text", "at", "label")
        read_only_fields = fields


class UnitRow(Row[SuggestionUnit]):
    """A unit that was asked for its opinion."""

    opinion = serializers.CharField(read_only=True)

    class Meta:
        model = SuggestionUnit
        fields = ("id", "label", "due_on", "given_at", "opinion")
        read_only_fields = fields


class ExtensionRow(Row[SuggestionExtension]):
    """More time that was asked for."""

    class Meta:
        model = SuggestionExtension
        fields = ("was_due_on", "until", "why", "asked_at", "state", "answer", "decided_at")
        read_only_fields = fields


class SuggestionFileRow(Row[SuggestionFile]):
    """What is known of a file."""

    suggestion = serializers.UUIDField(source="suggestion_id", read_only=True, help_text="哪一条金点子的")

    class Meta:
        model = SuggestionFile
        fields = (
            "id", "suggestion", "name", "media_type", "size", "digest", "from_proposer", "added_at", "added_label",
        )  # fmt: skip
        read_only_fields = fields


class SuggestionDetail(SuggestionRow):
    """One with what was written and done."""

    content = serializers.CharField(read_only=True)
    proposer_name = serializers.CharField(read_only=True, help_text="提出人；匿名的是空的")
    proposer_phone = serializers.SerializerMethodField(help_text="已脱敏；完整号码在页面上看")
    steps = StepRow(many=True, read_only=True)
    words = WordRow(many=True, read_only=True)
    units = UnitRow(many=True, read_only=True, help_text="会办单位")
    extensions_asked = ExtensionRow(source="asked_extensions", many=True, read_only=True, help_text="延期申请")
    files = serializers.SerializerMethodField(help_text="照片和附件；联络员只看文字")

    class Meta:
        model = Suggestion
        fields = (*SuggestionRow.Meta.fields, "content", "proposer_name", "proposer_phone", "steps", "words",
                  "units", "extensions_asked", "files")  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(SuggestionFileRow(many=True))
    def get_files(self, row: Suggestion) -> Any:
        """Without their bytes."""
        found = SuggestionFile.objects.filter(suggestion=row).defer("data") if allowed(Action.SUGGESTION_WORK) else ()
        return SuggestionFileRow(found, many=True).data

    @extend_schema_field(str)
    def get_proposer_phone(self, row: Suggestion) -> str:
        """Three digits, the last four."""
        phone = str(row.proposer_phone)
        return mask_phone(phone) if phone else ""


class GroupRow(serializers.Serializer[Any]):
    """The figures of one group. How each is counted stands on the page 金点子数字."""

    group = serializers.CharField(help_text="哪一组：组织的路径、类别的代码或主办单位的名称")
    collected = serializers.IntegerField(help_text="收集")
    listed = serializers.IntegerField(help_text="纳入清单")
    answered = serializers.IntegerField(help_text="答复")
    overdue = serializers.IntegerField(help_text="逾期未办")
    on_time = serializers.IntegerField(help_text="按期答复")
    due_answer = serializers.IntegerField(help_text="按期办结率的分母：已答复的加逾期未办的")
    replied = serializers.IntegerField(help_text="收集的里面已答复或说明理由的")
    due_reply = serializers.IntegerField(help_text="答复率的分母")
    closed = serializers.IntegerField(help_text="办结")
    satisfied = serializers.IntegerField(help_text="满意和基本满意")
    rated = serializers.IntegerField(help_text="评价过的")
    reopened = serializers.IntegerField(help_text="重新办理")
    days = serializers.FloatField(allow_null=True, help_text="答复天数（中位数）")


class GroupFigures(serializers.Serializer[Any]):
    """All groups."""

    groups = GroupRow(many=True)
