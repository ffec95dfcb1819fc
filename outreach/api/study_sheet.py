"""学习台账 for programs: the same lines and totals as on the page."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.domain import study_sheet as verbs
from outreach.domain.quarters import KEY, Quarter
from outreach.models import Task
from registry.api.base import ScopedViewSet
from registry.lib import scope as scopes
from registry.lib.ids import key_in
from registry.models import Organisation
from registry.policies import Action

ASKED = ("quarter", "organisation")


class SheetNumbers(serializers.Serializer[Any]):
    """The ledger's columns."""

    owed = serializers.IntegerField(help_text="应交 份")
    missing = serializers.IntegerField(help_text="没交 份")
    reports = serializers.IntegerField(help_text="已交 份（按学习日期）")
    hours = serializers.DecimalField(max_digits=8, decimal_places=1, help_text="学时")
    read = serializers.IntegerField(help_text="已阅")
    waiting = serializers.IntegerField(help_text="待阅")
    returned = serializers.IntegerField(help_text="退回")
    materials = serializers.IntegerField(help_text="收到资料 份")
    copies = serializers.IntegerField(help_text="其中 册")
    came = serializers.IntegerField(help_text="参加活动 次")


class SheetLine(SheetNumbers):
    """One member."""

    member = serializers.UUIDField()
    name = serializers.CharField()


@extend_schema_serializer(many=False)
class Sheet(serializers.Serializer[Any]):
    """The ledger of a node and a quarter."""

    quarter = serializers.CharField(help_text="季度，例如 2026-4")
    lines = SheetLine(many=True)
    totals = SheetNumbers()
    cut = serializers.BooleanField(help_text=f"党员超过 {verbs.MOST} 人，只列了前面的；合计是全部的")


class StudySheets(ScopedViewSet):
    """Everything below a node of the scope; its own where none is named."""

    model = Task
    serializer_class = Sheet
    pagination_class = None
    filter_backends = []
    rights = {"list": Action.STUDY_REVIEW}

    @extend_schema(
        summary="学习台账", operation_id="study_sheet", responses=Sheet, filters=False,
        parameters=[
            OpenApiParameter("quarter", str, description="季度，例如 2026-4；不写就是本季度", pattern=KEY.pattern),
            OpenApiParameter("organisation", UUID, description="组织的编号，连同下级；不写就是本组织"),
        ],
    )  # fmt: skip
    def list(self, request: Request) -> Response:
        """每位党员应交、已交、学时、收到的资料、参加的活动，和合计。看一次记一次留痕。"""
        asked = request.query_params
        if unknown := sorted(set(asked) - set(ASKED)):
            raise ValidationError({name: ["没有这个参数。"] for name in unknown[:20]})
        if asked.get("quarter") and not KEY.fullmatch(asked["quarter"]):
            raise ValidationError({"quarter": ["请写成 2026-4 的样子。"]})
        quarter = Quarter.read(asked.get("quarter", ""))
        found = verbs.sheet(path=_path(asked.get("organisation", "")), quarter=quarter)
        verbs.read_out(rows=len(found.lines), quarter=quarter)
        lines = [{"member": line.member.pk, "name": line.member.name, **line.numbers} for line in found.lines]
        said = {"quarter": quarter.key, "lines": lines, "totals": found.totals, "cut": found.cut}
        return Response(Sheet(said).data)


def _path(key: str) -> str:
    """The node that was named; a foreign one is answered like one that does not exist."""
    if not key:
        return scopes.current().path
    known = key_in(key)
    node = Organisation.objects.filter(pk=known).first() if known else None
    if node is None or not scopes.current().covers(node.path):
        raise ValidationError({"organisation": ["没有这个组织，或者不在您的管理范围内。"]})
    return node.path
