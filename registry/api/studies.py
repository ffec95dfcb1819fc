"""Study reports: filed, corrected, read or returned, voided."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.base import Reading, ScopedViewSet
from registry.api.bodies import VoidBody
from registry.api.filtering import StudyFilters
from registry.api.keyed import IDEMPOTENCY, key_of
from registry.api.rows import Row, Sealed
from registry.api.story import StoryVerbs, member_of
from registry.api.story_bodies import NewStudyBody, ReviewBody, StudyCorrection
from registry.api.uploading import StoryFileBody, taking_file
from registry.choices import StudyState
from registry.domain import studies as verbs
from registry.models import Member, StudyReport
from registry.policies import Action

REPORT = OpenApiExample(
    "自学两小时",
    {
        "member": "0190a7f2-3c4d-7e5f-8a9b-0c1d2e3f4a5b",
        "topic": "学习党章",
        "form": "self_study",
        "studied_on": "2026-11-18",
        "hours": "2.0",
        "text": "通读了党章总纲。",
        "channel": "wechat",
    },
    request_only=True,
)


class StudyRow(Row[StudyReport]):
    """One report in a list."""

    member = serializers.PrimaryKeyRelatedField[Member](read_only=True)

    class Meta:
        model = StudyReport
        fields = (
            "id", "member", "topic", "form", "studied_on", "hours", "channel", "campaign", "share_home", "recorded_at",
            "recorded_label", "state", "comment", "reviewed_at", "reviewed_label", "version", "voided_at",
            "void_reason",
        )  # fmt: skip
        read_only_fields = fields


class StudyDetail(StudyRow):
    """One report with its text."""

    text = Sealed(help_text="学习心得")

    class Meta:
        model = StudyReport
        fields = (*StudyRow.Meta.fields, "text")
        read_only_fields = fields


@extend_schema_view(
    list=extend_schema(summary="学习汇报列表", responses=StudyRow(many=True)),
    retrieve=extend_schema(summary="一份学习汇报"),
    correct=extend_schema(
        summary="更正学习汇报",
        description="原来的内容留在历史里；退回的，改过以后重新待阅。",
        request=StudyCorrection,
        responses=StudyDetail,
    ),
    void=extend_schema(
        summary="作废学习汇报",
        description="登记错了：汇报留着可查，不再算数。",
        request=VoidBody,
        responses=StudyDetail,
    ),
    add_file=taking_file("给学习汇报加附件", "一次一个，最多 6 个；退回的，加过以后重新待阅。", StoryFileBody),
)
class Studies(StoryVerbs, Reading, ScopedViewSet):
    """A liaison files reports of the members assigned to her; reading them is the organisation's."""

    model = StudyReport
    serializer_class = StudyDetail
    filterset_class = StudyFilters
    rights = {
        "list": Action.MEMBER_VIEW,
        "retrieve": Action.MEMBER_VIEW,
        "register": Action.STUDY_WRITE,
        "correct": Action.STUDY_WRITE,
        "review": Action.STUDY_REVIEW,
        "void": Action.STUDY_WRITE,
        "add_file": Action.STUDY_WRITE,
    }
    noun = "study"
    verbs = {"correct": verbs.correct_study, "void": verbs.void_study, "add_file": verbs.add_file}
    correction = StudyCorrection

    def get_queryset(self) -> QuerySet[Any]:
        """A list without the texts."""
        rows = StudyReport.objects.all()
        return rows.defer("text") if self.action == "list" else rows.select_related("member")

    def get_serializer_class(self) -> Any:
        """Short in a list."""
        return StudyRow if self.action == "list" else StudyDetail

    @extend_schema(
        summary="登记学习汇报",
        operation_id="study_file",
        request=NewStudyBody,
        responses={201: StudyDetail},
        parameters=[IDEMPOTENCY],
        examples=[REPORT],
    )
    def register(self, request: Request) -> Response:
        """主题、心得至少要有一样；附件登记以后再加。"""
        key, body = key_of(request), self.sent(NewStudyBody)
        member = member_of(body.pop("member"))
        study = self.run(verbs.file_study, member=member, fields=body, client_key=key)
        return Response(StudyDetail(study).data, status.HTTP_201_CREATED)

    @extend_schema(summary="审阅", request=ReviewBody, responses=StudyDetail)
    @action(detail=True, methods=["post"])
    def review(self, request: Request, pk: UUID) -> Response:
        """已阅，或者退回并写明要补什么。"""
        study, body = self.find(pk), self.sent(ReviewBody)
        facts = {"comment": body.get("comment", ""), "version": body.get("version")}
        done = self.run(verbs.review_study, study=study, state=StudyState(body["state"]), **facts)
        return Response(StudyDetail(done).data)
