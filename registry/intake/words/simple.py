"""Columns that are read by themselves: which field of the member each fills, and how."""

import re
from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

from registry.intake.files.wire import Cell
from registry.lib import codes, values
from registry.lib.characters import mainland
from registry.lib.dates import parse_date
from registry.lib.phones import Contact, split_contact
from registry.lib.values import listed_words, strip_cell

nothing = lru_cache(maxsize=32768)(values.is_nothing)
_PLAIN_CONTACT = re.compile("([\u4e00-\u9fff]{1,12}) ?(1[3-9][0-9]{9})")
LONGEST_EDUCATION = 30  # characters
_LABELLED = re.compile("电话|手机|座机|固话|联系|移动|办公|家庭")


def contact_of(cell: Cell) -> Contact:
    """`split_contact`, with the usual spelling read at once: every row of a ledger has another one."""
    if type(cell) is str and (match := _PLAIN_CONTACT.fullmatch(cell)) and not _LABELLED.search(match[1]):
        return Contact(match[1], match[2])
    return split_contact(cell)


_SINCE_GONE = re.compile(
    "已[于在].{2,12}(?:返乡|返回|回乡|离开|离职|转出|转入|转往|搬走)"
    r"|[于在]?\d{4}\s*[年./-][\d\s年月日号./-]*(?:已经?)?(?:转出|转走|搬走|搬离|迁出|去世|回原籍|返乡(?!过|探|创|务))"
)
_SAID_NO = re.compile("(?:未|没有?|无|不|非|是否|有无)$")

# Field of the sheet → field of the member, kept as written.
PLAIN = {
    "employer": "employer",
    "job_title": "job_title",
    "residence_address": "residence",
    "household_address": "household",
    "native_place": "native_place",
    "planned_host_org": "planned_host_org",
    "flow_certificate_no": "certificate",
    "remark": "remark",
    "degree": "degree",
    "lost_reason": "lost_reason",
    "destination_unit_type": "destination_unit_type",
    "flow_scope": "flow_scope",
    "skills": "skills",
    "needs": "needs",
    "suggestion_text": "suggestion_text",
    "dues_paid_until": "dues_paid_until",
    "org_life_note": "org_life_note",
    "street": "street",
    "canvass_channel": "canvass_channel",
    "canvasser": "canvasser",
    "flow_status": "flow_status",
    "kind": "kind",
}

# Field of the sheet → (field of the member, whether a day to come makes sense).
DATES = {
    "join_party_date": ("joined", "past"),
    "regular_date": ("regular_on", "any"),
    "reported_date": ("reported_on", "past"),
    "enrolled_date": ("enrolled_on", "past"),
    "last_contact_date": ("last_contact_on", "past"),
    "expected_return_date": ("expected_return_on", "any"),
    "return_date": ("returned_on", "past"),
    "lost_since": ("lost_since", "past"),
    "canvassed_on": ("canvassed_on", "past"),
    "certificate_issued_on": ("certificate_issued_on", "past"),
}

# Field of the sheet → field of the member, read by a vocabulary.
READERS = {
    "education": "education_code",
    "ethnic": "ethnic_code",
    "political_status": "political_status",
    "reported": "reported",
    "enrolled": "enrolled",
    "is_migrant_worker": "is_migrant_worker",
    "flow_reason": "flow_reason",
    "new_employment_type": "new_employment_type",
    "occupation_status": "occupation",
    "relation_status": "relation_status",
    "contact_status": "contact_status",
    "willing_to_show": "willing_to_show",
}


@lru_cache(maxsize=4096)
def says_gone(remark: str) -> bool:
    """Whether a remark says that somebody is no longer to be listed: 已去世, 误登, 已于5月返乡; 无重复 does not."""
    return _SINCE_GONE.search(mainland(remark)) is not None or says_one_of("gone", remark)


def says_one_of(kind: str, remark: str) -> bool:
    """Whether a text has one of the words listed as such a kind, and does not deny it (未失联)."""
    remark = mainland(remark)
    said = (remark[: remark.index(word)] for word in listed_words(kind) if word in remark)
    return any(_SAID_NO.search(before) is None for before in said)


def _occupation(cell: Cell) -> str | None:
    """The occupation as written, without the income that some sheets want beside it: that is not ours to keep."""
    text = codes.without_income(cell)
    return None if values.is_nothing(text) else text


def _yes_means(yes: str, no: str, otherwise: Callable[[Cell], str | None], cell: Cell) -> str | None:
    """A question as heading (是否预备党员): yes and no have names; anything else is read as the answer itself."""
    answer = values.yes_no(cell)
    if answer is None:
        return otherwise(cell)
    return yes if answer else no


def _new_employment(cell: Cell) -> str | None:
    return values.new_employment_type(cell) or values.new_employment_type(codes.without_income(cell))


_NOT_YET = ("未报", "没报", "没有报", "尚未", "还未", "暂未", "待报", "拟报", "未到", "不愿", "拒绝", "拒不", "无法")
_SINCE = re.compile(r"^已?报了[。.]?$|已?[于在]\d{1,4}.{1,8}(?:报到|报道)|已(?:[在向经]|通过).{1,10}(?:报到|报道)")
_INTENDED = re.compile("(?:拟|计划|准备|打算|预计).{0,6}(?:报到|报道)")
_REPORTED = ("已报到", "已报道", "已到", "报到完成", "完成报到", "线上报到", "网上报到", "现场报到", "报到了")


def reported(cell: Cell) -> bool | None:
    """是, 否, 已报到 … or, in 报到情况, a sentence that says it."""
    answer = values.yes_no(cell)
    if answer is not None:
        return answer
    text = mainland(strip_cell(cell))
    if any(word in text for word in _NOT_YET) or _INTENDED.search(text):
        return False
    return True if any(word in text for word in _REPORTED) or _SINCE.search(text) else None


_PROBATION_FIRST = re.compile(r"^(.*?\d.*?)(?:入党|预备|为预备党员|加入|发展)\s*[，,；;、/。 ]+\S*转正\S*$")

_LABELLED_FIRST = re.compile(
    r"^\s*(?:预备(?:党员)?|入党)[:：]?\s*(\d[\d./年月日-]*)[\s，,；;、/(（]*转正.*$", re.DOTALL
)


# What 何时何地入党 is answered with: a day, and a place in which no other number stands.
_DAY_AND_PLACE = re.compile(
    r"(\d{4}\s*[年./-]\s*\d{1,2}(?!\d)(?:\s*[月./-](?:\s*\d{1,2}\s*日?)?)?)[\s,，、于在]*\D{2,30}"
)


def day_of_joining(cell: Cell) -> Cell:
    """2006年7月1日入党，2007年7月1日转正 and 预备2006.7 转正2007.7: the first of both; 1998年7月 湖南省道县梅花镇:
    without where."""
    if not isinstance(cell, str):
        return cell
    first = _PROBATION_FIRST.match(cell) or _LABELLED_FIRST.match(cell)
    found = first or _DAY_AND_PLACE.fullmatch(strip_cell(cell))
    return found[1] if found else cell


def _reported_or_day(cell: Cell) -> bool | None:
    """`reported`, and a day in the place of the answer: it is when somebody did."""
    answer = reported(cell)
    return True if answer is None and parse_date(cell).precision in ("day", "month") else answer


def _with_major(cell: Cell) -> str | None:
    """大专机电一体化, 本科（会计）: what was learnt stands behind how far."""
    text = strip_cell(cell)[:LONGEST_EDUCATION]
    parts = (text[:end] for end in range(len(text), 1, -1))
    return next((code for part in parts if (code := codes.education(part))), None)


_QUESTIONS: tuple[tuple[str, tuple[str, ...], tuple[str, str]], ...] = (
    ("political_status", ("是否预备", "是否为预备", "是不是预备"), ("probationary", "full")),
    ("political_status", ("是否正式", "是否为正式", "是不是正式"), ("full", "probationary")),
    ("contact_status", ("失联", "失去联系"), ("lost", "normal")),
    ("contact_status", ("能", "畅通", "取得", "保持", "正常"), ("normal", "hard_to_reach")),
    ("relation_status", ("是否", "转出", "转接", "转入"), ("transferred", "not_transferred")),
)
_READ: dict[str, Callable[[Cell], Any]] = {
    "education": codes.education,
    "ethnic": codes.ethnic,
    "political_status": codes.political,
    "reported": _reported_or_day,
    "enrolled": values.yes_no,
    "is_migrant_worker": values.yes_no,
    "flow_reason": values.flow_reason,
    "new_employment_type": _new_employment,
    "occupation_status": _occupation,
    "relation_status": values.relation_status,
    "contact_status": values.contact_status,
    "willing_to_show": values.yes_no,
}


def reader_of(name: str, heading: str) -> Callable[[Cell], Any]:
    """How cells of a field are read below this heading."""
    read = _READ[name]
    if name == "relation_status" and any(word in heading for word in ("可转", "能否转", "条件")):
        return read  # whether it could be transferred says nothing of whether it was
    if name == "education" and "专业" in heading:
        return _with_major
    for field, words, (yes, no) in _QUESTIONS:
        if field == name and any(word in heading for word in words):
            return partial(_yes_means, yes, no, read)
    return read
