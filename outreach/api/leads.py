"""Leads: who wrote herself down at a registration point, for programs that keep the register elsewhere too."""

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
from outreach.domain import leads as verbs
from outreach.models import Lead
from registry.api.base import Reading, ScopedViewSet
from registry.api.filtering import YES_NO, OwnedFilters
from registry.api.rows import Row
from registry.api.story import member_of
from registry.domain.movements import label_of
from registry.policies import Action


class LeadFilters(OwnedFilters):
    """By state, venue, and whether it is past its day."""

    state = filters.ChoiceFilter(label="处理情况", choices=choices.LeadState.choices)
    venue = filters.UUIDFilter(label="场所的编号", field_name="point__venue_id")
    overdue = filters.ChoiceFilter(label="只看逾期的", choices=YES_NO[:1], method="by_overdue")

    def by_overdue(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        """Waiting for more than three working days."""
        found: QuerySet[Any] = rows.overdue(verbs.late_before())
        return found


class LeadWords(serializers.Serializer[Any]):
    """What was written, the phone masked."""

    name = serializers.CharField(help_text="姓名")
    phone = serializers.CharField(help_text="手机号，已脱敏；完整号码在页面上看")
    origin = serializers.CharField(help_text="从哪里来")
    home_org = serializers.CharField(help_text="原党组织")
    employer = serializers.CharField(help_text="工作单位")


class LeadRow(Row[Lead]):
    """Somebody who wrote herself down."""

    venue = serializers.UUIDField(source="point.venue_id", read_only=True, help_text="场所的编号")
    said = serializers.SerializerMethodField(help_text="本人所填；清除以后是空的")
    due_on = serializers.SerializerMethodField(help_text="哪天以前要联系本人")
    member = serializers.UUIDField(
        source="member_id", read_only=True, allow_null=True, help_text="登记成了谁，或者是谁来报到"
    )

    class Meta:
        model = Lead
        fields = (
            "id", "venue", "said", "left_at", "due_on", "state", "reason", "note", "member", "decided_at",
            "decided_label", "purged_at",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(LeadWords)
    def get_said(self, row: Lead) -> Any:
        """Numbers are masked."""
        said = row.words
        texts = {name: str(said.get(name) or "") for name in ("name", "origin", "home_org", "employer")}
        return texts | {"phone": verbs.masked(said)}

    @extend_schema_field(serializers.DateField())
    def get_due_on(self, row: Lead) -> Any:
        """Three working days after it was written."""
        return verbs.due_on(row)


class ReportInBody(serializers.Serializer[Any]):
    """Who it is."""

    member = serializers.UUIDField(help_text="党员的编号；不在册的先用 members/ 登记")


class DismissBody(serializers.Serializer[Any]):
    """Why nothing comes of it."""

    reason = serializers.ChoiceField(choices=tuple(choices.GIVEN_REASONS.items()), help_text="原因")
    note = serializers.CharField(max_length=200, required=False, allow_blank=True, help_text="说明；选“其他”的必填")


@extend_schema_view(
    list=extend_schema(summary="报到线索列表"), retrieve=extend_schema(summary="一条报到线索"),
)  # fmt: skip
class Leads(Reading, ScopedViewSet):
    """Who wrote herself down at the points of one's own venues."""

    model = Lead
    serializer_class = LeadRow
    filterset_class = LeadFilters
    rights = dict.fromkeys(("list", "retrieve", "report_in", "dismiss"), Action.MEMBER_WRITE)

    def get_queryset(self) -> QuerySet[Any]:
        """With the point, whose venue each row names; the list without what the same person wrote again."""
        rows = super().get_queryset().select_related("point__venue")
        return rows.filter(joined_to__isnull=True) if self.action == "list" else rows

    @extend_schema(summary="是已有党员：报到", request=ReportInBody, responses=LeadRow)
    @action(detail=True, methods=["post"], url_path="report-in")
    def report_in(self, request: Request, pk: UUID) -> Response:
        """待报到的记一次报到，其他在册的只作处理。"""
        row, body = self.find(pk), self.sent(ReportInBody)
        label, member = label_of(self.actor), member_of(body["member"])
        return Response(LeadRow(self.run(verbs.report_in, label=label, lead=row, member=member)).data)

    @extend_schema(summary="不登记", request=DismissBody, responses=LeadRow)
    @action(detail=True, methods=["post"])
    def dismiss(self, request: Request, pk: UUID) -> Response:
        """不是党员、重复填写、无法联系等；所填内容 30 天后清除。"""
        row, body = self.find(pk), self.sent(DismissBody)
        return Response(LeadRow(self.run(verbs.dismiss, label=label_of(self.actor), lead=row, **body)).data)
