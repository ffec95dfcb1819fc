"""Lists of the desk as ledgers: 报到线索, 更正申请, 联络员, 流出地事项."""

from collections.abc import Iterator
from typing import Any

from outreach.choices import CorrectionState
from outreach.domain import corrections
from outreach.domain.leads import WORDS
from outreach.entry import correction_filter, lead_filter
from outreach.models import Correction, Lead
from outreach.web import correction_words, lead_words
from registry.domain import home_owed
from registry.entry import liaison_filter, owed_filter
from registry.lib.workdays import UNANNOUNCED
from registry.policies import Action
from registry.web.contacts_card import duty_badge
from registry.web.liaison_words import standing_badge, term_text
from reports.choices.exports import ExportList
from reports.workbook import cells
from reports.workbook.ledgers import Line
from reports.workbook.list_kind import List, whoever

L = ExportList


def _leads(rows: list[Lead], masked: bool) -> Iterator[Line]:
    for row in rows:
        said = row.words
        yield (
            str(row), *(cells.plain(lead_words.said_of(said, name), masked) for name, _, _ in WORDS[1:]),
            row.point.venue.name, cells.minute(row.left_at), lead_words.badge(row)["text"],
            cells.plain(lead_words.decision(row), masked),
        )  # fmt: skip


def _corrections(rows: list[Correction], masked: bool) -> Iterator[Line]:
    for row in rows:
        waits = row.state == CorrectionState.OPEN
        yield (
            row.member.name, str(row.member.organisation), row.get_field_display(), cells.minute(row.asked_at),
            cells.day(corrections.due_on(row)) if waits else "", correction_words.late_badge(row)["text"],
            row.decided_label, cells.minute(row.decided_at),
        )  # fmt: skip


def _liaisons(rows: list[Any], masked: bool) -> Iterator[Line]:
    for row in rows:
        yield (
            row.user.name, row.get_kind_display(), str(row.organisation), str(row.load), str(row.capacity),
            str(max(row.load - row.capacity, 0) or ""), str(row.backups or ""), term_text(row),
            "在岗" if row.present else standing_badge(row)["text"],
        )  # fmt: skip


def _home_duties(rows: list[Any], masked: bool) -> Iterator[Line]:
    for member, duty in home_owed.told(rows):
        yield (
            member.name, duty.matter.label, duty.period, cells.day(duty.due_on) or UNANNOUNCED,
            duty_badge(duty)["text"], member.home_org_name, str(member.organisation),
        )  # fmt: skip


LISTS: dict[str, List] = {
    L.LEADS: List(
        Action.MEMBER_WRITE, whoever(lead_filter.listed),
        (("姓名", 9), ("手机号", 13), ("从哪里来", 18), ("原党组织", 22), ("现居住地", 22), ("工作单位", 20),
         ("入党时间", 11), ("组织关系", 12), ("登记点", 18), ("填写时间", 16), ("处理", 14), ("怎么处理的", 30)),
        _leads, ("point__venue",),
    ),
    L.CORRECTIONS: List(
        Action.MEMBER_VIEW, whoever(correction_filter.listed),
        (("党员", 9), ("管理组织", 22), ("哪一项", 12), ("申请时间", 16), ("应在此前答复", 12), ("处理", 12),
         ("处理人", 14), ("处理时间", 16)),
        _corrections, ("member__organisation",), note="改前改后的内容不导出。", numbers=False,
    ),
    L.LIAISONS: List(
        Action.LIAISON_ASSIGN, whoever(liaison_filter.listed),
        (("联络员", 9), ("类别", 14), ("所在组织", 22), ("联系党员", 9), ("上限", 6), ("超出", 6), ("后备", 6),
         ("任期", 24), ("情况", 10)),
        _liaisons, ("user", "organisation"), numbers=False,
        figures=("联系党员", "上限", "超出", "后备"),
    ),
    L.HOME_DUTIES: List(
        Action.MEMBER_VIEW, whoever(owed_filter.listed),
        (("姓名", 9), ("事项", 18), ("哪一期", 12), ("期限", 13), ("情况", 12), ("流出地党组织", 30), ("管理组织", 22)),
        _home_duties, note="期限是本系统的默认设置，不是全国统一的规定。", numbers=False,
    ),
}  # fmt: skip
