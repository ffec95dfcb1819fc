"""What the API shows of the month."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from registry.api.rows import OrganisationRef, Row
from reports.domain import checks
from reports.domain.keeping import read
from reports.figures.definitions import TABLES
from reports.figures.month import Month
from reports.figures.saying import said
from reports.models import MonthlyReport, ReportStep, ReportVersion
from reports.models.monthly import OPEN

MONTH = "月份，例如 2026-11"


class ReportDifference(serializers.Serializer[Any]):
    """A figure that is not the same."""

    key = serializers.CharField(help_text="指标")
    before = serializers.CharField()
    after = serializers.CharField()


class MonthFigureRow(serializers.Serializer[Any]):
    """A figure with what it means."""

    table = serializers.CharField(help_text="五张表里的哪一张")
    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    group = serializers.CharField(allow_blank=True)
    meaning = serializers.CharField(help_text="口径")
    source = serializers.CharField(help_text="来源")  # type: ignore[assignment]
    number = serializers.CharField(help_text="数字；比率没有分母的是 —")


class MonthProblem(serializers.Serializer[Any]):
    """One thing to mend before handing up."""

    key = serializers.CharField(help_text="哪一项")
    text = serializers.CharField(help_text="怎么办")


class ReportStepRow(Row[ReportStep]):
    """What was done with it."""

    class Meta:
        model = ReportStep
        fields = ("move", "why", "at", "label")
        read_only_fields = fields


class ReportVersionRow(Row[ReportVersion]):
    """What was handed up."""

    changes = ReportDifference(many=True, read_only=True)

    class Meta:
        model = ReportVersion
        fields = ("number", "known_at", "changes", "why", "at", "label")
        read_only_fields = fields


class ReportRow(Row[MonthlyReport]):
    """A report in a list."""

    organisation = OrganisationRef(read_only=True, help_text="填报单位")
    month = serializers.SerializerMethodField(help_text=MONTH)

    class Meta:
        model = MonthlyReport
        fields = (
            "id", "organisation", "month", "state", "known_at", "versions", "submitted_at", "decided_at", "remark",
            "revision",
        )  # fmt: skip
        read_only_fields = fields

    def get_month(self, report: MonthlyReport) -> str:
        """As an address has it."""
        return str(Month(report.year, report.month))


class ReportDetail(ReportRow):
    """All of a report."""

    figures = serializers.SerializerMethodField(help_text="五张表的数字和口径")
    in_the_way = serializers.SerializerMethodField(help_text="上报前还要办的；报了以后是空的")
    late = ReportDifference(many=True, read_only=True, help_text="上报后补录，和上报的数字不同的")
    handed_up = ReportVersionRow(many=True, read_only=True, help_text="上报的各版")
    steps = ReportStepRow(many=True, read_only=True, help_text="办理经过")
    explained = serializers.DictField(child=serializers.CharField(), read_only=True, help_text="变动说明，按指标")

    class Meta:
        model = MonthlyReport
        fields = (
            *ReportRow.Meta.fields, "practice", "problems", "plans", "explained", "filler", "reviewer", "phone",
            "figures", "in_the_way", "late", "handed_up", "steps",
        )  # fmt: skip
        read_only_fields = fields

    @extend_schema_field(MonthFigureRow(many=True))
    def get_figures(self, report: MonthlyReport) -> list[dict[str, str]]:
        """In the order of the tables."""
        return figures_of(read(report.figures))

    @extend_schema_field(MonthProblem(many=True))
    def get_in_the_way(self, report: MonthlyReport) -> list[dict[str, str]]:
        """Everything at once."""
        found = checks.problems(report, checks.last_of(report)) if report.state in OPEN else []
        return [{"key": each.key, "text": each.text} for each in found]


def figures_of(numbers: Any) -> list[dict[str, str]]:
    """Each figure with its definition and its number."""
    return [
        {
            "table": table.key, "key": figure.key, "label": figure.label, "group": figure.group,
            "meaning": figure.meaning, "source": figure.source, "number": said(figure, numbers),
        }
        for table in TABLES for figure in table.columns
    ]  # fmt: skip


class MonthLine(serializers.Serializer[Any]):
    """One line of the month's tables."""

    node = serializers.UUIDField(allow_null=True, help_text="组织的编号；已撤并的是 null")
    label = serializers.CharField()  # type: ignore[assignment]
    kind = serializers.CharField(help_text="row 村（社区），own 本级，street 街道小计，total 合计")
    numbers = serializers.DictField(child=serializers.CharField(), help_text="指标 → 数字")


class MonthFigures(serializers.Serializer[Any]):
    """The figures of a month by node."""

    month = serializers.CharField(help_text=MONTH)
    lines = MonthLine(many=True)
    figures = serializers.DictField(child=serializers.CharField(), help_text="指标 → 口径")


class SinceSide(serializers.Serializer[Any]):
    """Some members."""

    members = serializers.ListField(child=serializers.UUIDField(), help_text="党员的编号")
    elsewhere = serializers.IntegerField(help_text="现在归其他组织管理、不列出来的有几位")


class ReportSince(serializers.Serializer[Any]):
    """Why 上月末 is not what the month before was handed up with."""

    was = serializers.CharField(allow_null=True, help_text="上个月报的“本月末”；上个月没有月报的是 null")
    now = serializers.CharField(help_text="这份月报的“上月末”")
    more = SinceSide(help_text="补登、更正进来的")
    fewer = SinceSide(help_text="撤销、更正出去的")


class MonthReminded(serializers.Serializer[Any]):
    """How many were asked for."""

    month = serializers.CharField(help_text=MONTH)
    asked = serializers.IntegerField(help_text="催了几份")


class ClosedMonth(serializers.Serializer[Any]):
    """A closed month."""

    month = serializers.CharField(help_text=MONTH)
    number = serializers.IntegerField(help_text="第几版")
    known_at = serializers.DateTimeField()
    changes = serializers.ListField(child=serializers.DictField(child=serializers.CharField()))
    digest = serializers.CharField(help_text="SHA-256")
