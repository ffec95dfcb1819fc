"""The lists of the staff site as ledgers: what each line says, whoever narrowed the list and however."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.db.models import Count

from outreach.choices import CAME, TaskState
from outreach.domain.suggestions import ledger
from outreach.entry import activity_filter, suggestion_filter, task_filter
from outreach.models import Activity, Participation, Suggestion, Task
from outreach.web import words
from outreach.web.task_list import liaisons_of
from registry.choices import NewEmployment
from registry.domain.errors import Refused
from registry.entry import contact_filter, filters, study_filter
from registry.entry.list_filter import Listed
from registry.lib import clock, divisions
from registry.lib.masks import mask_id, mask_phone
from registry.models import ContactLog, Member, StudyReport
from registry.policies import Action, check
from reports.choices.exports import ExportKind, ExportList
from reports.models import Export
from reports.workbook import cells, desk_lists, desk_more, ideas, part_lists, stock_lists
from reports.workbook.ledgers import Line
from reports.workbook.list_kind import MASKED, List, whoever

WHOLE_NUMBER = re.compile(r"\d{8}")
L = ExportList
WITH_NUMBERS = (ExportKind.WORKBOOK, ExportKind.MEMBERS, ExportKind.SUGGESTIONS)
_NEW = cells.words(NewEmployment)


def asked_with(name: str, found: Listed) -> dict[str, Any]:
    """What an export's row keeps of a narrowed list. Raises Refused for a whole number in the search box: what is
    stored with the export is no place for it."""
    query = {key: value for key, value in found.query.items() if value}
    if WHOLE_NUMBER.search(query.get("q", "")):
        raise Refused("搜索框里是一个完整的号码，不能存进导出记录。请改用姓名、后四位或者筛选条件，再导出。")
    return {"list": name, "query": query}


def with_numbers(kind: str, name: str = "") -> bool:
    """Whether a file has a column of ID numbers or phones, so that whole ones mean something; `name` is the list's."""
    return LISTS[name].numbers if kind == ExportKind.LIST else kind in WITH_NUMBERS


def check_reader(export: Export) -> None:
    """Who may not open a list may not have it as a file either, whoever of her node asked for it."""
    if export.kind == ExportKind.LIST:
        check(LISTS[export.options["list"]].action)


def _members(rows: list[Member], masked: bool) -> Iterator[Line]:
    for row in rows:
        number, phone = str(row.id_number or ""), str(row.phone or "")
        yield (
            row.name, row.get_direction_display(), row.sex, row.get_status_display(),
            mask_id(number) if masked and number else number, mask_phone(phone) if masked and phone else phone,
            divisions.in_words(row.origin_code, row.origin_text),
            cells.day(row.flowed_on, row.flowed_precision), row.employer, _NEW(row.new_employment_type),
            row.branch_label, str(row.organisation), cells.day(row.last_contact_on), cells.plain(row.remark, masked),
        )  # fmt: skip


def _contacts(rows: list[ContactLog], masked: bool) -> Iterator[Line]:
    for row in rows:
        yield (
            row.member.name, str(row.member.organisation), cells.minute(row.happened_at), row.get_side_display(),
            row.get_channel_display(), row.get_outcome_display(), row.contact_label,
            *(cells.plain(text, masked) for text in (row.summary, row.difficulties, row.ideas)), cells.day(row.next_on),
        )  # fmt: skip


def _studies(rows: list[StudyReport], masked: bool) -> Iterator[Line]:
    for row in rows:
        state = "已作废" if row.voided_at else row.get_state_display()
        yield (
            row.member.name, str(row.member.organisation), cells.day(row.studied_on), cells.plain(row.topic, masked),
            row.get_form_display(), cells.number(row.hours), row.get_channel_display(),
            row.campaign, state, cells.plain(row.comment, masked), row.recorded_label, cells.minute(row.recorded_at),
        )  # fmt: skip


def _tasks(rows: list[Task], masked: bool) -> Iterator[Line]:
    liaisons, today = liaisons_of({row.member_id for row in rows}), clock.today()
    for row in rows:
        yield (
            row.member.name, str(row.member.organisation), row.rule.name, cells.day(row.due_on),
            cells.day(row.late_on), words.badge(row, today)["text"], _late(row, today),
            words.doer(row, liaisons.get(row.member_id)), cells.day(row.closed_on), cells.plain(row.reason, masked),
        )  # fmt: skip


def _late(task: Task, today: date) -> str:
    """How late it is, of what is still to be done."""
    return str(words.days_late(task, today) or "") if task.state == TaskState.OPEN else ""


def _activities(rows: list[Activity], masked: bool) -> Iterator[Line]:
    came = Participation.objects.filter(activity__in=[row.pk for row in rows], attendance__in=CAME).order_by()
    number = dict(came.values_list("activity").annotate(Count("pk")))
    for row in rows:
        yield (
            row.title, row.get_kind_display(), row.get_state_display(), cells.minute(row.starts_at),
            cells.minute(row.ends_at), cells.plain(row.where, masked), row.host_label, row.joint_hosts, row.chair,
            row.speaker, cells.number(row.capacity), str(number.get(row.pk, 0)),
        )  # fmt: skip


def _suggestions(rows: list[Suggestion], masked: bool) -> Iterator[Line]:
    extra = ledger.beside([row.pk for row in rows])
    for row in rows:
        yield ideas.line(row, extra.get(row.pk, {}), masked=masked)


LISTS: dict[str, List] = {
    L.MEMBERS: List(
        Action.MEMBER_VIEW, whoever(filters.listed),
        (("姓名", 9), ("方向", 6), ("性别", 5), ("流动状态", 10), ("身份证号码", 20), ("联系电话", 13),
         ("来源地／去向", 18), ("流入／外出时间", 12), ("现工作单位", 20), ("新业态类别", 10), ("党支部", 18),
         ("管理组织", 22), ("最近联系时间", 11), ("备注", 18)),
        _members, ("organisation",),
    ),
    L.CONTACTS: List(
        Action.MEMBER_VIEW, whoever(contact_filter.listed),
        (("姓名", 9), ("管理组织", 22), ("联系时间", 16), ("联系对象", 13), ("联系方式", 9), ("联系结果", 11),
         ("联系人", 14), ("内容摘要", 36), ("困难诉求", 24), ("意见建议", 24), ("下次联系", 11)),
        _contacts, ("member__organisation",), note=f"思想动态、生活家庭等不导出。{MASKED}", numbers=False,
    ),
    L.STUDIES: List(
        Action.MEMBER_VIEW, whoever(study_filter.listed),
        (("姓名", 9), ("管理组织", 22), ("学习日期", 11), ("学习主题", 28), ("学习形式", 10), ("学时", 6),
         ("提交方式", 9), ("所属专题", 18), ("审阅状态", 9), ("审阅意见", 24), ("接收人", 14), ("提交时间", 16)),
        _studies, ("member__organisation",), note=MASKED, numbers=False, figures=("学时",),
    ),
    L.TASKS: List(
        Action.TASK_ASSIGN, whoever(task_filter.listed),
        (("姓名", 9), ("管理组织", 22), ("事项", 18), ("应办日期", 11), ("宽限到", 11), ("状态", 12),
         ("逾期天数（从应办日期算）", 11), ("由谁办", 14), ("办结日期", 11), ("说明", 30)),
        _tasks, ("member__organisation", "rule", "delegate"), note=MASKED, numbers=False,
        figures=("逾期天数（从应办日期算）",),
    ),
    L.ACTIVITIES: List(
        Action.ACTIVITY_VIEW, whoever(activity_filter.listed),
        (("活动", 26), ("类型", 12), ("状态", 9), ("开始时间", 16), ("结束时间", 16), ("地点", 22), ("主办组织", 22),
         ("联办单位", 22), ("主持人", 9), ("主讲人", 9), ("名额", 6), ("到会", 6)),
        _activities, ("venue",), note=f"“到会”是本组织和下级管理的流动党员。{MASKED}", numbers=False,
        figures=("名额", "到会"),
    ),
    L.SUGGESTIONS: List(
        Action.SUGGESTION_WORK, suggestion_filter.listed,
        tuple((heading, float(width)) for heading, width, _ in ledger.COLUMNS),
        _suggestions, order=("node_at_event", "year", "number", "id"),
    ),
    **part_lists.LISTS,
    **desk_lists.LISTS,
    **stock_lists.LISTS,
    **desk_more.LISTS,
}  # fmt: skip
