"""What happened to members; a mistake is voided, never changed."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.base import Reading, ScopedViewSet
from registry.api.bodies import ReasonBody
from registry.api.filtering import MovementFilters
from registry.api.rows import MovementRow
from registry.choices import MovementKind
from registry.domain import movements as verbs
from registry.domain import probing
from registry.models import Movement
from registry.policies import Action

# What is voided by other means, or not at all.
UNVOIDABLE = frozenset({MovementKind.VOIDED, MovementKind.MOVED})


@extend_schema_view(list=extend_schema(summary="流动记录列表"), retrieve=extend_schema(summary="一条流动记录"))
class Movements(Reading, ScopedViewSet):
    """Dated facts; the present state of a member is what replaying them gives."""

    model = Movement
    rights = {"list": Action.MEMBER_VIEW, "retrieve": Action.MEMBER_VIEW, "void": Action.MEMBER_WRITE}
    serializer_class = MovementRow
    filterset_class = MovementFilters

    @extend_schema(summary="更正作废", request=ReasonBody, responses={201: MovementRow})
    @action(detail=True, methods=["post"])
    def void(self, request: Request, pk: UUID) -> Response:
        """这一条记错了：另写一条说明作废，状态按其余的重新算。答复是新写的那一条。"""
        movement = self.find(pk)
        if movement.kind in UNVOIDABLE:
            raise Http404
        body = self.sent(ReasonBody)
        if verbs.may_reopen(movement):
            probing.check()
        voiding = self.run(verbs.void_movement, movement=movement, reason=body["reason"])
        return Response(MovementRow(voiding).data, status.HTTP_201_CREATED)

    def get_queryset(self) -> QuerySet[Any]:
        """With the member, whose state is worked out anew."""
        rows = Movement.objects.all()
        return rows.select_related("member") if self.action == "void" else rows
