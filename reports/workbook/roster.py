"""花名册: everybody on the register at the month's end, as a street keeps it (流入 and 流出 in one)."""

from collections.abc import Iterator
from typing import Any

from registry.choices import Direction, FlowReason, NewEmployment, PoliticalStatus
from registry.lib.codes import name_of
from registry.lib.divisions import in_words
from reports.figures.table import GONE
from reports.workbook import cells, ledgers
from reports.workbook.ledgers import Ledger, Line
from reports.workbook.spec import Spec

_COUNT = "WITH {moving}, {story}, {states} SELECT count(*) FROM states s WHERE {at s.node}"
# The liaison and the last contact are those of the month's end, however much happened since.
_ROWS = """
WITH {moving}, {story}, {states}
SELECT s.node, m.id, m.name, m.direction, m.sex, m.ethnic_code, m.birth_on, m.birth_precision, m.id_number,
    m.education_code, m.education_text, m.joined_on, m.joined_precision, m.political_status, m.phone,
    m.origin_code, m.origin_text, m.home_org_name, m.flowed_on, m.flowed_precision, m.employer, m.job_title,
    m.new_employment_type, m.flow_reason, m.certificate, s.reported, m.reported_on, s.enrolled, m.branch_label,
    m.enrolled_on, s.lost, a.liaison_label, CASE WHEN m.last_contact_on <= %(day)s THEN m.last_contact_on ELSE (
        SELECT (max(c.happened_at) AT TIME ZONE 'Asia/Shanghai')::date FROM registry_contactlog c
        WHERE c.member_id = m.id AND c.happened_at < %(ends)s AND c.outcome = 'reached' AND c.side = 'member'
          AND {told c}) END, m.remark
FROM states s JOIN registry_member m ON m.id = s.id
LEFT JOIN LATERAL (
    SELECT l.liaison_label FROM registry_liaisonassignment l
    WHERE l.member_id = m.id AND NOT l.backup AND l.started_on <= %(day)s
      AND (l.ended_on IS NULL OR l.ended_on > %(day)s)
    ORDER BY l.started_on DESC, l.id LIMIT 1
) a ON true
WHERE {at s.node}
ORDER BY s.node, m.direction, s.id
"""
COLUMNS = (
    ("村（社区）", 14), ("姓名", 9), ("方向", 5), ("性别", 5), ("民族", 7), ("出生日期", 11), ("身份证号码", 20),
    ("学历", 10),
    ("入党时间", 11), ("党员类别", 9), ("联系电话", 13), ("来源地／去向", 18), ("组织关系所在党组织", 22),
    ("流入／外出时间", 11), ("现工作单位", 20), ("职务岗位", 10), ("新业态类别", 10), ("流动原因", 10),
    ("流动党员活动证", 12),
    ("月末状态", 10), ("报到时间", 11), ("纳入的党支部", 18), ("纳入时间", 11), ("联络员", 10), ("最近联系时间", 11),
    ("备注", 18),
)  # fmt: skip
_DIRECTION, _STATUS = cells.words(Direction), cells.words(PoliticalStatus)
_NEW, _REASON = cells.words(NewEmployment), cells.words(FlowReason)


def count(spec: Spec) -> int:
    """How many stand on it."""
    return ledgers.count(spec, _COUNT)


def lines(spec: Spec) -> Iterator[Line]:
    """Everybody, by 村(社区)."""
    places, numbers = ledgers.places(), cells.Numbers(spec.masked)
    for row in ledgers.stream(spec, _ROWS):
        yield _line(row, places.get(row[0], GONE), numbers, spec)


def _line(row: tuple[Any, ...], place: str, numbers: cells.Numbers, spec: Spec) -> Line:
    (
        _, key, name, direction, sex, ethnic, birth, birth_known, identity, education, education_text, joined,
        joined_known, political, phone, origin, origin_text, home, flowed, flowed_known, employer, job, new, reason,
        certificate, reported, reported_on, enrolled, branch, enrolled_on, lost, liaison, contact, remark,
    ) = row  # fmt: skip
    last = spec.month.last
    return (
        place, name, _DIRECTION(direction), sex, name_of("ethnic", ethnic), cells.day(birth, birth_known),
        numbers.identity(key, identity), name_of("education", education) or education_text,
        cells.day(joined, joined_known), _STATUS(political), numbers.phone(key, phone),
        in_words(origin, origin_text), home, cells.day(flowed, flowed_known), employer, job, _NEW(new), _REASON(reason),
        certificate, _stands(reported, enrolled, lost), _by(reported, reported_on, last),
        branch if enrolled else "", _by(enrolled, enrolled_on, last), liaison or "", cells.day(contact),
        numbers.plain(remark),
    )  # fmt: skip


def _stands(reported: bool, enrolled: bool, lost: bool) -> str:
    if lost:
        return "失联"
    return "已纳入支部" if enrolled else "已报到" if reported else "待报到"


def _by(done: bool, on: Any, last: Any) -> str:
    """The day on which it happened, unless that is known for a later one only."""
    return cells.day(on) if done and on and on <= last else ""


LEDGER = Ledger("roster", "花名册", COLUMNS, count, lines, "月末在册的流动党员；线索不列。")
