"""A roster beside the previous one: what differs, decided on by a person, one by one or all of a kind."""

from typing import Any
from uuid import UUID

from django.db.models import TextChoices
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.bodies import past_day
from registry.api.paging import MOST, stretch, stretch_parameters
from registry.choices import DifferenceDecision, DifferenceKind
from registry.intake import pipeline

FILTERS: dict[str, type[TextChoices]] = {"kind": DifferenceKind, "decision": DifferenceDecision}
WHICH = "differences（逐条）和 kind（这一类全部待处理的）填一样，只填一样。"


class Difference(serializers.Serializer[Any]):
    """One person of whom the two rosters differ; without name and key once she is out of reach."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=DifferenceKind.choices, help_text="新增、未见、变更、未变")
    member = serializers.UUIDField(allow_null=True)
    name = serializers.CharField(allow_blank=True)
    organisation = serializers.CharField(allow_blank=True)
    fields_changed = serializers.ListField(child=serializers.CharField(), help_text="变更的项目")
    decision = serializers.ChoiceField(choices=DifferenceDecision.choices, help_text="处理")


class KindCounts(serializers.Serializer[Any]):
    """How many of a kind, and how many of them wait."""

    total = serializers.IntegerField()
    open = serializers.IntegerField()


class AllCounts(serializers.Serializer[Any]):
    """The four kinds."""

    def get_fields(self) -> dict[str, Any]:
        """One pair each."""
        return {kind.value: KindCounts() for kind in DifferenceKind}


class DifferencePage(serializers.Serializer[Any]):
    """Some of the differences, and how many there are of each kind."""

    counts = AllCounts()
    total = serializers.IntegerField(help_text="符合条件的有多少")
    offset = serializers.IntegerField()
    results = Difference(many=True)


class DecideBody(serializers.Serializer[Any]):
    """What shall be done about which."""

    decision = serializers.ChoiceField(choices=DifferenceDecision.choices, help_text="怎么处理")
    differences = serializers.ListField(
        child=serializers.UUIDField(), required=False, min_length=1, max_length=MOST, help_text="逐条：差异的编号"
    )
    kind = serializers.ChoiceField(choices=DifferenceKind.choices, required=False, help_text="成批：这一类全部待处理的")
    on = serializers.DateField(
        required=False, allow_null=True, validators=[past_day], help_text="哪天返回或转走的，不填就是今天"
    )
    note = serializers.CharField(required=False, allow_blank=True, max_length=200, help_text="说明")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Single ones or a kind, never both and never everything by mistake."""
        if ("differences" in attrs) == ("kind" in attrs):
            raise ValidationError({"differences": [WHICH]})
        return attrs


class Decided(serializers.Serializer[Any]):
    """What became of it."""

    done = serializers.IntegerField(help_text="处理了多少")
    left = serializers.IntegerField(help_text="点到而没有处理的：不能这样处理的、没有这一条的，或原因见 reasons 的")
    reasons = serializers.ListField(child=serializers.CharField(), help_text="没有处理的原因，每种一句")


class DifferenceVerbs:
    """Of a roster that is written."""

    @extend_schema(
        summary="和上一份名册的差异", responses=DifferencePage, filters=False, parameters=stretch_parameters(FILTERS)
    )
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def differences(self: Any, request: Request, pk: UUID) -> Response:
        """新增、未见、变更、未变。没写进名册不等于走了：记录原样保留，等人决定。"""
        intake = self.find(pk)
        asked = stretch(request, FILTERS)
        page = pipeline.differences(intake, **asked)
        shown = {"total": page.total, "offset": asked["offset"], "results": [_shown(view) for view in page.items]}
        return Response(DifferencePage({"counts": pipeline.difference_counts(intake), **shown}).data)

    @extend_schema(summary="处理差异", request=DecideBody, responses=Decided)
    @action(detail=True, methods=["post"])
    def decide(self: Any, request: Request, pk: UUID) -> Response:
        """逐条处理，或者把一类里待处理的一起处理；办不了的说明原因，其余照办。"""
        intake, body = self.find(pk), self.sent(DecideBody)
        keys, kind = list(dict.fromkeys(body.get("differences", ()))), body.get("kind", "")
        wanted = len(keys) if keys else pipeline.difference_counts(intake)[kind]["open"]
        decision, facts = DifferenceDecision(body["decision"]), {"note": body.get("note", ""), "on": body.get("on")}
        done, reasons = self.run(
            pipeline.decide_differences, intake=intake, decision=decision, ids=keys, kind=kind, **facts
        )
        return Response(Decided({"done": done, "left": max(wanted - done, 0), "reasons": reasons}).data)


def _shown(view: Any) -> dict[str, Any]:
    """As on the page: who is out of reach is not named."""
    return {
        **{name: getattr(view, name) for name in ("id", "kind", "name", "organisation", "decision")},
        "member": view.member_id if view.name else None,
        "fields_changed": view.fields,
    }
