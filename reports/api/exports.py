"""Exports for programs: asked for, followed, downloaded. What takes long is done by the worker: ask again."""

from typing import Any
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
from registry.domain.errors import Refused
from registry.entry.files import attached
from registry.lib import scope as scopes
from registry.models import User
from registry.policies import Action, check
from reports.choices.exports import ExportKind, ExportList, ExportState
from reports.domain import exports as verbs
from reports.figures.month import Month
from reports.models import Export
from reports.tasks import kick_exports
from reports.workbook.lists import LISTS, asked_with, check_reader, with_numbers
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
    month = serializers.RegexField(
        r"^20[0-9]{2}-(0[1-9]|1[0-2])$", required=False, default="", help_text="月份，如 2026-11；只有 list 不用写"
    )
    sheets = serializers.ListField(
        child=serializers.ChoiceField(choices=[*LEDGERS.items()]), required=False, default=None,
        max_length=len(LEDGERS), help_text="工作簿里放哪些名册、台账；不写就是全部",
    )  # fmt: skip
    form = serializers.UUIDField(required=False, default=None, help_text="哪份上级表样，只对 form 有用，也必须写")
    list = serializers.ChoiceField(
        choices=ExportList.choices, required=False, default="", help_text="哪一张清单，只对 list 有用，也必须写"
    )
    query = serializers.DictField(
        child=serializers.CharField(max_length=100, allow_blank=True), required=False, default=dict,
        help_text="清单怎么筛，和网页地址里 ? 后面的一样",
    )  # fmt: skip
    masked = serializers.BooleanField(default=True, help_text="号码打码；没有身份证号、电话栏的文件总是打码")
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
        row = self.run(self._ask, body=body)
        kick_exports(row)
        return Response(ExportRow(row).data, status.HTTP_201_CREATED)

    def find(self, pk: UUID) -> Export:
        """A list's file only for those who may see the list."""
        row: Export = super().find(pk)
        check_reader(row)
        return row

    @staticmethod
    def _ask(*, by: User, body: dict[str, Any]) -> Export:
        month = body["month"] and Month.parse(body["month"])
        wanted = {name: body[name] for name in ("organisation", "kind", "reason")}
        options = _options(body, by)
        masked = body["masked"] or not with_numbers(body["kind"], body["list"])
        return verbs.ask(by=by, month=month or None, options=options, masked=masked, **wanted)

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
        data = self.run(verbs.open_file, export=row)
        return FileResponse(data, content_type=BINARY, headers=attached(row.file_name, row.size))


def _options(body: dict[str, Any], by: User) -> dict[str, Any]:
    """What the row keeps of the request. Raises Refused for a list without its name, of another node, or narrowed by
    what is no condition of it: a program would not see that it got more than it asked for."""
    if body["kind"] == ExportKind.LIST:
        return _of_list(body["list"], body["query"], body["organisation"].path, by)
    options = options_of(body["kind"], body["sheets"])
    return options | ({"form": str(body["form"])} if body["form"] else {})


def _of_list(name: str, query: dict[str, str], path: str, by: User) -> dict[str, Any]:
    if not name:
        raise Refused("请写明要哪一张清单（list）。")
    if path != scopes.current().path:
        raise Refused("清单按自己的单位导出；只要下级的，请在 query 里写 org 条件。")
    check(LISTS[name].action)
    found = LISTS[name].found(query, by)
    if unknown := found.unread(query):
        raise Refused(f"query 里有没认出的条件：{'、'.join(unknown)}。写法和网页地址里 ? 后面的一样。")
    return asked_with(name, found)
