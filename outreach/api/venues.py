"""场所 and their 报到码 for programs: read by whoever may use the place; its code is its owner's to open and end."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import QuerySet
from django.http import Http404
from django.urls import reverse
from django_filters import rest_framework as filters
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from outreach import choices
from outreach.domain import points
from outreach.models import RegistrationPoint, Venue
from registry.api.base import Reading, ScopedViewSet
from registry.api.filtering import YES_NO, OwnedFilters
from registry.api.rows import Row
from registry.domain.movements import label_of
from registry.policies import Action


class VenueFilters(OwnedFilters):
    """By type and use."""

    kind = filters.ChoiceFilter(label="类别", choices=choices.VenueKind.choices)
    in_use = filters.ChoiceFilter(label="在用的，或已经停用的", choices=YES_NO, method="by_use")

    def by_use(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """Activities may be held there or not."""
        return rows.filter(closed_on__isnull=value == "true")


class VenueRow(Row[Venue]):
    """A place where activities are held, or where one may report in."""

    class Meta:
        model = Venue
        fields = (
            "id", "name", "kind", "takes_reports", "address", "open_hours", "contact_name", "contact_phone", "capacity",
            "host_label", "closed_on",
        )  # fmt: skip
        read_only_fields = fields


class PointRow(serializers.Serializer[Any]):
    """The code in force; without one, nothing."""

    url = serializers.CharField(allow_null=True, help_text="海报上的二维码打开的网址；没有启用的是 null")
    opened_at = serializers.DateTimeField(allow_null=True)
    opened_label = serializers.CharField(help_text="由谁启用")


class PointEndBody(serializers.Serializer[Any]):
    """Why there is no code any more."""

    reason = serializers.CharField(max_length=200, help_text="为什么停用")


@extend_schema_view(list=extend_schema(summary="场所列表"), retrieve=extend_schema(summary="一个场所"))
class Venues(Reading, ScopedViewSet):
    """One's own and those of the levels above, which one may use too."""

    model = Venue
    serializer_class = VenueRow
    filterset_class = VenueFilters
    rights = dict.fromkeys(("list", "retrieve"), Action.ACTIVITY_VIEW) | dict.fromkeys(
        ("point", "open_point", "renew_point", "close_point"), Action.ACTIVITY_EDIT
    )

    def own(self, pk: UUID) -> Venue:
        """A place of the asker's own; one of the levels above is somebody else's to put a code on."""
        found: Venue | None = Venue.objects.all().own().filter(pk=pk).first()
        if found is None:
            raise Http404
        return found

    def _with(self, verb: Any, venue: Venue, **more: Any) -> Response:
        self.run(verb, label=label_of(self.actor), venue=venue, **more)
        return _told(points.of(venue))

    @extend_schema(summary="报到码", operation_id="venue_point", responses=PointRow)
    @action(detail=True, methods=["get"])
    def point(self, request: Request, pk: UUID) -> Response:
        """自己的场所的报到码。"""
        return _told(points.of(self.own(pk)))

    @extend_schema(summary="启用报到码", operation_id="venue_point_open", request=None, responses=PointRow)
    @point.mapping.post
    def open_point(self, request: Request, pk: UUID) -> Response:
        """已经有的不变。"""
        return self._with(points.open_point, self.own(pk))

    @extend_schema(summary="换新码", operation_id="venue_point_renew", request=None, responses=PointRow)
    @action(detail=True, methods=["post"], url_path="point/renew")
    def renew_point(self, request: Request, pk: UUID) -> Response:
        """旧海报扫开会说明请联系谁。"""
        return self._with(points.renew, self.own(pk))

    @extend_schema(summary="停用报到码", operation_id="venue_point_close", request=PointEndBody, responses=PointRow)
    @action(detail=True, methods=["post"], url_path="point/close")
    def close_point(self, request: Request, pk: UUID) -> Response:
        """写明原因；没有启用的不变。"""
        venue = self.own(pk)
        return self._with(points.close_point, venue, **self.sent(PointEndBody))


def _told(point: RegistrationPoint | None) -> Response:
    url = settings.PUBLIC_URL.rstrip("/") + reverse("register-point", args=[point.code]) if point else None
    facts = {"url": url, "opened_at": point.opened_at if point else None,
             "opened_label": point.opened_label if point else ""}  # fmt: skip
    return Response(PointRow(facts).data)
