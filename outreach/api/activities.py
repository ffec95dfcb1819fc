"""Activities to be read, and who came to be noted. Planning and inviting stay on the pages, where one looks first."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextChoices
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from outreach import choices
from outreach.domain import attendance as verbs
from outreach.models import Activity, Participation
from registry.api.base import Reading, ScopedViewSet
from registry.api.filtering import OwnedFilters
from registry.api.paging import stretch, stretch_parameters
from registry.api.rows import Row
from registry.domain.movements import label_of
from registry.models import Member
from registry.policies import Action

NO_MEMBER = "没有这位党员，或者不在您的管理范围内。"
LISTED: dict[str, type[TextChoices]] = {"answer": choices.Answer, "attendance": choices.Attendance}


class ActivityFilters(OwnedFilters):
    """By type, state and time."""

    kind = filters.ChoiceFilter(label="类型", choices=choices.ActivityKind.choices)
    state = filters.ChoiceFilter(label="状态", choices=choices.ActivityState.choices)
    since = filters.DateFilter(label="从这天起", field_name="starts_at", lookup_expr="date__gte")
    until = filters.DateFilter(label="到这天止", field_name="starts_at", lookup_expr="date__lte")


class ActivityRow(Row[Activity]):
    """An activity in a list."""

    place = serializers.CharField(source="where", read_only=True, help_text="地点：场所、地址和补充")

    class Meta:
        model = Activity
        fields = (
            "id", "kind", "title", "starts_at", "ends_at", "place", "host_label", "joint_hosts", "chair", "team",
            "speaker", "capacity", "sign_up_until", "open_to_all", "member_role", "state", "state_reason", "version",
        )  # fmt: skip
        read_only_fields = fields


class FigureRow(serializers.Serializer[Any]):
    """The numbers, as far as the asker's scope sees."""

    expected = serializers.IntegerField(help_text="应到")
    present = serializers.IntegerField(help_text="实到")
    absent = serializers.IntegerField(help_text="缺席")
    guests = serializers.IntegerField(help_text="流动党员列席")
    coming = serializers.IntegerField(help_text="报名参加")
    waiting = serializers.IntegerField(help_text="候补")
    invited = serializers.IntegerField(help_text="已邀请")


class ActivityDetail(ActivityRow):
    """An activity with its text and its numbers."""

    figures = serializers.SerializerMethodField(help_text="人数；下级只数自己管理的党员")

    class Meta:
        model = Activity
        fields = (*ActivityRow.Meta.fields, "content", "figures")
        read_only_fields = fields

    @extend_schema_field(FigureRow)
    def get_figures(self, row: Activity) -> Any:
        """Counted now."""
        return FigureRow(verbs.figures(row)).data


class ParticipationRow(Row[Participation]):
    """One member and one activity."""

    member = serializers.UUIDField(source="member_id", read_only=True)

    class Meta:
        model = Participation
        fields = (
            "id", "member", "invited_at", "answer", "answered_at", "answered_via", "place_no", "attendance",
            "attendance_role", "attended_at", "attended_via",
        )  # fmt: skip
        read_only_fields = fields


class Participations(serializers.Serializer[Any]):
    """Who was asked, comes and came."""

    total = serializers.IntegerField()
    offset = serializers.IntegerField()
    results = ParticipationRow(many=True)


class TickBody(serializers.Serializer[Any]):
    """Who, and how he attended."""

    member = serializers.UUIDField(help_text="党员的编号")
    attendance = serializers.ChoiceField(
        choices=choices.Attendance.choices, allow_blank=True, help_text="签到；空的是取消"
    )


@extend_schema_view(
    list=extend_schema(summary="活动列表", responses=ActivityRow(many=True)), retrieve=extend_schema(summary="一场活动")
)
class Activities(Reading, ScopedViewSet):
    """What one's node and its superiors announce; of members one's own."""

    model = Activity
    serializer_class = ActivityDetail
    filterset_class = ActivityFilters
    rights = {
        "list": Action.ACTIVITY_VIEW,
        "retrieve": Action.ACTIVITY_VIEW,
        "attendance": Action.ACTIVITY_EDIT,
        "tick": Action.ACTIVITY_EDIT,
    }

    def get_queryset(self) -> QuerySet[Any]:
        """With the place."""
        return Activity.objects.select_related("venue")

    def get_serializer_class(self) -> Any:
        """Short in a list."""
        return ActivityRow if self.action == "list" else ActivityDetail

    @extend_schema(
        summary="报名和签到名单", responses=Participations, filters=False, parameters=stretch_parameters(LISTED)
    )
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def attendance(self, request: Request, pk: UUID) -> Response:
        """只列您管理范围内的党员，按邀请或报名的先后。"""
        found, asked = self.find(pk), stretch(request, LISTED)
        given = {name: asked[name] for name in LISTED if asked[name]}
        rows = Participation.objects.filter(activity=found, **given).order_by("id")
        page = rows[asked["offset"] : asked["offset"] + asked["limit"]]
        return Response(Participations({"total": rows.count(), "offset": asked["offset"], "results": page}).data)

    @extend_schema(summary="登记签到", request=TickBody, responses=ParticipationRow, filters=False)
    @attendance.mapping.post
    def tick(self, request: Request, pk: UUID) -> Response:
        """开始前一小时起可以登记；没有报名的也可以。再登记一次就是改。"""
        found, body = self.find(pk), self.sent(TickBody)
        member = Member.objects.filter(pk=body["member"]).first()
        if member is None:
            raise ValidationError({"member": [NO_MEMBER]})
        row = self.run(verbs.tick, label=label_of(self.actor), activity=found, member=member, sign=body["attendance"])
        return Response(ParticipationRow(row).data)
