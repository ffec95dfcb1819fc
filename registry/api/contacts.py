"""The contact log: every contact and attempt, with the member or with the home organisation."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.base import Reading, ScopedViewSet
from registry.api.bodies import VoidBody
from registry.api.filtering import ContactFilters
from registry.api.keyed import IDEMPOTENCY, key_of
from registry.api.rows import Row, Sealed
from registry.api.story import StoryVerbs, member_of
from registry.api.story_bodies import ContactCorrection, NewContactBody
from registry.api.uploading import StoryFileBody, taking_file
from registry.domain import contacts as verbs
from registry.models import ContactLog, Member
from registry.policies import Action

CALL = OpenApiExample(
    "打了电话",
    {
        "member": "0190a7f2-3c4d-7e5f-8a9b-0c1d2e3f4a5b",
        "happened_at": "2026-11-20T09:30:00+08:00",
        "channel": "phone",
        "outcome": "reached",
        "summary": "近况平稳，还在原单位上班。",
        "next_on": "2026-12-20",
    },
    request_only=True,
)


class ContactRow(Row[ContactLog]):
    """One contact."""

    member = serializers.PrimaryKeyRelatedField[Member](read_only=True)
    summary = Sealed(help_text="内容摘要")

    class Meta:
        model = ContactLog
        fields = (
            "id", "member", "side", "matter", "happened_at", "channel", "outcome", "contact_label", "summary",
            "next_on", "recorded_at", "recorded_label", "version", "voided_at", "void_reason",
        )  # fmt: skip
        read_only_fields = fields


class ContactDetail(ContactRow):
    """One contact with all that was told."""

    thoughts, work, family, study = (Sealed() for _ in range(4))
    dues, difficulties, ideas, changes = (Sealed() for _ in range(4))

    class Meta:
        model = ContactLog
        fields = (*ContactRow.Meta.fields, *verbs.TEXTS[1:])
        read_only_fields = fields


@extend_schema_view(
    list=extend_schema(summary="联系记录列表", responses=ContactRow(many=True)),
    retrieve=extend_schema(summary="一条联系记录"),
    correct=extend_schema(
        summary="更正联系记录",
        description="原来的内容留在历史里。联络员只能改自己记的。",
        request=ContactCorrection,
        responses=ContactDetail,
    ),
    void=extend_schema(
        summary="作废联系记录",
        description="记错了：记录留着可查，不再算数。",
        request=VoidBody,
        responses=ContactDetail,
    ),
    add_file=taking_file("给联系记录加附件", "一次一个，最多 6 个。联络员只能加在自己记的上。", StoryFileBody),
)
class Contacts(StoryVerbs, Reading, ScopedViewSet):
    """A liaison writes down contacts with the members assigned to her, and corrects her own."""

    model = ContactLog
    serializer_class = ContactDetail
    filterset_class = ContactFilters
    rights = {
        "list": Action.MEMBER_VIEW,
        "retrieve": Action.MEMBER_VIEW,
        "register": Action.CONTACT_WRITE,
        "correct": Action.CONTACT_WRITE,
        "void": Action.CONTACT_WRITE,
        "add_file": Action.CONTACT_WRITE,
    }
    noun = "contact"
    verbs = {"correct": verbs.correct_contact, "void": verbs.void_contact, "add_file": verbs.add_file}
    correction = ContactCorrection

    def get_queryset(self) -> QuerySet[Any]:
        """A list without the headings that it does not show."""
        rows = ContactLog.objects.all()
        return rows.defer(*verbs.TEXTS[1:]) if self.action == "list" else rows.select_related("member")

    def get_serializer_class(self) -> Any:
        """Short in a list."""
        return ContactRow if self.action == "list" else ContactDetail

    @extend_schema(
        summary="记一次联系",
        operation_id="contact_record",
        request=NewContactBody,
        responses={201: ContactDetail},
        parameters=[IDEMPOTENCY],
        examples=[CALL],
    )
    def register(self, request: Request) -> Response:
        """没联系上的也要记；只有联系上本人的，才更新最近联系时间。"""
        key, body = key_of(request), self.sent(NewContactBody)
        member = member_of(body.pop("member"))
        contact = self.run(verbs.record_contact, member=member, fields=body, client_key=key)
        return Response(ContactDetail(contact).data, status.HTTP_201_CREATED)
