"""金点子 for programs, beside the moves of the table: the same verbs, rights and refusals as the page's."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api import suggestion_further_bodies as bodies
from outreach.api.suggestion_rows import SuggestionDetail, SuggestionFileRow
from outreach.domain.suggestions import entries, extending, helping, looking, merging, moves, publishing, units
from outreach.models import Suggestion, SuggestionUnit
from registry.api.base import ScopedViewSet
from registry.api.keyed import IDEMPOTENCY, key_of
from registry.api.uploading import FileBody, Uploading
from registry.domain.movements import label_of
from registry.lib.ids import uuid7
from registry.policies import Action

_WORK = (
    "clear", "merge", "split", "to_help", "extend", "take_back", "ask_unit", "opine", "correct", "publish", "withdraw",
    "add_file",
)  # fmt: skip


class Further(Uploading, ScopedViewSet):
    """What may be done beside the moves; each answers with the suggestion as it stands then."""

    uploads = frozenset({"add_file"})
    rights = dict.fromkeys(_WORK, Action.SUGGESTION_WORK) | {"decide": Action.SUGGESTION_SUPERVISE}

    def done(self, verb: Any, pk: UUID, kind: type[serializers.Serializer[Any]]) -> Response:
        """Run a verb with what the body says."""
        row, body = self.find(pk), self.sent(kind)
        self.run(verb, label=label_of(self.actor), row=row, **body)
        return self.shown(pk)

    def shown(self, pk: UUID) -> Response:
        """The suggestion as it stands; what was handed to somebody else meanwhile is gone."""
        return Response(SuggestionDetail(self.find(pk)).data)

    @extend_schema(summary="不是垃圾信息", request=bodies.NoBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"])
    def clear(self, request: Request, pk: UUID) -> Response:
        """系统觉得可疑的，由人确认后编号，再受理。"""
        row = self.find(pk)
        self.sent(bodies.NoBody)
        self.run(moves.clear, label=label_of(self.actor), row=row)
        return self.shown(pk)

    @extend_schema(summary="并入另一条", request=bodies.MergeBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"])
    def merge(self, request: Request, pk: UUID) -> Response:
        """提出人查进展时看到的是那一条办得怎样。"""
        row, body = self.find(pk), self.sent(bodies.MergeBody)
        target = Suggestion.objects.filter(pk=body.pop("into")).first()
        if target is None:
            raise ValidationError({"into": ["没有这一条，或者不在您的范围内。"]})
        self.run(merging.merge, label=label_of(self.actor), row=row, target=target, **body)
        return self.shown(pk)

    @extend_schema(
        summary="拆成两条", request=bodies.SplitBody, parameters=[IDEMPOTENCY],
        responses={201: SuggestionDetail, 200: SuggestionDetail},
    )  # fmt: skip
    @action(detail=True, methods=["post"])
    def split(self, request: Request, pk: UUID) -> Response:
        """答的是拆出来的那一条，另编一个号；带 Idempotency-Key 重复发送，只拆一次，第二次答 200。"""
        row, body, key = self.find(pk), self.sent(bodies.SplitBody), key_of(request) or uuid7()
        version = body.pop("version", None)
        part = merging.Part(key=key, **body)
        left = self.run(merging.split, label=label_of(self.actor), row=row, part=part, version=version)
        made = SuggestionDetail(self.find(key)).data
        return Response(made, status.HTTP_201_CREATED if left.fresh else status.HTTP_200_OK)

    @extend_schema(summary="转为帮扶", request=bodies.HelpBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"], url_path="to-help")
    def to_help(self, request: Request, pk: UUID) -> Response:
        """不公开、不在清单里，按同样的步骤跟进。"""
        return self.done(helping.to_help, pk, bodies.HelpBody)

    @extend_schema(summary="申请延期", request=bodies.ExtendBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, pk: UUID) -> Response:
        """由办理单位申请，一次最多三个月；办理时限过了就不能再申请。"""
        return self.done(extending.ask, pk, bodies.ExtendBody)

    @extend_schema(summary="撤回延期申请", request=bodies.NoBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"], url_path="extension-withdrawal")
    def take_back(self, request: Request, pk: UUID) -> Response:
        """由办理单位撤回还没有批的申请，时限不变。"""
        return self.done(extending.take_back, pk, bodies.NoBody)

    @extend_schema(summary="批复延期", request=bodies.TimeBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"], url_path="extension-decision")
    def decide(self, request: Request, pk: UUID) -> Response:
        """由上一级批；自己提的申请不能自己批。"""
        return self.done(extending.decide_open, pk, bodies.TimeBody)

    @extend_schema(summary="请单位会办", request=bodies.UnitBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"], url_path="units")
    def ask_unit(self, request: Request, pk: UUID) -> Response:
        """会办意见有期限，见 units。"""
        return self.done(units.ask, pk, bodies.UnitBody)

    @extend_schema(summary="登记会办意见", request=bodies.OpinionBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"])
    def opine(self, request: Request, pk: UUID) -> Response:
        """一个单位一次。"""
        row, body = self.find(pk), self.sent(bodies.OpinionBody)
        unit = SuggestionUnit.objects.filter(suggestion=row, pk=body["unit"]).first()
        if unit is None:
            raise ValidationError({"unit": ["这一条没有请这个单位会办。"]})
        self.run(units.opine, label=label_of(self.actor), unit=unit, text=body["text"])
        return self.shown(pk)

    @extend_schema(summary="改标题、类别、清单和备注", request=bodies.EntryBody, responses=SuggestionDetail)
    def correct(self, request: Request, pk: UUID) -> Response:
        """受理以后才能改。"""
        return self.done(entries.correct, pk, bodies.EntryBody)

    @extend_schema(summary="公开", request=bodies.PublishBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"])
    def publish(self, request: Request, pk: UUID) -> Response:
        """提出人同意的才行；用工作人员的话写。"""
        return self.done(publishing.publish, pk, bodies.PublishBody)

    @extend_schema(summary="撤下公开", request=bodies.ReadBody, responses=SuggestionDetail)
    @action(detail=True, methods=["post"])
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """公开页面上不再有。"""
        return self.done(publishing.withdraw, pk, bodies.ReadBody)

    @extend_schema(
        summary="给金点子加附件", request={"multipart/form-data": FileBody}, responses={201: SuggestionFileRow}
    )  # fmt: skip
    @action(detail=True, methods=["post"], url_path="files")
    def add_file(self, request: Request, pk: UUID) -> Response:
        """办理中拍的照片、回函等，一次一个，最多 20 个。"""
        row, body = self.find(pk), self.received(FileBody)
        [kept] = self.run(looking.attach, label=label_of(self.actor), row=row, files=[body["file"]])
        return Response(SuggestionFileRow(kept).data, status.HTTP_201_CREATED)
