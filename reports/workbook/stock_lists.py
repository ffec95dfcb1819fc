"""Lists of what the office has and sends as ledgers: 消息, 学习资料, 活动场所, 申请."""

from collections.abc import Iterator

from outreach.entry import material_filter, message_filter, venue_filter
from outreach.models import Material, Message, Venue
from outreach.web import material_words, message_words
from registry.entry import request_filter
from registry.models import MoveRequest
from registry.policies import Action
from registry.web import labels
from reports.choices.exports import ExportList
from reports.workbook import cells
from reports.workbook.ledgers import Line
from reports.workbook.list_kind import MASKED, List, whoever

L = ExportList


def _messages(rows: list[Message], masked: bool) -> Iterator[Line]:
    for row in rows:
        member = row.member
        yield (
            member.name if member else "（群消息）", str(member.organisation) if member else "",
            message_words.badge(row)["text"], message_words.why(row), row.get_channel_display(), row.address_hint,
            row.title, cells.minute(row.queued_at), cells.minute(row.ended_at),
        )  # fmt: skip


def _materials(rows: list[Material], masked: bool) -> Iterator[Line]:
    for row in rows:
        yield (
            row.title, row.get_kind_display(), row.subject, material_words.standing(row)["text"], row.period,
            cells.number(row.copies), row.host_label,
        )  # fmt: skip


def _venues(rows: list[Venue], masked: bool) -> Iterator[Line]:
    for row in rows:
        yield (
            row.name, row.get_kind_display(), "可以报到" if row.takes_reports else "", row.address, row.open_hours,
            row.contact_name, row.contact_phone, cells.number(row.capacity), row.host_label,
            cells.day(row.closed_on),
        )  # fmt: skip


def _requests(rows: list[MoveRequest], masked: bool) -> Iterator[Line]:
    for row in rows:
        yield (
            row.name, labels.direction(row.direction), labels.request_kind(row),
            labels.request_badge(row.state)["text"],
            row.to_label, cells.minute(row.asked_at), cells.plain(row.reason, masked), cells.minute(row.decided_at),
            cells.plain(row.answer, masked),
        )  # fmt: skip


LISTS: dict[str, List] = {
    L.MESSAGES: List(
        Action.MESSAGE_COPY, whoever(message_filter.listed),
        (("收件人", 9), ("管理组织", 22), ("状态", 12), ("没发出去的原因", 24), ("途径", 12), ("发到", 14),
         ("事由", 26), ("排队时间", 16), ("结束时间", 16)),
        _messages, ("member__organisation",), note="消息的正文不导出，收件地址只有尾数。", numbers=False,
    ),
    L.MATERIALS: List(
        Action.MATERIAL_VIEW, whoever(material_filter.listed),
        (("资料", 28), ("类别", 10), ("主题", 22), ("状态", 9), ("年度", 8), ("册数", 6), ("归哪个组织", 22)),
        _materials, numbers=False, figures=("册数",),
    ),
    L.VENUES: List(
        Action.ACTIVITY_VIEW, whoever(venue_filter.listed),
        (("场所", 24), ("类别", 14), ("报到", 9), ("地址", 28), ("开放时间", 20), ("联系人", 9),
         ("联系电话（办公）", 14), ("可容纳人数", 9), ("归哪个组织", 22), ("停用日期", 11)),
        _venues, numbers=False, figures=("可容纳人数",),
    ),
    L.REQUESTS: List(
        Action.REQUEST_ASK, whoever(request_filter.listed),
        (("姓名", 9), ("方向", 6), ("事项", 14), ("状态", 12), ("转到", 22), ("提出时间", 16), ("理由", 26),
         ("答复时间", 16), ("答复", 26)),
        _requests, note=MASKED, numbers=False,
    ),
}  # fmt: skip
