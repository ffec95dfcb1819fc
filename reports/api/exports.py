"""Exports for programs: asked for, followed, downloaded. What takes long is done by the worker: ask again."""

from typing import Any
from urllib.parse import quote
from uuid import UUID

from django.http import FileResponse
from django_filters import rest_framework as filters
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.base import Reading, ScopedViewSet
from registry.api.bodies import NoBody, OwnOrganisation
from registry.api.rows import Row
from registry.policies import Action, check
from reports.choices.exports import ExportKind, ExportState
from reports.domain import exports as verbs
from reports.figures.month import Month
from reports.models import Export
from reports.tasks import kick_exports
from reports.workbook.spec import LEDGERS, options_of

BINARY = "application/octet-stream"


class ExportFilters(filters.FilterSet):
    """By kind and state."""

    kind = filters.ChoiceFilter(label="文件", choices=ExportKind.choices)
    state = filters.ChoiceFilter(label="状态", choices=ExportState.choices)


class ExportRow(Row[Export]):
    """One file: how far it is, and what it is."""

    organisation = serializers.UUIDField(source="organisation_id", read_only=True)

    class Meta:
        model = Export
        fields = (
            "id", "organisation", "kind", "year", "month", "close", "archive", "masked", "state", "percent", "problem",
            "asked_at", "known_at", "watermark", "file_name", "size", "sha256", "made_at", "expires_at", "purged_at",
        )  # fmt: skip
        read_only_fields = fields


class ExportBody(serializers.Serializer[Any]):
    """What is wanted."""

    organisation = OwnOrganisation(help_text="哪个单位的")
    kind = serializers.ChoiceField(choices=ExportKind.choices, help_text="什么文件")
    month = serializers.RegexField(r"^20[0-9]{2}-(0[1-9]|1[0-2])$", help_text="月份，如 2026-11")
    sheets = serializers.ListField(
        child=serializers.ChoiceField(choices=list(LEDGERS.items())), required=False, max_length=len(LEDGERS),
        help_text="工作簿里放哪些名册、台账；不写就是全部",
    )  # fmt: skip
    form = serializers.UUIDField(required=False, help_text="哪份上级表样，只对 form 有用，也必须写")
    masked = serializers.BooleanField(default=True, help_text="号码打码")
    reason = serializers.CharField(max_length=100, required=False, default="", help_text="不打码时必填：用途")


@extend_schema_view(
    list=extend_schema(summary="导出文件列表"), retrieve=extend_schema(summary="一个导出文件"),
)  # fmt: skip
class Exports(Reading, ScopedViewSet):
    """Files of the scope; those with whole numbers only for who asked."""

    model = Export
    serializer_class = ExportRow
    filterset_class = ExportFilters
    rights = dict.fromkeys(("list", "retrieve", "register", "cancel", "file"), Action.REPORT_VIEW)

    @extend_schema(summary="申请导出", request=ExportBody, responses={201: ExportRow})
    def register(self, request: Request) -> Response:
        """由后台生成，请隔几秒再问进度。归档月份的完整工作簿给出归档的那一份。"""
        body = self.sent(ExportBody)
        if not body["masked"]:
            check(Action.MEMBER_REVEAL_ID)
        options = options_of(body["kind"], body.pop("sheets", None))
        if form := body.pop("form", None):
            options |= {"form": str(form)}
        wanted = body | {"month": Month.parse(body["month"]), "options": options}
        row = self.run(verbs.ask, **wanted)
        kick_exports()
        return Response(ExportRow(row).data, status.HTTP_201_CREATED)

    @extend_schema(summary="取消", request=NoBody, responses=ExportRow)
    @action(detail=True, methods=["post"])
    def cancel(self, request: Request, pk: UUID) -> Response:
        """还没有生成好的才能取消。"""
        return Response(ExportRow(self.run(verbs.call_off, export=self.find(pk))).data)

    @extend_schema(summary="下载", responses={(200, BINARY): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], filter_backends=[])
    def file(self, request: Request, pk: UUID) -> FileResponse:
        """生成好的文件；每次下载都记入审计记录。"""
        row = self.find(pk)
        name = quote(row.file_name, safe="")
        headers = {
            "Content-Disposition": f"attachment; filename=\"download\"; filename*=UTF-8''{name}",
            "Content-Length": str(row.size),
        }
        data = self.run(verbs.open_file, export=row)
        return FileResponse(data, content_type=BINARY, headers=headers)
