"""The district's working-day calendar, to be read."""

from typing import Any

from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.base import Reading, ScopedViewSet
from registry.api.filtering import CalendarFilters
from registry.api.paging import stretch, stretch_parameters
from registry.api.rows import Row
from registry.models import CalendarDay, CalendarYear
from registry.policies import Action


class DayRow(Row[CalendarDay]):
    """A day that differs from the plain week."""

    class Meta:
        model = CalendarDay
        fields = ("id", "day", "working", "name")
        read_only_fields = fields


class YearRow(Row[CalendarYear]):
    """An announced year."""

    class Meta:
        model = CalendarYear
        fields = ("year", "source", "entered_at")
        read_only_fields = fields


class Years(serializers.Serializer[Any]):
    """The announced years, the earliest first."""

    total = serializers.IntegerField()
    offset = serializers.IntegerField()
    results = YearRow(many=True)


@extend_schema_view(
    list=extend_schema(
        summary="工作日历：放假和调休的日子",
        description="没有列出的日子，周一到周五上班，周末休息；只对 years 里列出的年份成立。",
    ),
    retrieve=extend_schema(summary="工作日历：一天"),
)
class CalendarDays(Reading, ScopedViewSet):
    """Read only: the district keeps it on its page."""

    model = CalendarDay
    rights = {"list": Action.CALENDAR_VIEW, "retrieve": Action.CALENDAR_VIEW, "years": Action.CALENDAR_VIEW}
    serializer_class = DayRow
    filterset_class = CalendarFilters

    @extend_schema(summary="工作日历：已公布的年份", responses=Years, filters=False, parameters=stretch_parameters({}))
    @action(detail=False, methods=["get"], pagination_class=None, filter_backends=[])
    def years(self, request: Request) -> Response:
        """没有列出的年份，放假安排未公布。"""
        asked = stretch(request, {})
        found = list(CalendarYear.objects.all())
        page = found[asked["offset"] : asked["offset"] + asked["limit"]]
        return Response(Years({"total": len(found), "offset": asked["offset"], "results": page}).data)
