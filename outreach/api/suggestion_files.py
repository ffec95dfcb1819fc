"""Photographs and scans of 金点子 for programs: listed and added at the suggestion they belong to, handed out here."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from outreach.api.suggestion_rows import SuggestionFileRow
from outreach.domain.suggestions import looking
from outreach.models import SuggestionFile
from registry.api.base import ScopedViewSet
from registry.choices import MediaType
from registry.entry.files import handed_out
from registry.policies import Action


class SuggestionFiles(ScopedViewSet):
    """Of those who work on suggestions; a liaison reads words only."""

    model = SuggestionFile
    serializer_class = SuggestionFileRow
    rights = dict.fromkeys(("retrieve", "content"), Action.SUGGESTION_WORK)

    def get_queryset(self) -> QuerySet[Any]:
        """The bytes only for whom they are handed to."""
        rows = SuggestionFile.objects.all()
        return rows if self.action == "content" else rows.defer("data")

    @extend_schema(summary="一个金点子附件的说明")
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """哪些附件，见那一条金点子的 files。"""
        return Response(SuggestionFileRow(self.find(pk)).data)

    @extend_schema(summary="下载金点子附件", responses={(200, kind): OpenApiTypes.BINARY for kind in MediaType.values})
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def content(self, request: Request, pk: UUID) -> HttpResponse:
        """文件的内容，每次下载都记入审计日志。"""
        row = self.find(pk)
        data = self.run(looking.file_bytes, file=row)
        return handed_out(row, data, shown=False)
