"""Requests on their way: who shall come to us, what waits for our answer, and the answers."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from registry import choices
from registry.api.base import Reading, ScopedViewSet
from registry.api.bodies import NoBody, OwnOrganisation
from registry.api.filtering import RequestFilters
from registry.api.rows import RequestRow
from registry.domain import custody, probing
from registry.entry.requests import NEEDS_WHY, TakeOverForm, answers
from registry.models import MoveRequest
from registry.policies import Action

# What may be done, by what the page's own question says is the asker's.
ANSWERS = {"decide": ("approve", "refuse"), "release": ("release", "keep"), "withdraw": ("withdraw",)}


class RequestDetail(RequestRow):
    """One request with its answer."""

    can = serializers.SerializerMethodField(help_text="您现在可以答复的：approve refuse release keep withdraw")

    class Meta:
        model = MoveRequest
        fields = (*RequestRow.Meta.fields, "answer", "decided_at", "can")
        read_only_fields = fields

    def get_can(self, row: MoveRequest) -> list[str]:
        """In the order in which the page has its buttons."""
        found = answers(row)
        return [name for verb, names in ANSWERS.items() if verb in found for name in names]


class TakeOverBody(serializers.Serializer[Any]):
    """Who shall come to us; the form of the page checks it."""

    direction = serializers.ChoiceField(choices=choices.Direction.choices, help_text="方向")
    name = serializers.CharField(max_length=100, help_text="姓名")
    id_number = serializers.CharField(max_length=30, help_text="身份证号")
    organisation = OwnOrganisation(help_text="接收到哪个组织（编号），由它的上级批准")
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500, help_text="为什么由我们接收")


class AgreeBody(serializers.Serializer[Any]):
    """A word with it, if one likes."""

    answer = serializers.CharField(required=False, allow_blank=True, max_length=500, help_text="答复")


class DisagreeBody(serializers.Serializer[Any]):
    """Why not."""

    answer = serializers.CharField(
        max_length=500, help_text="不同意的原因，对方看得到", error_messages={"required": NEEDS_WHY, "blank": NEEDS_WHY}
    )


def _answer(summary: str, body: type[serializers.Serializer[Any]]) -> Callable[[Any], Any]:
    """Declare an answer."""

    def declare(method: Any) -> Any:
        acting = action(detail=True, methods=["post"])(method)
        return extend_schema(summary=summary, request=body, responses=RequestDetail)(acting)

    return declare


@extend_schema_view(
    list=extend_schema(summary="纳入与转接申请列表", responses=RequestRow(many=True)),
    retrieve=extend_schema(summary="一项申请"),
)
class Requests(Reading, ScopedViewSet):
    """A move is two rows with one `key`, one for each organisation; 纳入 is one."""

    model = MoveRequest
    serializer_class = RequestDetail
    filterset_class = RequestFilters
    rights = {
        **dict.fromkeys(("list", "retrieve", "register", "release", "keep", "withdraw"), Action.REQUEST_ASK),
        **dict.fromkeys(("approve", "refuse"), Action.REQUEST_DECIDE),
    }

    def get_serializer_class(self) -> Any:
        """Short in a list."""
        return RequestRow if self.action == "list" else RequestDetail

    @extend_schema(
        summary="申请接收在别处在册的人",
        operation_id="request_take_over",
        request=TakeOverBody,
        responses={201: RequestDetail},
    )
    def register(self, request: Request) -> Response:
        """原管理组织确认、上级批准后，转到本组织。这个人在不在册、在哪里在册，答复都一样。"""
        body = self.sent(TakeOverBody)
        form = TakeOverForm({**body, "organisation": body["organisation"].pk})
        if not form.is_valid():
            raise ValidationError({name: [str(text) for text in found] for name, found in form.errors.items()})
        probing.check()
        data = form.cleaned_data
        facts = {name: data[name] for name in ("organisation", "direction", "name", "reason")}
        asked = self.run(custody.take_over, id_number=data["id_number"].value, **facts)
        return Response(self.get_serializer(asked).data, status.HTTP_201_CREATED)

    @_answer("批准", AgreeBody)
    def approve(self, request: Request, pk: UUID) -> Response:
        """上级批准，申请的事随即生效。"""
        return self._told(custody.decide, pk, AgreeBody, agreed=True)

    @_answer("不批准", DisagreeBody)
    def refuse(self, request: Request, pk: UUID) -> Response:
        """上级不同意，写明原因。"""
        return self._told(custody.decide, pk, DisagreeBody, agreed=False)

    @_answer("确认转出", AgreeBody)
    def release(self, request: Request, pk: UUID) -> Response:
        """别的组织要接收本组织的党员，同意；等接收方上级批准后生效。"""
        return self._told(custody.release, pk, AgreeBody, agreed=True)

    @_answer("不同意转出", DisagreeBody)
    def keep(self, request: Request, pk: UUID) -> Response:
        """别的组织要接收本组织的党员，不同意，写明原因。"""
        return self._told(custody.release, pk, DisagreeBody, agreed=False)

    @_answer("撤回申请", NoBody)
    def withdraw(self, request: Request, pk: UUID) -> Response:
        """本组织提出、还没有办结的申请，收回来。"""
        self.run(custody.withdraw, request=self.find(pk))
        return self._shown(pk)

    def _told(self, verb: Callable[..., Any], pk: UUID, kind: Any, *, agreed: bool) -> Response:
        row = self.find(pk)
        self.run(verb, request=row, agreed=agreed, answer=self.sent(kind).get("answer", ""))
        return self._shown(pk)

    def _shown(self, pk: UUID) -> Response:
        return Response(self.get_serializer(self.find(pk)).data)
