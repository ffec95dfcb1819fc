"""Who keeps in touch with whom: given, ended, handed over."""

from uuid import UUID

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.base import Reading, ScopedViewSet
from registry.api.bodies import NoBody
from registry.api.filtering import AssignmentFilters
from registry.api.liaison_bodies import AssignBody, AssignmentRow, HandoverBody, HandoverResult
from registry.api.story import member_of
from registry.domain import assignments, caseloads
from registry.domain import members as member_verbs
from registry.models import LiaisonAssignment
from registry.policies import Action

NO_LIAISON = "没有这位联络员，或者他不在这位党员所在的组织任职。"
NOTHING = "没有这位联络员，或者他名下没有要移交的党员。"


@extend_schema_view(list=extend_schema(summary="结对联系列表"), retrieve=extend_schema(summary="一条结对联系"))
class Assignments(Reading, ScopedViewSet):
    """A member has one first liaison and at most one backup at a time; what has ended stays."""

    model = LiaisonAssignment
    serializer_class = AssignmentRow
    filterset_class = AssignmentFilters
    rights = {
        **dict.fromkeys(("list", "retrieve"), Action.MEMBER_VIEW),
        **dict.fromkeys(("register", "end", "handover"), Action.LIAISON_ASSIGN),
    }

    @extend_schema(
        summary="确定主要或后备联络员",
        operation_id="assignment_give",
        request=AssignBody,
        responses={201: AssignmentRow},
    )
    def register(self, request: Request) -> Response:
        """从今天起；原来在这个位置上的人，结对到今天为止。"""
        body = self.sent(AssignBody)
        member = member_of(body["member"])
        liaison = assignments.liaisons_for(member).filter(pk=body["liaison"]).first()
        if liaison is None:
            raise ValidationError({"liaison": [NO_LIAISON]})
        made = self.run(member_verbs.assign_liaison, member=member, liaison=liaison, backup=body["backup"])
        return Response(AssignmentRow(made).data, status.HTTP_201_CREATED)

    @extend_schema(summary="不再由他联系", request=NoBody, responses=AssignmentRow)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, pk: UUID) -> Response:
        """从现在起，他看不到这位党员了。"""
        return Response(AssignmentRow(self.run(assignments.stop, assignment=self.find(pk))).data)

    @extend_schema(summary="移交一位联络员联系的党员", request=HandoverBody, responses=HandoverResult, filters=False)
    @action(detail=False, methods=["post"], pagination_class=None, filter_backends=[])
    def handover(self, request: Request) -> Response:
        """都交给一位，或者按建议分给几位；一次最多 200 位，逐位说明。"""
        body = self.sent(HandoverBody)
        rows = caseloads.caseload(body["liaison"])
        if not rows:
            raise ValidationError({"liaison": [NOTHING]})
        outcomes = self.run(caseloads.hand_over_all, rows=rows, to=body.get("to"))
        left = assignments.in_force().filter(liaison=body["liaison"]).count()
        return Response(HandoverResult({"results": outcomes, "left": left}).data)
