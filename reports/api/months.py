"""月报 for programs: the same reports, verbs and figures as on the pages."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import Http404
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from registry.api.base import Reading, ScopedViewSet
from registry.api.filtering import OwnedFilters
from registry.domain.movements import label_of
from registry.models import Organisation
from registry.policies import Action
from reports import choices
from reports.api import month_bodies as bodies
from reports.api.month_rows import MONTH, ClosedMonth, MonthFigures, MonthReminded, ReportDetail, ReportRow, ReportSince
from reports.domain import cycle, looking
from reports.domain.checks import BEFORE
from reports.domain.looking import reported
from reports.figures import table
from reports.figures.behind import Behind
from reports.figures.definitions import TABLES
from reports.figures.month import Month
from reports.figures.saying import month_named, said
from reports.models import MonthClose, MonthlyReport
from reports.policies import may_remind, may_review
from reports.tasks import kick_exports


class ReportFilters(OwnedFilters):
    """By state and month."""

    state = filters.ChoiceFilter(label="状态", choices=choices.ReportState.choices)
    year = filters.NumberFilter(label="年", min_value=1900, max_value=2199)
    month = filters.NumberFilter(label="月", min_value=1, max_value=12)


@extend_schema_view(list=extend_schema(summary="月报列表"))
class Reports(Reading, ScopedViewSet):
    """Those of the scope."""

    model = MonthlyReport
    serializer_class = ReportRow
    filterset_class = ReportFilters
    rights = {
        "list": Action.REPORT_VIEW, "retrieve": Action.REPORT_VIEW, "correct": Action.REPORT_SUBMIT,
        "submit": Action.REPORT_SUBMIT, "accept": Action.REPORT_REVIEW, "send_back": Action.REPORT_REVIEW,
        "remind": Action.REPORT_REVIEW, "since": Action.REPORT_VIEW,
    }  # fmt: skip

    def get_queryset(self) -> QuerySet[Any]:
        """A list needs no figures."""
        rows = MonthlyReport.objects.select_related("organisation")
        return rows.defer("figures", "late", "explained") if self.action == "list" else rows

    def reviewed(self, pk: UUID, *, chased: bool = False) -> Any:
        """The report, for whoever stands above it; for others it is not there."""
        row = self.find(pk)
        if not (may_remind if chased else may_review)(row):
            raise Http404
        return row

    def _shown(self, pk: UUID) -> Response:
        return Response(ReportDetail(self.find(pk)).data)

    @extend_schema(summary="一份月报", responses=ReportDetail)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """带五张表的数字和口径、上报前要办的、各版和办理经过。"""
        return self._shown(pk)

    @extend_schema(summary="上月末差在谁", operation_id="report_since", responses=ReportSince)
    @action(detail=True, methods=["get"])
    def since(self, request: Request, pk: UUID) -> Response:
        """“上月末”和上个月报的“本月末”不一样时，是哪几位补登、更正的。上个月没有月报的，都是空的。"""
        row = self.find(pk)
        last = looking.compared_with(row)
        found = looking.since(row, last) if last else None
        sides = {name: _side(getattr(found, name)) for name in ("more", "fewer")} if found else {}
        numbers = {"was": last.figures.get("total", "0") if last else None, "now": row.figures.get(BEFORE, "0")}
        return Response(ReportSince({"more": NOBODY, "fewer": NOBODY, **numbers, **sides}).data)

    @extend_schema(summary="填写", operation_id="report_write", request=bodies.ReportWriteBody, responses=ReportDetail)
    def correct(self, request: Request, pk: UUID) -> Response:
        """工作小结、变动说明、填报人；报了以后不能改。没有写的不变。"""
        row, body = self.find(pk), self.sent(bodies.ReportWriteBody)
        self.run(cycle.write, report=row, revision=body.pop("revision"), fields=body)
        return self._shown(pk)

    @extend_schema(summary="上报", request=bodies.ReportSubmitBody, responses=ReportDetail)
    @action(detail=True, methods=["post"])
    def submit(self, request: Request, pk: UUID) -> Response:
        """按这一刻的记录重新统计，从此不变；缺什么一次说全。"""
        row, body = self.find(pk), self.sent(bodies.ReportSubmitBody)
        self.run(cycle.submit, label=label_of(self.actor), report=row, **body)
        return self._shown(pk)

    @extend_schema(summary="审核通过", request=None, responses=ReportDetail)
    @action(detail=True, methods=["post"])
    def accept(self, request: Request, pk: UUID) -> Response:
        """由上级审核；区本级的由区审核。"""
        row = self.reviewed(pk)
        self.run(cycle.accept, label=label_of(self.actor), report=row)
        return self._shown(pk)

    @extend_schema(
        summary="退回", operation_id="report_return", request=bodies.ReportRemarkBody, responses=ReportDetail
    )
    @action(detail=True, methods=["post"], url_path="return")
    def send_back(self, request: Request, pk: UUID) -> Response:
        """写明要改什么。"""
        row, body = self.reviewed(pk), self.sent(bodies.ReportRemarkBody)
        self.run(cycle.send_back, label=label_of(self.actor), report=row, **body)
        return self._shown(pk)

    @extend_schema(summary="催报", request=bodies.ReportNoteBody, responses=ReportDetail)
    @action(detail=True, methods=["post"])
    def remind(self, request: Request, pk: UUID) -> Response:
        """还没有报的，一天最多催一次；自己的不用催。"""
        row, body = self.reviewed(pk, chased=True), self.sent(bodies.ReportNoteBody)
        self.run(cycle.remind, label=label_of(self.actor), report=row, **body)
        return self._shown(pk)


NOBODY: dict[str, Any] = {"members": [], "elsewhere": 0}


def _side(found: Behind) -> dict[str, Any]:
    return {"members": [key for key, _, _ in found.shown], "elsewhere": found.elsewhere}


def _month(text: str) -> Month:
    if (found := month_named(text)) is None:
        raise Http404
    return found


ASKED = [OpenApiParameter("month", str, OpenApiParameter.PATH, description=MONTH, pattern="^[0-9]{4}-[0-9]{2}$")]


class Months(ScopedViewSet):
    """A month of the scope."""

    model = MonthClose
    serializer_class = MonthFigures
    pagination_class = None
    filter_backends = []
    lookup_url_kwarg = "month"
    lookup_value_converter = "str"
    rights = {
        "figures": Action.REPORT_VIEW, "close": Action.REPORT_CLOSE, "revise": Action.REPORT_CLOSE,
        "remind_all": Action.REPORT_REVIEW, "begin_own": Action.REPORT_SUBMIT,
    }  # fmt: skip

    @extend_schema(summary="一个月的数字", operation_id="month_figures", responses=MonthFigures, parameters=ASKED)
    @action(detail=True, methods=["get"])
    def figures(self, request: Request, month: str) -> Response:
        """按组织：村（社区）、街道小计、合计。没有上报的用草稿里的数字。"""
        asked = _month(month)
        found = reported(asked)
        nodes = dict(Organisation.objects.values_list("path", "pk"))
        columns = [figure for each in TABLES for figure in each.columns]
        lines = [
            {"node": nodes.get(row.path), "label": row.label, "kind": row.kind,
             "numbers": {figure.key: said(figure, row.numbers) for figure in columns}}
            for row in (table.rows(found, day=asked.last) if found else [])
        ]  # fmt: skip
        meanings = {figure.key: figure.meaning for figure in columns}
        return Response(MonthFigures({"month": str(asked), "lines": lines, "figures": meanings}).data)

    @extend_schema(
        summary="全部催报", operation_id="month_remind", request=None, responses=MonthReminded, parameters=ASKED
    )
    @action(detail=True, methods=["post"], url_path="remind")
    def remind_all(self, request: Request, month: str) -> Response:
        """还没有报的都催一次，今天催过的不再催；自己的不用催。"""
        asked = _month(month)
        rows = MonthlyReport.objects.all().of_month(asked.year, asked.number).select_related("organisation")
        chased = [row for row in rows if may_remind(row)]
        found = self.run(cycle.remind_all, label=label_of(self.actor), reports=chased)
        return Response(MonthReminded({"month": str(asked), "asked": found}).data)

    @extend_schema(
        summary="写本级月报", operation_id="month_own", request=None, responses=ReportDetail, parameters=ASKED
    )
    @action(detail=True, methods=["post"], url_path="own")
    def begin_own(self, request: Request, month: str) -> Response:
        """街道、区没有本级数字时，程序不生成本级月报；要写填报人和小结的，先建一份。"""
        row = self.run(cycle.begin_own, month=_month(month))
        return Response(ReportDetail(MonthlyReport.objects.select_related("organisation").get(pk=row.pk)).data)

    def _closed(self, verb: Any, month: str) -> Response:
        asked, body = _month(month), self.sent(bodies.MonthWhyBody)
        made = self.run(verb, label=label_of(self.actor), month=asked, why=body.get("why", ""))
        kick_exports()
        facts = {"month": str(asked), "number": made.number, "known_at": made.known_at, "changes": made.changes,
                 "digest": made.digest}  # fmt: skip
        return Response(ClosedMonth(facts).data)

    @extend_schema(
        summary="归档", operation_id="month_close", request=bodies.MonthWhyBody, responses=ClosedMonth, parameters=ASKED
    )
    @action(detail=True, methods=["post"])
    def close(self, request: Request, month: str) -> Response:
        """有没审核通过的，要写明原因。"""
        return self._closed(cycle.close, month)

    @extend_schema(
        summary="归档后更正",
        operation_id="month_revise",
        request=bodies.MonthWhyBody,
        responses=ClosedMonth,
        parameters=ASKED,
    )
    @action(detail=True, methods=["post"])
    def revise(self, request: Request, month: str) -> Response:
        """出下一版，逐项列出差别。"""
        return self._closed(cycle.revise, month)
