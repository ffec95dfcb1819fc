"""What may be done with a member: movements, requests to a superior, seeing a number whole."""

from typing import Any, ClassVar
from uuid import UUID

from drf_spectacular.utils import OpenApiExample, extend_schema, inline_serializer
from rest_framework import serializers, status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.bodies import CloseBody, EnrollBody, LostBody, MoveBody, MovementBody, NoBody, ReasonBody
from registry.api.rows import MemberDetail, RequestRow
from registry.choices import CloseReason, MovementKind
from registry.domain import custody, movements, reveal
from registry.entry.organisations import branches, directory
from registry.lib import clock
from registry.models import Organisation
from registry.policies import MOVEMENT_RIGHTS, Action

K = MovementKind
NO_BRANCH = "没有这个党支部。请从本区的党支部、党小组、新业态党组织、流动党员党支部里选。"
NO_PLACE = "没有这个组织。请从本区的组织里选。"


def _verb(name: str, summary: str, body: Any = MovementBody, answer: Any = MemberDetail, **more: Any) -> Any:
    """Declare an action with its address and its description."""

    def declare(method: Any) -> Any:
        acting = action(detail=True, methods=["post"], url_path=name)(method)
        return extend_schema(summary=summary, request=body, responses=answer, **more)(acting)

    return declare


class MovementVerbs:
    """What happened to a member, and what a superior is asked for."""

    verb_rights: ClassVar[dict[str, Action]] = {
        "report_in": MOVEMENT_RIGHTS[K.REPORTED_IN],
        "close": MOVEMENT_RIGHTS[K.CLOSED],
        "returned": MOVEMENT_RIGHTS[K.RETURNED],
        "moved_on": MOVEMENT_RIGHTS[K.MOVED_ON],
        "transferred_in": MOVEMENT_RIGHTS[K.TRANSFERRED_IN],
        "lost": MOVEMENT_RIGHTS[K.LOST],
        "found_again": MOVEMENT_RIGHTS[K.FOUND_AGAIN],
        "enroll": Action.REQUEST_ASK,
        "move": Action.REQUEST_ASK,
    }

    @_verb("report-in", "登记报到")
    def report_in(self, request: Request, pk: UUID) -> Response:
        """本人已到村(社区)或党群服务中心报到，或者确认已经到了。"""
        return self._happened(pk, K.REPORTED_IN)

    @_verb("close", "其他原因结束", CloseBody)
    def close(self, request: Request, pk: UUID) -> Response:
        """因为去世、出党、误登记等原因结束这条记录。"""
        return self._happened(pk, K.CLOSED, CloseBody)

    @_verb("returned", "已返回")
    def returned(self, request: Request, pk: UUID) -> Response:
        """本人已经回到原来的地方，记录就此结束。"""
        return self._happened(pk, K.RETURNED)

    @_verb("moved-on", "已转往他处")
    def moved_on(self, request: Request, pk: UUID) -> Response:
        """本人已经离开，去了别的地方，记录就此结束。"""
        return self._happened(pk, K.MOVED_ON)

    @_verb("transferred-in", "组织关系已转入")
    def transferred_in(self, request: Request, pk: UUID) -> Response:
        """组织关系已经正式转入，不再是流动党员，记录就此结束。"""
        return self._happened(pk, K.TRANSFERRED_IN)

    @_verb("lost", "认定失联", LostBody)
    def lost(self, request: Request, pk: UUID) -> Response:
        """想过各种办法仍然联系不上；以后联系上了可以恢复。"""
        return self._happened(pk, K.LOST, LostBody)

    @_verb("found-again", "恢复联系")
    def found_again(self, request: Request, pk: UUID) -> Response:
        """重新联系上了，记录回到认定失联以前的状态。"""
        return self._happened(pk, K.FOUND_AGAIN)

    def _happened(self: Any, pk: UUID, kind: MovementKind, body: Any = MovementBody) -> Response:
        member = self.find(pk)
        said = self.sent(body)
        facts = {"member": member, "note": said.get("note", ""), "effective_on": said.get("effective_on")}
        facts["effective_on"] = facts["effective_on"] or clock.today()
        if kind == K.CLOSED:
            self.run(movements.close, reason=CloseReason(said["reason"]), **facts)
        else:
            self.run(movements.record_movement, kind=kind, **facts)
        answer: Response = self.shown(pk)
        return answer

    @_verb("enroll", "申请纳入支部", EnrollBody, {201: RequestRow})
    def enroll(self: Any, request: Request, pk: UUID) -> Response:
        """申请提交后由上级批准，批准前状态不变。"""
        member, body = self.find(pk), self.sent(EnrollBody)
        node = next((node for node in branches(directory()) if node.id == body["branch"]), None)
        if node is None:
            raise ValidationError({"branch": [NO_BRANCH]})
        branch = Organisation(id=node.id, kind=node.kind, full_name=node.label, name=node.label)
        day = body.get("effective_on") or clock.today()
        asked = self.run(
            custody.ask_enroll, member=member, branch=branch, effective_on=day, reason=body.get("reason", "")
        )
        return Response(RequestRow(asked).data, status.HTTP_201_CREATED)

    @_verb("move", "申请转到其他组织", MoveBody, {201: RequestRow})
    def move(self: Any, request: Request, pk: UUID) -> Response:
        """由接收组织的上级批准；批准以后这位党员归对方管理。"""
        member, body = self.find(pk), self.sent(MoveBody)
        if all(node.id != body["to"] for node in directory()):
            raise ValidationError({"to": [NO_PLACE]})
        asked = self.run(custody.transfer_out, member=member, to_id=body["to"], reason=body.get("reason", ""))
        return Response(RequestRow(asked).data, status.HTTP_201_CREATED)


WHOLE_ID = inline_serializer("WholeIdNumber", {"id_number": serializers.CharField()})
WHOLE_PHONE = inline_serializer("WholePhone", {"phone": serializers.CharField()})
WHY = OpenApiExample("核对介绍信", {"reason": "核对介绍信"}, request_only=True)


class RevealVerbs:
    """Seeing a number whole is an act, and the trail keeps it."""

    verb_rights: ClassVar[dict[str, Action]] = {
        "reveal_id": Action.MEMBER_REVEAL_ID,
        "reveal_phone": Action.MEMBER_SEE_PHONE,
    }

    @_verb("reveal-id", "查看完整身份证号", ReasonBody, WHOLE_ID, examples=[WHY])
    def reveal_id(self: Any, request: Request, pk: UUID) -> Response:
        """要写明理由，记入审计日志。没有身份证号的，答复为空。"""
        member, body = self.find(pk), self.sent(ReasonBody)
        return Response({"id_number": self.run(reveal.reveal_id, member=member, reason=body["reason"])})

    @_verb("reveal-phone", "查看完整手机号", NoBody, WHOLE_PHONE)
    def reveal_phone(self: Any, request: Request, pk: UUID) -> Response:
        """不用写理由，记入审计日志。没有手机号的，答复为空。"""
        return Response({"phone": self.run(reveal.reveal_phone, member=self.find(pk))})
