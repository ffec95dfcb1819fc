"""Rosters: uploaded, matched, checked, applied, undone. What takes long is done by the worker: ask again."""

from collections.abc import Callable
from typing import Any, cast
from uuid import UUID

from django.db.models import QuerySet, TextChoices
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.base import Reading, ScopedViewSet
from registry.api.bodies import NoBody, OwnOrganisation
from registry.api.filtering import IntakeFilters
from registry.api.intake_differences import DifferenceVerbs
from registry.api.intake_rows import IntakeDetail, IntakeRow, RosterPage, shown
from registry.api.paging import stretch, stretch_parameters
from registry.api.uploading import Uploading
from registry.choices import RowAction, RowState, Verdict
from registry.entry.files import attached
from registry.intake import pipeline
from registry.intake.files.kinds import kind_of
from registry.intake.files.refusals import Refusal
from registry.models import Intake
from registry.policies import Action
from registry.tasks import kick

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
HEAD = 4096
ROW_FILTERS: dict[str, type[TextChoices]] = {"verdict": Verdict, "action": RowAction, "state": RowState}
VERBS = (
    "list", "retrieve", "register", "mapping", "start", "apply", "cancel", "undo", "retry", "rows", "failed_rows",
    "differences", "decide",
)  # fmt: skip


class UploadBody(serializers.Serializer[Any]):
    """A roster, whose it is, and which way its people went."""

    file = serializers.FileField(max_length=200, help_text="名册：.xlsx、.xls、.csv、.docx 或 .txt")
    organisation = OwnOrganisation(help_text="这份名册是哪个组织的")
    direction = serializers.ChoiceField(
        choices=[("auto", "看表里怎么写"), ("in", "流入"), ("out", "流出")], default="auto", help_text="方向"
    )

    def validate_file(self, sent: Any) -> Any:
        """Refuse at once what is no table, told by its bytes."""
        head = sent.read(HEAD)
        sent.seek(0)
        try:
            kind_of(head, sent.name or "")
        except Refusal as refusal:
            raise serializers.ValidationError(refusal.message) from refusal
        return sent


class MappingBody(serializers.Serializer[Any]):
    """What columns mean; those left out stay as they were read."""

    mapping = serializers.DictField(
        child=serializers.DictField(child=serializers.CharField(max_length=50, allow_blank=True)),
        help_text="{工作表: {第几列: 项目代码}}；空文本是不要这一列，keep 是原样留着。项目代码见 tables 的 field",
    )
    direction = serializers.ChoiceField(choices=["auto", "in", "out"], required=False, help_text="方向")
    remember = serializers.BooleanField(default=True, help_text="记住这套表头的对应关系")

    def validate_mapping(self, sent: dict[str, dict[str, str]]) -> dict[str, dict[int, str]]:
        """Numbers of columns as numbers."""
        if any(not (key.isascii() and key.isdecimal() and len(key) < 6) for part in sent.values() for key in part):
            raise serializers.ValidationError("列号应是从 1 起的整数。")
        return {sheet: {int(column): code for column, code in part.items()} for sheet, part in sent.items()}


def _verb(summary: str) -> Any:
    """Declare an action without a body."""

    def declare(method: Any) -> Any:
        acting = action(detail=True, methods=["post"])(method)
        return extend_schema(summary=summary, request=NoBody, responses=IntakeDetail)(acting)

    return declare


@extend_schema_view(
    list=extend_schema(summary="名册导入列表", responses=IntakeRow(many=True)),
    retrieve=extend_schema(summary="一份名册的进展"),
)
class Intakes(DifferenceVerbs, Uploading, Reading, ScopedViewSet):
    """The stages: uploaded → mapping → ready → applied → undone."""

    model = Intake
    serializer_class = IntakeDetail
    filterset_class = IntakeFilters
    rights = dict.fromkeys(VERBS, Action.INTAKE_USE)
    uploads = frozenset({"register"})

    def get_queryset(self) -> QuerySet[Any]:
        """With the organisation's name."""
        rows = Intake.objects.all().select_related("organisation")
        return rows.defer("sheets", "mapping", "counts") if self.action == "list" else rows

    def get_serializer_class(self) -> Any:
        """Short in a list."""
        return IntakeRow if self.action == "list" else IntakeDetail

    @extend_schema(
        summary="上传名册",
        operation_id="intake_upload",
        request={"multipart/form-data": UploadBody},
        responses={201: IntakeDetail},
    )
    def register(self, request: Request) -> Response:
        """收下文件，由后台读取；之后看 state。"""
        body = self.received(UploadBody)
        sent = body["file"]
        facts = {"file_name": sent.name or "名册", "direction": body["direction"], "data": cast(Any, sent)}
        intake = self.run(pipeline.receive, organisation=body["organisation"], **facts)
        kick()
        return self._shown(intake.pk, status.HTTP_201_CREATED)

    @extend_schema(summary="说明每一列是什么", request=MappingBody, responses=IntakeDetail)
    @action(detail=True, methods=["post"])
    def mapping(self, request: Request, pk: UUID) -> Response:
        """改了的，后台重新核对。"""
        intake, body = self.find(pk), self.sent(MappingBody)
        self.run(pipeline.set_mapping, intake=intake, **{"direction": None, **body})
        kick()
        return self._shown(pk)

    @_verb("按识别的列核对")
    def start(self, request: Request, pk: UUID) -> Response:
        """列都认对了，开始核对；核对不写入任何内容。"""
        return self._queued(pk, pipeline.start_check)

    @_verb("写入")
    def apply(self, request: Request, pk: UUID) -> Response:
        """写入核对好的行；需要更正的不写。"""
        return self._queued(pk, pipeline.apply)

    @_verb("取消")
    def cancel(self, request: Request, pk: UUID) -> Response:
        """停下来；已经写入的退回去。"""
        return self._queued(pk, pipeline.cancel)

    @_verb("撤销整份")
    def undo(self, request: Request, pk: UUID) -> Response:
        """写入的全部退回；写入以后又办理过的不动，逐行列出。"""
        return self._queued(pk, pipeline.undo)

    @_verb("再试一次")
    def retry(self, request: Request, pk: UUID) -> Response:
        """没有做完的那一步再做一次。"""
        return self._queued(pk, pipeline.retry)

    @extend_schema(
        summary="名册的行",
        responses=RosterPage,
        filters=False,
        parameters=stretch_parameters(ROW_FILTERS),
    )
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def rows(self, request: Request, pk: UUID) -> Response:
        """每一行的核对结果、要做的事和问题，号码已脱敏。"""
        intake = self.find(pk)
        asked = stretch(request, ROW_FILTERS)
        page = pipeline.rows(intake, **asked)
        results = [shown(row) for row in page.items]
        return Response(RosterPage({"total": page.total, "offset": asked["offset"], "results": results}).data)

    @extend_schema(summary="需要更正的行（Excel）", responses={(200, XLSX): OpenApiTypes.BINARY})
    @action(detail=True, methods=["get"], url_path="failed-rows")
    def failed_rows(self, request: Request, pk: UUID) -> HttpResponse:
        """改好以后可以直接再上传。只给上传的人，保留 24 小时。"""
        intake = self.find(pk)
        book = self.run(pipeline.failed_rows_workbook, intake=intake)
        name = f"{intake.file_name.rsplit('.', 1)[0]}-需要更正.xlsx"
        return HttpResponse(book, content_type=XLSX, headers=attached(name))

    def _queued(self, pk: UUID, verb: Callable[..., Any]) -> Response:
        self.run(verb, intake=self.find(pk))
        kick()
        return self._shown(pk)

    def _shown(self, pk: UUID, number: int = status.HTTP_200_OK) -> Response:
        return Response(self.get_serializer(self.find(pk)).data, number)
