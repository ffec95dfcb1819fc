"""Study materials to be read, hand-outs to be noted and voided. Managing materials and handing out to many stay on the
pages, where one looks first."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_field, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from outreach import choices
from outreach.domain import handouts as verbs
from outreach.models import Handout, Material
from registry.api.base import Reading, ScopedViewSet
from registry.api.bodies import VoidBody
from registry.api.filtering import YES_NO, OwnedFilters, VoidableFilters, WholeNumberFilter
from registry.api.keyed import IDEMPOTENCY, key_of
from registry.api.rows import Row
from registry.api.story import member_of
from registry.domain.movements import label_of
from registry.policies import Action

NO_MATERIAL = "没有这份资料，或者您这里看不到。"


class MaterialFilters(OwnedFilters):
    """By type, year and use."""

    kind = filters.ChoiceFilter(label="类别", choices=choices.MaterialKind.choices)
    year = WholeNumberFilter(label="年度", min_value=2000, max_value=2100)
    in_use = filters.ChoiceFilter(label="在用的，或已经停用的", choices=YES_NO, method="by_use")

    def by_use(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """May be handed out or not."""
        return rows.filter(withdrawn_on__isnull=value == "true")


class HandoutFilters(VoidableFilters):
    """By material, way and day."""

    material = filters.UUIDFilter(label="资料的编号", field_name="material_id")
    channel = filters.ChoiceFilter(label="发放方式", choices=choices.HandoutChannel.choices)
    since = filters.DateFilter(label="发放日期从", field_name="given_on", lookup_expr="gte")
    until = filters.DateFilter(label="发放日期到", field_name="given_on", lookup_expr="lte")


class MaterialRow(Row[Material]):
    """A material in a list."""

    link = serializers.CharField(read_only=True, help_text="网上资料的网址；没有时是空的")

    class Meta:
        model = Material
        fields = (
            "id", "title", "kind", "subject", "year", "quarter", "copies", "link", "host_label", "withdrawn_on",
            "version",
        )  # fmt: skip
        read_only_fields = fields


class HandoutFigures(serializers.Serializer[Any]):
    """What was handed out, as far as the asker's scope sees; mistakes left out."""

    copies = serializers.IntegerField(help_text="赠送 册")
    times = serializers.IntegerField(help_text="发放 人次")
    members = serializers.IntegerField(help_text="覆盖 人")
    read = serializers.IntegerField(help_text="本人标记已学习 人次")


class MaterialDetail(MaterialRow):
    """A material with its text and its numbers."""

    figures = serializers.SerializerMethodField(help_text="发放情况；只数自己管理范围内的党员")

    class Meta:
        model = Material
        fields = (*MaterialRow.Meta.fields, "description", "withdraw_reason", "figures")
        read_only_fields = fields

    @extend_schema_field(HandoutFigures)
    def get_figures(self, row: Material) -> Any:
        """Counted now."""
        return HandoutFigures(Handout.objects.filter(material=row).figures()).data


class HandoutRow(Row[Handout]):
    """One material given to one member."""

    member = serializers.UUIDField(source="member_id", read_only=True)
    material = serializers.UUIDField(source="material_id", read_only=True)

    class Meta:
        model = Handout
        fields = (
            "id", "member", "material", "title", "kind", "given_on", "channel", "copies", "recorded_at",
            "recorded_label", "read_at", "voided_at", "void_reason",
        )  # fmt: skip
        read_only_fields = fields


class HandoutBody(serializers.Serializer[Any]):
    """Who got what, when, by which way."""

    member = serializers.UUIDField(help_text="党员的编号")
    material = serializers.UUIDField(help_text="资料的编号")
    given_on = serializers.DateField(help_text="发放日期")
    channel = serializers.ChoiceField(choices=choices.HandoutChannel.choices, help_text="发放方式")
    copies = serializers.IntegerField(min_value=0, max_value=verbs.MOST_COPIES, help_text="册数；微信、邮件填 0")


@extend_schema_view(
    list=extend_schema(summary="学习资料列表", responses=MaterialRow(many=True)),
    retrieve=extend_schema(summary="一份学习资料"),
)
class Materials(Reading, ScopedViewSet):
    """What one's node and its superiors give to study; the numbers are of one's own members."""

    model = Material
    serializer_class = MaterialDetail
    filterset_class = MaterialFilters
    rights = {"list": Action.MATERIAL_VIEW, "retrieve": Action.MATERIAL_VIEW}

    def get_serializer_class(self) -> Any:
        """Short in a list."""
        return MaterialRow if self.action == "list" else MaterialDetail


@extend_schema_view(
    list=extend_schema(summary="发放记录"), retrieve=extend_schema(summary="一次发放"),
)  # fmt: skip
class Handouts(Reading, ScopedViewSet):
    """A liaison hands out to the members assigned to her."""

    model = Handout
    serializer_class = HandoutRow
    filterset_class = HandoutFilters
    rights = {
        "list": Action.MATERIAL_GIVE,
        "retrieve": Action.MATERIAL_GIVE,
        "register": Action.MATERIAL_GIVE,
        "void": Action.MATERIAL_GIVE,
    }

    @extend_schema(
        summary="登记发放", operation_id="handout_give", request=HandoutBody, responses={201: HandoutRow},
        parameters=[IDEMPOTENCY],
    )  # fmt: skip
    def register(self, request: Request) -> Response:
        """发给一位党员一份资料。给一批党员发，请用页面。"""
        key, body = key_of(request), self.sent(HandoutBody)
        member, material = member_of(body.pop("member")), _material(body.pop("material"))
        label = label_of(self.actor)
        given = self.run(verbs.give, label=label, material=material, member=member, fields=body, client_key=key)
        return Response(HandoutRow(given).data, status.HTTP_201_CREATED)

    @extend_schema(summary="作废一次发放", request=VoidBody, responses=HandoutRow)
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: UUID) -> Response:
        """登记错了：记录和原因留着可查，不再计数。"""
        row, body = self.find(pk), self.sent(VoidBody)
        done = self.run(verbs.void, label=label_of(self.actor), handout=row, reason=body["reason"])
        return Response(HandoutRow(done).data)


def _material(key: UUID) -> Material:
    """A foreign one is answered like one that does not exist."""
    found = Material.objects.filter(pk=key).first()
    if found is None:
        raise ValidationError({"material": [NO_MATERIAL]})
    return found
