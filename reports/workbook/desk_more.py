"""Further lists of the office as ledgers: 失联核实, 摸排的单位和记录, 消息回复, 月报上报情况."""

from collections.abc import Iterator
from typing import Any

from django.db.models import QuerySet

from outreach.entry import answer_filter
from outreach.models import MessageAnswer
from registry.entry import canvass_filter, lost_filter
from registry.entry.list_filter import Listed
from registry.models import CanvassVisit, LostProposal, Organisation, Site
from registry.policies import Action
from reports.choices import ReportState
from reports.choices.exports import ExportList
from reports.figures.month import Month
from reports.models import MonthlyReport
from reports.workbook import cells
from reports.workbook.ledgers import Line
from reports.workbook.list_kind import MASKED, List, whoever

L = ExportList


def _lost(rows: list[LostProposal], masked: bool) -> Iterator[Line]:
    for row in rows:
        yield (
            row.member.name, str(row.member.organisation), cells.day(row.silent_since), cells.day(row.proposed_on),
            row.get_state_display(), cells.minute(row.decided_at), cells.plain(row.note, masked),
        )  # fmt: skip


def _sites(rows: list[Site], masked: bool) -> Iterator[Line]:
    names = _places(row.owner_path for row in rows)
    for row in rows:
        yield (
            row.name, row.get_kind_display(), row.address, row.contact_name, row.contact_phone,
            names.get(row.owner_path, ""),
        )  # fmt: skip


def _places(paths: Iterator[str]) -> dict[str, str]:
    rows = Organisation.objects.filter(path__in=set(paths)).values_list("path", "full_name", "name")
    return {path: full or name for path, full, name in rows}


def _visits(rows: list[CanvassVisit], masked: bool) -> Iterator[Line]:
    for row in rows:
        gone = f"已作废：{row.void_reason}" if row.voided_at else ""
        yield (
            row.site.name, row.canvass.name, cells.day(row.visited_on), row.get_channel_display(), row.searched_by.name,
            cells.number(row.found_count), cells.plain(row.note, masked), cells.plain(gone, masked),
        )  # fmt: skip


def _answers(rows: list[MessageAnswer], masked: bool) -> Iterator[Line]:
    for row in rows:
        yield (
            row.member.name, str(row.member.organisation), row.message.title, cells.minute(row.answered_at),
            cells.plain(str(row.text), masked), row.seen_label, cells.minute(row.seen_at),
        )  # fmt: skip


def months(asked: Any) -> Listed:
    """Reports of one month, or of all of them, the latest month first, in the order of the tree."""
    rows: QuerySet[MonthlyReport] = MonthlyReport.objects.all()
    order = ("-year", "-month", "owner_path")
    try:
        month = Month.parse(str(asked.get("month", "")))
    except ValueError:
        return Listed(rows, None, order)
    found = rows.filter(year=month.year, month=month.number)
    return Listed(found, None, order, words=[month.label], query={"month": str(month)})


def _months(rows: list[MonthlyReport], masked: bool) -> Iterator[Line]:
    for row in rows:
        total = int(row.figures.get("total", 0))
        yield (
            str(row.organisation), str(row), str(ReportState(row.state).label), cells.number(total), row.filler,
            row.reviewer, row.phone, cells.minute(row.submitted_at), cells.minute(row.decided_at),
            cells.plain(row.remark, masked), cells.number(len(row.late)),
        )  # fmt: skip


LISTS: dict[str, List] = {
    L.LOST: List(
        Action.LOST_DECIDE, whoever(lost_filter.listed),
        (("姓名", 9), ("管理组织", 22), ("最后有联系", 11), ("提出日期", 11), ("结论", 12), ("决定时间", 16),
         ("核实情况", 40)),
        _lost, ("member__organisation",), note=MASKED, numbers=False,
    ),
    L.SITES: List(
        Action.CANVASS_WRITE, whoever(canvass_filter.sites),
        (("单位或场所", 26), ("类别", 12), ("地址", 28), ("联系人", 9), ("联系电话（办公）", 14),
         ("归哪个组织摸排", 22)),
        _sites, numbers=False,
    ),
    L.VISITS: List(
        Action.CANVASS_WRITE, whoever(canvass_filter.visits),
        (("单位或场所", 26), ("摸排", 26), ("日期", 11), ("方式", 12), ("摸排人", 9), ("发现人数", 8), ("说明", 30),
         ("作废", 24)),
        _visits, ("site", "canvass", "searched_by"), note=MASKED, numbers=False, figures=("发现人数",),
    ),
    L.ANSWERS: List(
        Action.MESSAGE_COPY, whoever(answer_filter.listed),
        (("姓名", 9), ("管理组织", 22), ("回的哪条消息", 26), ("回复时间", 16), ("回复", 40), ("已阅人", 10),
         ("已阅时间", 16)),
        _answers, ("member__organisation", "message"), note=MASKED, numbers=False,
    ),
    L.MONTHS: List(
        Action.REPORT_REVIEW, whoever(months),
        (("填报单位", 26), ("月份", 10), ("状态", 14), ("月末流入", 9), ("填报人", 9), ("审核人", 9),
         ("联系电话（办公）", 14), ("上报时间", 16), ("审核时间", 16), ("审核意见", 26), ("上报后补录（项）", 9)),
        _months, ("organisation",), note=MASKED, numbers=False, figures=("月末流入", "上报后补录（项）"),
    ),
}  # fmt: skip
