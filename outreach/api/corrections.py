"""Corrections that members ask for: to be read, and answered as on the page."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from outreach import choices
from outreach.domain import corrections as verbs
from outreach.models import Correction
from registry.api.base import Reading, ScopedViewSet
from registry.api.bodies import BIGGEST
from registry.api.filtering import YES_NO, StoryFilters
from registry.api.rows import Row
from registry.domain.movements import label_of
from registry.lib.masks import mask_numbers
from registry.policies import Action, allowed


class CorrectionFilters(StoryFilters):
    """By field, state, and whether it is past its day."""

    field = filters.ChoiceFilter(label="哪一项", choices=choices.CorrectionField.choices)
    state = filters.ChoiceFilter(label="处理情况", choices=choices.CorrectionState.choices)
    overdue = filters.ChoiceFilter(label="只看逾期的", choices=YES_NO[:1], method="by_overdue")

    def by_overdue(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        """Waiting for longer than the district allows."""
        found: QuerySet[Any] = rows.overdue(verbs.late_before())
        return found


class CorrectionRow(Row[Correction]):
    """One field that a member wants put right."""

    member = serializers.UUIDField(source="member_id", read_only=True)
    wanted = serializers.SerializerMethodField(help_text="本人说应为；号码已脱敏，联络员看不到")
    due_on = serializers.SerializerMethodField(help_text="哪天以前要答复")

    class Meta:
        model = Correction
        fields = (
            "id", "member", "field", "wanted", "asked_at", "due_on", "state", "decided_at", "decided_label",
        )  # fmt: skip
        read_only_fields = fields

    def get_wanted(self, row: Correction) -> str:
        """For staff; a liaison sees that it exists."""
        return mask_numbers(str(row.wanted)) if allowed(Action.MEMBER_WRITE) else ""

    @extend_schema_field(serializers.DateField())
    def get_due_on(self, row: Correction) -> Any:
        """So many working days after it was asked for."""
        return verbs.due_on(row)


class AcceptBody(serializers.Serializer[Any]):
    """What is to be written."""

    value = serializers.CharField(
        max_length=verbs.LONGEST, required=False, allow_blank=True, help_text="改成什么；不填就是本人说的"
    )
    answer = serializers.CharField(
        max_length=verbs.LONGEST, required=False, allow_blank=True, help_text="给本人的答复；改成别的必填"
    )
    version = serializers.IntegerField(
        min_value=0, max_value=BIGGEST, required=False, help_text="您看到的党员记录的版本；之后有人改过就不写"
    )


class RefuseBody(serializers.Serializer[Any]):
    """Why nothing is changed."""

    answer = serializers.CharField(max_length=verbs.LONGEST, help_text="不更正的原因，本人会看到")


@extend_schema_view(
    list=extend_schema(summary="更正申请列表"), retrieve=extend_schema(summary="一件更正申请"),
)  # fmt: skip
class Corrections(Reading, ScopedViewSet):
    """What members want put right; a liaison sees those of the members assigned to her."""

    model = Correction
    serializer_class = CorrectionRow
    filterset_class = CorrectionFilters
    rights = {
        "list": Action.MEMBER_VIEW,
        "retrieve": Action.MEMBER_VIEW,
        "accept": Action.MEMBER_WRITE,
        "refuse": Action.MEMBER_WRITE,
    }

    @extend_schema(summary="更正", request=AcceptBody, responses=CorrectionRow)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: UUID) -> Response:
        """写进党员的记录，原值留在修改历史里。"""
        row, body = self.find(pk), self.sent(AcceptBody)
        return Response(CorrectionRow(self.run(verbs.accept, label=label_of(self.actor), correction=row, **body)).data)

    @extend_schema(summary="不更正", request=RefuseBody, responses=CorrectionRow)
    @action(detail=True, methods=["post"])
    def refuse(self, request: Request, pk: UUID) -> Response:
        """要说明原因。"""
        row, body = self.find(pk), self.sent(RefuseBody)
        return Response(CorrectionRow(self.run(verbs.refuse, label=label_of(self.actor), correction=row, **body)).data)
