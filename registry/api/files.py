"""Files kept with members, contacts and study reports: listed, handed out, taken away."""

from uuid import UUID

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.base import Reading, ScopedViewSet
from registry.api.bodies import ReasonBody
from registry.api.filtering import FileFilters
from registry.api.rows import Row
from registry.choices import MediaType
from registry.domain import files as verbs
from registry.entry.files import handed_out
from registry.models import Attachment, ContactLog, Member, StudyReport
from registry.policies import Action, check


class FileRow(Row[Attachment]):
    """What is known of a file; where it was removed, by whom and why."""

    member = serializers.PrimaryKeyRelatedField[Member](read_only=True)
    contact = serializers.PrimaryKeyRelatedField[ContactLog](read_only=True, allow_null=True)
    study = serializers.PrimaryKeyRelatedField[StudyReport](read_only=True, allow_null=True)

    class Meta:
        model = Attachment
        fields = (
            "id", "member", "contact", "study", "name", "media_type", "size", "digest", "added_at", "added_label",
            "removed_at", "removed_label", "remove_reason",
        )  # fmt: skip
        read_only_fields = fields


class RemoveBody(ReasonBody):
    """Why a file is taken away."""

    reason = serializers.CharField(max_length=200, help_text="为什么移除，方便以后查看")


@extend_schema_view(list=extend_schema(summary="附件列表"), retrieve=extend_schema(summary="一个附件的说明"))
class Files(Reading, ScopedViewSet):
    """Added at the contact, the study report or the member that they belong to."""

    model = Attachment
    serializer_class = FileRow
    filterset_class = FileFilters
    rights = {
        "list": Action.MEMBER_VIEW,
        "retrieve": Action.MEMBER_VIEW,
        "content": Action.MEMBER_VIEW,
        "remove": Action.STUDY_WRITE,
    }

    @extend_schema(summary="下载附件", responses={(200, kind): OpenApiTypes.BINARY for kind in MediaType.values})
    @action(detail=True, methods=["get"], pagination_class=None, filter_backends=[])
    def content(self, request: Request, pk: UUID) -> HttpResponse:
        """文件的内容，每次下载都记入审计日志。移除了的答 409。"""
        row = self.find(pk)
        data = self.run(verbs.open_attachment, attachment=row)
        return handed_out(row, data, shown=False)

    @extend_schema(summary="移除附件", request=RemoveBody, responses=FileRow)
    @action(detail=True, methods=["post"])
    def remove(self, request: Request, pk: UUID) -> Response:
        """内容删掉，谁、什么时候、为什么移除的留着可查。联络员只能移除自己上传的。"""
        check(Action.CONTACT_WRITE)
        row, body = self.find(pk), self.sent(RemoveBody)
        return Response(FileRow(self.run(verbs.remove, attachment=row, reason=body["reason"])).data)
