"""联系台账 and 学习台账: what was done in the month, where it was done."""

from collections.abc import Iterator
from typing import Any

from registry.choices import ContactChannel, ContactOutcome, ContactSide, StudyChannel, StudyForm, StudyState
from reports.workbook import cells, ledgers
from reports.workbook.ledgers import Ledger, Line
from reports.workbook.spec import Spec

_CONTACTS = """
SELECT %s FROM registry_contactlog c JOIN registry_member m ON m.id = c.member_id
WHERE {at c.owner_path} AND {at c.node_at_event} AND c.happened_at >= %(begins)s
  AND c.happened_at < %(ends)s AND {told c}
"""
_CONTACT_ROWS = _CONTACTS.replace(
    "%s",
    "c.node_at_event, c.id, m.name, c.happened_at, c.side, c.channel, c.outcome, c.contact_label, c.summary,"
    " c.difficulties, c.ideas, c.next_on",
    1,
)
_STUDIES = """
SELECT %s FROM registry_studyreport c JOIN registry_member m ON m.id = c.member_id
WHERE {at c.owner_path} AND {at c.node_at_event} AND c.studied_on BETWEEN %(first)s AND %(day)s AND {told c}
"""
_STUDY_ROWS = _STUDIES.replace(
    "%s",
    "c.node_at_event, m.name, c.studied_on, c.topic, c.form, c.hours, c.channel, c.campaign, c.state, c.comment,"
    " c.recorded_label, c.recorded_at",
    1,
)
_SIDE, _CHANNEL, _OUTCOME = cells.words(ContactSide), cells.words(ContactChannel), cells.words(ContactOutcome)
_FORM, _HANDED, _STATE = cells.words(StudyForm), cells.words(StudyChannel), cells.words(StudyState)


def _contacts(spec: Spec) -> Iterator[Line]:
    places, numbers = ledgers.places(), cells.Numbers(spec.masked)
    for row in ledgers.stream(spec, _CONTACT_ROWS + " ORDER BY c.node_at_event, c.happened_at, c.id"):
        yield _contact(row, places.get(row[0], ""), numbers)


def _contact(row: tuple[Any, ...], place: str, numbers: cells.Numbers) -> Line:
    _, key, name, at, side, channel, outcome, who, summary, difficulties, ideas, following = row
    told = [
        numbers.text("registry_contactlog", key, field, sealed)
        for field, sealed in (("summary", summary), ("difficulties", difficulties), ("ideas", ideas))
    ]
    return (
        place,
        name,
        cells.minute(at),
        _SIDE(side),
        _CHANNEL(channel),
        _OUTCOME(outcome),
        who,
        *told,
        cells.day(following),
    )


def _studies(spec: Spec) -> Iterator[Line]:
    places, numbers = ledgers.places(), cells.Numbers(spec.masked)
    for row in ledgers.stream(spec, _STUDY_ROWS + " ORDER BY c.node_at_event, c.studied_on, c.id"):
        yield _study(row, places.get(row[0], ""), numbers)


def _study(row: tuple[Any, ...], place: str, numbers: cells.Numbers) -> Line:
    _, name, on, topic, form, hours, channel, campaign, state, comment, who, at = row
    return (
        place, name, cells.day(on), topic, _FORM(form), cells.number(hours), _HANDED(channel), campaign, _STATE(state),
        numbers.plain(comment), who, cells.minute(at),
    )  # fmt: skip


CONTACTS = Ledger(
    "contacts", "联系台账",
    (
        ("村（社区）", 14), ("姓名", 9), ("联系时间", 16), ("联系对象", 13), ("联系方式", 9), ("联系结果", 11),
        ("联系人", 14),
        ("内容摘要", 36), ("困难诉求", 24), ("意见建议", 24),
        ("下次联系", 11),
    ),
    lambda spec: ledgers.count(spec, _CONTACTS.replace("%s", "count(*)", 1)), _contacts,
    "本月的每次联系，没有联系上的也列；思想动态、生活家庭等不在月报里。",
)  # fmt: skip
STUDIES = Ledger(
    "studies", "学习台账",
    (
        ("村（社区）", 14), ("姓名", 9), ("学习日期", 11), ("学习主题", 28), ("学习形式", 10), ("学时", 6),
        ("提交方式", 9),
        ("所属专题", 18), ("审阅状态", 9), ("审阅意见", 24), ("接收人", 14), ("提交时间", 16),
    ),
    lambda spec: ledgers.count(spec, _STUDIES.replace("%s", "count(*)", 1)), _studies,
    "学习日期在本月的学习汇报、心得。", ("学时",),
)  # fmt: skip
