"""微心愿 for programs: read without who wishes, collected, corrected, moved along, claimed for a member."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from outreach import choices
from outreach.api.part_bodies import OfMember, StepBody, WishBody, WishCorrection
from outreach.domain import wishes as verbs
from outreach.domain.wish_flow import steps_from
from outreach.models import MicroWish, WishClaim
from registry.api.base import Reading, ScopedViewSet
from registry.api.filtering import YES_NO, OwnedFilters
from registry.api.rows import Row
from registry.api.story import member_of
from registry.domain.movements import label_of
from registry.lib import clock
from registry.policies import Action


class WishFilters(OwnedFilters):
    """By state, category and day."""

    state = filters.ChoiceFilter(label="状态", choices=choices.WishState.choices)
    category = filters.ChoiceFilter(label="心愿人类别", choices=choices.Wisher.choices)
    overdue = filters.ChoiceFilter(label="只看逾期未实现的", choices=YES_NO[:1], method="by_overdue")
    since = filters.DateFilter(label="征集日期从", field_name="collected_on", lookup_expr="gte")
    until = filters.DateFilter(label="征集日期到", field_name="collected_on", lookup_expr="lte")

    def by_overdue(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        """The agreed day is over."""
        found: QuerySet[Any] = rows.overdue(clock.today())
        return found


class ClaimRow(Row[WishClaim]):
    """Who has a wish now."""

    member = serializers.UUIDField(source="member_id", read_only=True)

    class Meta:
        model = WishClaim
        fields = ("member", "claimed_on", "claimed_via", "confirmed_at", "due_on", "fulfilled_on", "satisfaction")
        read_only_fields = fields


class WishRow(Row[MicroWish]):
    """A wish in the words of the wall. Name and phone of who wishes are never given out."""

    number = serializers.CharField(source="label", read_only=True, help_text="编号，例如 2026-003")
    claim = serializers.SerializerMethodField(help_text="现在的认领；没有是 null")
    can = serializers.SerializerMethodField(help_text="现在可以办的步骤")

    class Meta:
        model = MicroWish
        fields = (
            "id", "number", "collected_on", "category", "shown_as", "kind", "content", "community", "state", "state_at",
            "claim", "can", "version",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(ClaimRow(allow_null=True))
    def get_claim(self, wish: MicroWish) -> Any:
        """As far as the asker sees her."""
        found = next(iter(getattr(wish, "live", ())), None)
        return ClaimRow(found).data if found else None

    def get_can(self, wish: MicroWish) -> list[str]:
        """Steps of the flow."""
        return [step.kind.value for step in steps_from(wish.state)]


@extend_schema_view(list=extend_schema(summary="微心愿列表"), retrieve=extend_schema(summary="一个微心愿"))
class Wishes(Reading, ScopedViewSet):
    """Those of the scope; nothing of them is a liaison's."""

    model = MicroWish
    serializer_class = WishRow
    filterset_class = WishFilters
    rights = dict.fromkeys(("list", "retrieve", "register", "correct", "move", "claim"), Action.PART_EDIT)

    def get_queryset(self) -> QuerySet[Any]:
        """With who claimed it, without who wishes."""
        return MicroWish.objects.all().with_claims().defer("wisher_name", "wisher_phone")

    @extend_schema(summary="征集一个心愿", operation_id="wish_collect", request=WishBody, responses={201: WishRow})
    def register(self, request: Request) -> Response:
        """编号由程序按组织和年份连续编。"""
        body = self.sent(WishBody)
        organisation = body.pop("organisation")
        made = self.run(verbs.collect, label=label_of(self.actor), organisation=organisation, fields=body)
        return Response(WishRow(self.find(made.pk)).data, status.HTTP_201_CREATED)

    @extend_schema(summary="修改心愿", request=WishCorrection, responses=WishRow)
    def correct(self, request: Request, pk: UUID) -> Response:
        """公示以前可以改；没有写的不变。"""
        wish, body = self.find(pk), self.sent(WishCorrection)
        version = body.pop("version")
        self.run(verbs.correct, wish=wish, fields=body, version=version)
        return Response(WishRow(self.find(pk)).data)

    @extend_schema(summary="办下一步", request=StepBody, responses=WishRow)
    @action(detail=True, methods=["post"], url_path="steps")
    def move(self, request: Request, pk: UUID) -> Response:
        """征集→核实→公示→认领→实现→回访，能办哪一步看 can；认领用 claim。"""
        wish, body = self.find(pk), self.sent(StepBody)
        self.run(verbs.move, label=label_of(self.actor), wish=wish, **body)
        return Response(WishRow(self.find(pk)).data)

    @extend_schema(summary="代党员认领", request=OfMember, responses=WishRow)
    @action(detail=True, methods=["post"])
    def claim(self, request: Request, pk: UUID) -> Response:
        """党员要归征集的组织或它的下级管理；两位同时认领，只有一位认领得上。"""
        wish, body = self.find(pk), self.sent(OfMember)
        member = member_of(body["member"])
        self.run(verbs.claim, label=label_of(self.actor), wish=wish.pk, member=member)
        return Response(WishRow(self.find(pk)).data)
