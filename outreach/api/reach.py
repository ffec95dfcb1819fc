"""How a member is reached, for programs: what she wants no more of, and her personal links; the verbs of the pages."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from outreach import choices
from outreach.domain import links, opt_outs
from outreach.models import OptOut, PersonalLink
from registry.api.base import Reading, ScopedViewSet
from registry.api.filtering import YES_NO, StoryFilters
from registry.api.rows import Row
from registry.api.story import member_of
from registry.domain.errors import Refused
from registry.domain.movements import label_of
from registry.policies import Action

NOTHING_NEW = "这一种已经退订过了，不用再登记。"


class OptOutFilters(StoryFilters):
    """By way, and whether they hold."""

    channel = filters.ChoiceFilter(label="途径", choices=choices.ChannelKind.choices)
    in_force = filters.ChoiceFilter(label="还有效的，或已经恢复的", choices=YES_NO, method="by_force")

    def by_force(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Undone or not."""
        return rows.filter(undone_at__isnull=value == "true")


class OptOutRow(Row[OptOut]):
    """What a member wants no more of."""

    member = serializers.UUIDField(source="member_id", read_only=True)

    class Meta:
        model = OptOut
        fields = (
            "id", "member", "channel", "since", "via", "by_label", "note", "undone_at", "undone_label", "undo_reason",
        )  # fmt: skip
        read_only_fields = fields
        extra_kwargs = {"channel": {"help_text": "途径；空的是全部途径"}}


class OptOutBody(serializers.Serializer[Any]):
    """What she told somebody."""

    member = serializers.UUIDField(help_text="党员的编号")
    channel = serializers.ChoiceField(
        choices=choices.ChannelKind.choices, required=False, allow_blank=True, default="",
        help_text="不再接收哪种途径；不填是全部途径",
    )  # fmt: skip
    note = serializers.CharField(max_length=200, help_text="怎么知道的，例如：本人来电说明")


class UndoBody(serializers.Serializer[Any]):
    """Why she may be written to again."""

    reason = serializers.CharField(max_length=200, help_text="为什么恢复，例如：本人来电要求继续接收")


@extend_schema_view(list=extend_schema(summary="退订列表"), retrieve=extend_schema(summary="一条退订"))
class OptOuts(Reading, ScopedViewSet):
    """Of the members of the scope, those that were lifted, too."""

    model = OptOut
    serializer_class = OptOutRow
    filterset_class = OptOutFilters
    rights = dict.fromkeys(("list", "retrieve", "register", "undo"), Action.MESSAGE_SEND)

    @extend_schema(summary="登记退订", operation_id="opt_out_add", request=OptOutBody, responses={201: OptOutRow})
    def register(self, request: Request) -> Response:
        """本人告诉工作人员不想再收。这一种已经退订过的是 409。"""
        body = self.sent(OptOutBody)
        member = member_of(body["member"])
        if not self.run(opt_outs.by_staff, label=label_of(self.actor), member=member, channel=body["channel"],
                        note=body["note"]):  # fmt: skip
            raise Refused(NOTHING_NEW)
        row = OptOut.objects.get(member=member, channel=body["channel"], undone_at__isnull=True)
        return Response(OptOutRow(row).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="恢复发送", operation_id="opt_out_undo", request=UndoBody, responses=OptOutRow)
    @action(detail=True, methods=["post"])
    def undo(self, request: Request, pk: UUID) -> Response:
        """写明原因；已经恢复的不变。"""
        row, body = self.find(pk), self.sent(UndoBody)
        self.run(opt_outs.undo, label=label_of(self.actor), opt_out=row, reason=body["reason"])
        return Response(OptOutRow(self.find(pk)).data)


class LinkFilters(StoryFilters):
    """By purpose, and whether they open."""

    purpose = filters.ChoiceFilter(label="用途", choices=choices.LinkPurpose.choices)
    in_force = filters.ChoiceFilter(label="只看有效的", choices=YES_NO[:1], method="by_force")

    def by_force(self, rows: Any, name: str, value: str) -> QuerySet[Any]:
        """Those that still open."""
        found: QuerySet[Any] = rows.in_force()
        return found


class LinkRow(Row[PersonalLink]):
    """A link; what opens it is shown once, when it is issued."""

    member = serializers.UUIDField(source="member_id", read_only=True)

    class Meta:
        model = PersonalLink
        fields = ("id", "member", "purpose", "created_at", "expires_at", "used_at", "revoked_at", "revoked_label")
        read_only_fields = fields


class LinkIssued(serializers.Serializer[Any]):
    """A new link, with the address that nobody sees again."""

    link = LinkRow()
    url = serializers.CharField(help_text="只在这里出现一次，发给本人")


class LinkBody(serializers.Serializer[Any]):
    """Whom it opens the page of."""

    member = serializers.UUIDField(help_text="党员的编号")


@extend_schema_view(list=extend_schema(summary="个人链接列表"), retrieve=extend_schema(summary="一个个人链接"))
class Links(Reading, ScopedViewSet):
    """Of the members of the scope."""

    model = PersonalLink
    serializer_class = LinkRow
    filterset_class = LinkFilters
    rights = dict.fromkeys(("list", "retrieve", "register", "revoke"), Action.MESSAGE_COPY)

    @extend_schema(
        summary="签发个人页面的链接", operation_id="link_issue", request=LinkBody, responses={201: LinkIssued}
    )
    def register(self, request: Request) -> Response:
        """每位党员最多同时有几个有效的，先撤销不用的。"""
        member = member_of(self.sent(LinkBody)["member"])
        link, token = self.run(links.issue, member=member)
        url = settings.PUBLIC_URL.rstrip("/") + reverse("personal-link", args=[token])
        return Response(LinkIssued({"link": link, "url": url}).data, status=status.HTTP_201_CREATED)

    @extend_schema(summary="撤销", operation_id="link_revoke", request=None, responses=LinkRow)
    @action(detail=True, methods=["post"])
    def revoke(self, request: Request, pk: UUID) -> Response:
        """马上打不开；已经撤销的不变。联络员只能撤销自己发的。"""
        row = self.find(pk)
        self.run(links.revoke, label=label_of(self.actor), link=row)
        return Response(LinkRow(self.find(pk)).data)
