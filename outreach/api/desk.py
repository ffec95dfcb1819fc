"""What the office has and hears, to be read by programs: 消息批次, 党员的回复. Writing, looking and confirming stay on
the pages."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from outreach import choices
from outreach.domain import messages as verbs
from outreach.models import MessageAnswer, MessageBatch
from registry.api.base import Reading, ScopedViewSet
from registry.api.filtering import YES_NO, OwnedFilters
from registry.api.rows import Row
from registry.domain.movements import label_of
from registry.policies import Action


class BatchFilters(OwnedFilters):
    """By state and way."""

    state = filters.ChoiceFilter(label="状态", choices=choices.BatchState.choices)
    channel = filters.ChoiceFilter(label="途径", choices=choices.ChannelKind.choices)


class BatchRow(Row[MessageBatch]):
    """One text to everybody whom a filter found."""

    left_out = serializers.SerializerMethodField(help_text="没有列入：原因和人数")

    class Meta:
        model = MessageBatch
        fields = (
            "id", "name", "channel", "body", "filter_name", "state", "recipients", "left_out", "created_at",
            "created_label", "approved_at", "approved_label", "stopped_at", "stopped_label", "version",
        )  # fmt: skip
        read_only_fields = fields

    def get_left_out(self, row: MessageBatch) -> dict[str, int]:
        """How many by reason, as they were counted when it went."""
        return dict(row.left_out)


@extend_schema_view(list=extend_schema(summary="消息批次列表"), retrieve=extend_schema(summary="一批消息"))
class Batches(Reading, ScopedViewSet):
    """How each stands; its messages by `messages/?batch=`."""

    model = MessageBatch
    serializer_class = BatchRow
    filterset_class = BatchFilters
    rights = dict.fromkeys(("list", "retrieve"), Action.MESSAGE_SEND)


class AnswerFilters(OwnedFilters):
    """Read or not."""

    seen = filters.ChoiceFilter(label="看过的，或还没有看的", choices=YES_NO, method="by_seen")

    def by_seen(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Noted as read or not."""
        return rows.filter(seen_at__isnull=value != "true")


class AnswerRow(Row[MessageAnswer]):
    """What a member wrote back."""

    member = serializers.UUIDField(source="member_id", read_only=True, help_text="哪位党员")
    message = serializers.UUIDField(source="message_id", read_only=True, help_text="回的是哪条消息")
    text = serializers.CharField(read_only=True, help_text="回复的话")

    class Meta:
        model = MessageAnswer
        fields = ("id", "member", "message", "text", "answered_at", "seen_at", "seen_label")
        read_only_fields = fields


@extend_schema_view(list=extend_schema(summary="党员回复列表"), retrieve=extend_schema(summary="一条回复"))
class Answers(Reading, ScopedViewSet):
    """Of the members of the scope; a liaison's are those of her members."""

    model = MessageAnswer
    serializer_class = AnswerRow
    filterset_class = AnswerFilters
    rights = dict.fromkeys(("list", "retrieve"), Action.MESSAGE_COPY) | {"seen": Action.MESSAGE_SEND}

    @extend_schema(summary="已阅", request=None, responses=AnswerRow)
    @action(detail=True, methods=["post"])
    def seen(self, request: Request, pk: UUID) -> Response:
        """看过了；再发一次也不变。"""
        row = self.find(pk)
        self.run(verbs.note_seen, label=label_of(self.actor), answers=[row])
        return Response(AnswerRow(self.find(pk)).data)
