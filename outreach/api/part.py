"""先锋岗, 议事会 seats and 志愿服务 for programs: read, added, noted, ended, voided; the verbs of the pages."""

from typing import Any, ClassVar
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api import part_bodies as bodies
from outreach.choices import NoteKind
from outreach.domain import part as verbs
from outreach.domain import services
from outreach.models import CouncilSeat, PartNote, PioneerPost, VolunteerService
from registry.api.base import Reading, ScopedViewSet
from registry.api.bodies import VoidBody
from registry.api.filtering import VoidableFilters
from registry.api.rows import Row
from registry.api.story import member_of
from registry.domain.movements import label_of
from registry.policies import Action

COMMON = ("id", "member", "recorded_at", "recorded_label", "voided_at", "void_reason")
RIGHTS = {
    "list": Action.PART_VIEW,
    "retrieve": Action.PART_VIEW,
    "register": Action.PART_EDIT,
    "note": Action.PART_EDIT,
    "end": Action.PART_EDIT,
    "void": Action.PART_EDIT,
}


class PostFilters(VoidableFilters):
    """By the day of the award."""

    since = filters.DateFilter(label="授牌日期从", field_name="awarded_on", lookup_expr="gte")
    until = filters.DateFilter(label="授牌日期到", field_name="awarded_on", lookup_expr="lte")


class SeatFilters(VoidableFilters):
    """By the day of the appointment."""

    since = filters.DateFilter(label="聘任日期从", field_name="appointed_on", lookup_expr="gte")
    until = filters.DateFilter(label="聘任日期到", field_name="appointed_on", lookup_expr="lte")


class ServiceFilters(VoidableFilters):
    """By the day of the service."""

    since = filters.DateFilter(label="服务日期从", field_name="served_on", lookup_expr="gte")
    until = filters.DateFilter(label="服务日期到", field_name="served_on", lookup_expr="lte")


class NoteRow(Row[PartNote]):
    """A dated note of a post or a seat."""

    class Meta:
        model = PartNote
        fields = ("id", "kind", "happened_on", "text", "recorded_label", "voided_at", "void_reason")
        read_only_fields = fields


class PostRow(Row[PioneerPost]):
    """A 先锋岗."""

    member = serializers.UUIDField(source="member_id", read_only=True)
    deeds = serializers.IntegerField(read_only=True, help_text="作用发挥的记录有几条")

    class Meta:
        model = PioneerPost
        fields = (*COMMON, "name", "awarded_on", "unit", "commitment", "ended_on", "end_reason", "deeds")
        read_only_fields = fields


class SeatRow(Row[CouncilSeat]):
    """A seat in a 议事会."""

    member = serializers.UUIDField(source="member_id", read_only=True)
    meetings = serializers.IntegerField(read_only=True, help_text="参加议事的次数")
    proposals = serializers.IntegerField(read_only=True, help_text="提案的件数")

    class Meta:
        model = CouncilSeat
        fields = (
            *COMMON, "community", "community_label", "appointed_on", "term_from", "term_until", "ended_on",
            "end_reason", "meetings", "proposals",
        )  # fmt: skip
        read_only_fields = fields


class ServiceRow(Row[VolunteerService]):
    """A day of volunteering."""

    member = serializers.UUIDField(source="member_id", read_only=True)
    participation = serializers.UUIDField(
        source="participation_id", read_only=True, allow_null=True, help_text="按活动签到计入的，是哪一条签到"
    )

    class Meta:
        model = VolunteerService
        fields = (*COMMON, "project", "served_on", "place", "content", "hours", "grade", "participation")
        read_only_fields = fields


class Voiding:
    """Declaring a row a mistake."""

    @extend_schema(summary="作废", request=VoidBody)
    @action(detail=True, methods=["post"])
    def void(self: Any, request: Request, pk: UUID) -> Response:
        """登记错了：留着可查，不再算数。"""
        row, body = self.find(pk), self.sent(VoidBody)
        self.run(verbs.void, label=label_of(self.actor), row=row, reason=body["reason"])
        return Response(self.get_serializer(self.find(pk)).data)


class Terms(Voiding):
    """What posts and seats share: they go on, with dated notes, until they end."""

    note_body: ClassVar[type[serializers.Serializer[Any]]] = bodies.NoteBody

    @extend_schema(summary="办结束", request=bodies.EndBody)
    @action(detail=True, methods=["post"])
    def end(self: Any, request: Request, pk: UUID) -> Response:
        """不再担任：写明从哪天起、为什么。"""
        row, body = self.find(pk), self.sent(bodies.EndBody)
        self.run(verbs.end, row=row, **body)
        return Response(self.get_serializer(self.find(pk)).data)

    def noted(self: Any, pk: UUID) -> Response:
        """One more note."""
        row, body = self.find(pk), self.sent(self.note_body)
        note = self.run(verbs.note, label=label_of(self.actor), of=row, **({"kind": NoteKind.DEED} | body))
        return Response(NoteRow(note).data, status.HTTP_201_CREATED)


@extend_schema_view(
    list=extend_schema(summary="党员先锋岗列表"), retrieve=extend_schema(summary="一个先锋岗"),
    end=extend_schema(responses=PostRow), void=extend_schema(responses=PostRow),
)  # fmt: skip
class Posts(Terms, Reading, ScopedViewSet):
    """Those of the scope; a liaison reads those of her members."""

    model = PioneerPost
    serializer_class = PostRow
    filterset_class = PostFilters
    rights = RIGHTS

    def get_queryset(self) -> QuerySet[Any]:
        """With the number of deeds."""
        return PioneerPost.objects.all().with_deeds()

    @extend_schema(summary="授先锋岗", operation_id="post_award", request=bodies.PostBody, responses={201: PostRow})
    def register(self, request: Request) -> Response:
        """一位党员同名的先锋岗只能有一个在岗。"""
        body = self.sent(bodies.PostBody)
        member = member_of(body.pop("member"))
        made = self.run(verbs.award, label=label_of(self.actor), member=member, fields=body)
        return Response(PostRow(self.find(made.pk)).data, status.HTTP_201_CREATED)

    @extend_schema(summary="记作用发挥", request=bodies.NoteBody, responses={201: NoteRow})
    @action(detail=True, methods=["post"], url_path="notes")
    def note(self, request: Request, pk: UUID) -> Response:
        """哪天做了什么。"""
        return self.noted(pk)


@extend_schema_view(
    list=extend_schema(summary="议事会成员列表"), retrieve=extend_schema(summary="一位议事会成员"),
    end=extend_schema(responses=SeatRow), void=extend_schema(responses=SeatRow),
)  # fmt: skip
class Seats(Terms, Reading, ScopedViewSet):
    """Those of the scope; a liaison reads those of her members."""

    model = CouncilSeat
    serializer_class = SeatRow
    filterset_class = SeatFilters
    rights = RIGHTS
    note_body = bodies.SeatNoteBody

    def get_queryset(self) -> QuerySet[Any]:
        """With the numbers of meetings and proposals."""
        return CouncilSeat.objects.all().with_meetings()

    @extend_schema(
        summary="登记议事会成员", operation_id="seat_appoint", request=bodies.SeatBody, responses={201: SeatRow}
    )
    def register(self, request: Request) -> Response:
        """一位党员在一个村（社区）只能有一个在任；任期已满的会自动办结束。"""
        body = self.sent(bodies.SeatBody)
        member, community = member_of(body.pop("member")), body.pop("community")
        made = self.run(verbs.appoint, label=label_of(self.actor), member=member, community=community, fields=body)
        return Response(SeatRow(self.find(made.pk)).data, status.HTTP_201_CREATED)

    @extend_schema(summary="记参加议事或提案", request=bodies.SeatNoteBody, responses={201: NoteRow})
    @action(detail=True, methods=["post"], url_path="notes")
    def note(self, request: Request, pk: UUID) -> Response:
        """同一天的议事只记一次；提案要写内容。"""
        return self.noted(pk)


@extend_schema_view(
    list=extend_schema(summary="志愿服务列表"), retrieve=extend_schema(summary="一次志愿服务"),
    void=extend_schema(responses=ServiceRow),
)  # fmt: skip
class Services(Voiding, Reading, ScopedViewSet):
    """Those of the scope; a liaison reads those of her members."""

    model = VolunteerService
    serializer_class = ServiceRow
    filterset_class = ServiceFilters
    rights = {name: RIGHTS[name] for name in ("list", "retrieve", "register", "void")}

    @extend_schema(
        summary="登记志愿服务", operation_id="service_record", request=bodies.ServiceBody, responses={201: ServiceRow}
    )
    def register(self, request: Request) -> Response:
        """同一天同一个项目只记一次；办过志愿服务活动的，在活动页面按签到计入。"""
        body = self.sent(bodies.ServiceBody)
        member = member_of(body.pop("member"))
        made = self.run(services.serve, label=label_of(self.actor), member=member, fields=body)
        return Response(ServiceRow(made).data, status.HTTP_201_CREATED)
