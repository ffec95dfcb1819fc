"""看板 for programs: the same numbers as on the page, with what each means and as of when."""

from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.base import ScopedViewSet
from registry.models import Organisation
from registry.policies import Action
from reports.api.month_rows import MONTH
from reports.figures import board as sums
from reports.figures.board import Sum, Told
from reports.figures.board_words import WORDS
from reports.models import BoardMonth

NUMBERS = "指标 → 数字，没有的是 0"


class BoardLine(serializers.Serializer[Any]):
    """A month of the whole scope."""

    month = serializers.CharField(help_text=MONTH)
    known_at = serializers.DateTimeField(help_text="数字截至")
    numbers = serializers.DictField(child=serializers.IntegerField(), help_text=NUMBERS)


class BoardPart(serializers.Serializer[Any]):
    """A node right below one's own, or one's own, in the last month."""

    node = serializers.UUIDField(allow_null=True, help_text="组织的编号；已撤并的、联络员的是 null")
    label = serializers.CharField()  # type: ignore[assignment]
    late_reports = serializers.IntegerField(help_text="现在到期没有上报的月报")
    numbers = serializers.DictField(child=serializers.IntegerField(), help_text=NUMBERS)


class BoardFigures(serializers.Serializer[Any]):
    """The board of one's own scope."""

    month = serializers.CharField(allow_null=True, help_text="最近算的是哪个月；还没有算过是 null")
    known_at = serializers.DateTimeField(allow_null=True, help_text="数字截至")
    stale = serializers.BooleanField(help_text="三小时以上没有重算")
    live = serializers.BooleanField(help_text="刚刚现算的（联络员的）")
    months = BoardLine(many=True, help_text="最多 24 个月，早的在前")
    parts = BoardPart(many=True, help_text="最近这个月，按下一级组织")
    figures = serializers.DictField(child=serializers.CharField(), help_text="指标 → 口径")


class Board(ScopedViewSet):
    """Numbers of the scope; a liaison's of the members assigned to her."""

    model = BoardMonth
    serializer_class = BoardFigures
    pagination_class = None
    filter_backends = []
    rights = {"figures": Action.BOARD_VIEW}

    def get_queryset(self) -> QuerySet[Any]:
        """Nothing is looked up by key."""
        return BoardMonth.objects.none()

    @extend_schema(summary="看板的数字", operation_id="board_figures", responses=BoardFigures)
    def figures(self, request: Request) -> Response:
        """每小时算一次，known_at 是截至什么时候；数字下面的名单在看板的网页上。"""
        return Response(BoardFigures(_facts(sums.told())).data)


def _facts(found: Told | None) -> dict[str, Any]:
    meanings = {key: f"{WORDS[key].label}：{WORDS[key].meaning}" for key in sums.KEYS}
    if found is None:
        nothing: dict[str, Any] = dict.fromkeys(("month", "known_at"))
        return {**nothing, "stale": False, "live": False, "months": [], "parts": [], "figures": meanings}
    nodes = dict(Organisation.objects.values_list("path", "pk"))
    return {
        "month": str(found.whole.month), "known_at": found.whole.known, "stale": found.stale, "live": found.live,
        "months": [_line(line) for line in found.months],
        "parts": [
            {"node": nodes.get(line.node), "label": label, "late_reports": found.late.get(line.node, 0),
             "numbers": line.numbers}
            for label, line in found.parts
        ],
        "figures": meanings,
    }  # fmt: skip


def _line(line: Sum) -> dict[str, Any]:
    return {"month": str(line.month), "known_at": line.known, "numbers": line.numbers}
