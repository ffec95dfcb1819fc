"""The tree, as far as one's own subtree reaches; beyond it the names of the district's organisations."""

from typing import Any

from django.db.models import TextChoices
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.base import Reading, ScopedViewSet
from registry.api.filtering import OrganisationFilters
from registry.api.paging import stretch, stretch_parameters
from registry.api.rows import OrganisationRow
from registry.choices import OrganisationKind
from registry.entry.organisations import directory
from registry.models import Organisation
from registry.policies import Action

KINDS: dict[str, type[TextChoices]] = {"kind": OrganisationKind}


class Named(serializers.Serializer[Any]):
    """An organisation as a select box of the pages names it."""

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=OrganisationKind.choices, help_text="类别")
    name = serializers.CharField(source="label", help_text="全称")


class Directory(serializers.Serializer[Any]):
    """Some of the district's organisations in the order of the tree."""

    total = serializers.IntegerField()
    offset = serializers.IntegerField()
    results = Named(many=True)


@extend_schema_view(list=extend_schema(summary="组织列表"), retrieve=extend_schema(summary="一个组织"))
class Organisations(Reading, ScopedViewSet):
    """Read only: the tree is planted in the admin."""

    model = Organisation
    rights = {"list": Action.TREE_VIEW, "retrieve": Action.TREE_VIEW, "directory": Action.REQUEST_ASK}
    serializer_class = OrganisationRow
    filterset_class = OrganisationFilters

    @extend_schema(summary="全区组织名录", responses=Directory, filters=False, parameters=stretch_parameters(KINDS))
    @action(detail=False, methods=["get"], pagination_class=None, filter_backends=[])
    def directory(self, request: Request) -> Response:
        """申请纳入支部、转到其他组织时要填的编号；管理范围以外的只有名称和类别。"""
        asked = stretch(request, KINDS)
        found = [node for node in directory() if asked["kind"] in ("", node.kind)]
        page = found[asked["offset"] : asked["offset"] + asked["limit"]]
        return Response(Directory({"total": len(found), "offset": asked["offset"], "results": page}).data)
