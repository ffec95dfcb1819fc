"""Liaisons: what kind, with how many members, and who else takes members on."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.base import Reading, ScopedViewSet
from registry.api.filtering import LiaisonFilters
from registry.api.liaison_bodies import AppointBody, DescribeBody, LiaisonRow
from registry.domain import liaisons as verbs
from registry.lib import clock
from registry.models import LiaisonProfile, User
from registry.policies import Action


@extend_schema_view(list=extend_schema(summary="联络员列表"), retrieve=extend_schema(summary="一位联络员"))
class Liaisons(Reading, ScopedViewSet):
    """Accounts are opened and posted in the admin; a posting as liaison brings the liaison along."""

    model = LiaisonProfile
    serializer_class = LiaisonRow
    filterset_class = LiaisonFilters
    rights = dict.fromkeys(("list", "retrieve", "register", "correct"), Action.LIAISON_ASSIGN)

    def get_queryset(self) -> QuerySet[Any]:
        """With the load, and whether each is in office."""
        rows = LiaisonProfile.objects.all().with_load().with_standing(clock.today())
        return rows.select_related("user", "organisation")

    @extend_schema(
        summary="请在组织任职的人也联系党员",
        operation_id="liaison_appoint",
        request=AppointBody,
        responses={201: LiaisonRow},
    )
    def register(self, request: Request) -> Response:
        """任职是联络员的不用加：设好任职就是了。"""
        body = self.sent(AppointBody)
        user = User.objects.filter(pk=body.pop("user")).first()
        if user is None:
            raise ValidationError({"user": ["没有这个账号，或者不在您的管理范围内。"]})
        made = self.run(verbs.appoint, user=user, kind=body.pop("kind", ""), **body)
        return Response(self.get_serializer(self.find(made.pk)).data, status.HTTP_201_CREATED)

    @extend_schema(summary="修改类别、上限和任期", request=DescribeBody, responses=LiaisonRow)
    def correct(self, request: Request, pk: UUID) -> Response:
        """只改送来的字段。改小上限，不会拿走已经分给他的党员。"""
        profile, body = self.find(pk), self.sent(DescribeBody)
        known = {name: getattr(profile, name) for name in ("kind", "capacity", "since", "until")}
        self.run(verbs.describe, profile=profile, **known | body)
        return Response(self.get_serializer(self.find(pk)).data)
