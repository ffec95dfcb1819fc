"""What a roster said beyond the columns of a record (`Member.extra`), in words. Numbers are masked like any other."""

import hashlib
import json
from collections.abc import Collection, Iterator
from typing import Any

from registry.intake.headers import titles_of_fields
from registry.lib.masks import mask_numbers
from registry.models import Member

# What a row is read into and no heading is named like: a value that could not be read is kept under it.
TITLES = {
    "name_remark": "姓名旁边写的",
    "phone_text": "电话旁边写的",
    "birth": "出生日期",
    "joined": "入党时间",
    "regular_on": "转正时间",
    "arrived": "流入（外出）时间",
    "expected_return_on": "预计返回时间",
    "last_contact_on": "最近联系时间",
    "reported_on": "报到时间",
    "enrolled_on": "纳入时间",
    "returned_on": "返回时间",
    "origin": "来源地/去向",
    "sex": "性别",
    "ethnic_code": "民族",
}
# A heading that asks for the content says so to whoever matches columns, not to a reader.
BY_CONTENT = "（看内容）"
UNTITLED = "原文"
TELEPHONES = frozenset({"联系电话", "电话旁边写的", "固定电话", "原联系电话", "本人及家属电话"})

Told = tuple[str, str]


def read(kept: str) -> list[Told]:
    """(heading, text) of everything kept, whole; what is no table of headings is one text."""
    return [(_title(name), text) for name, text in _pairs(kept)]


def shown(member: Member) -> list[Told]:
    """What a record keeps, as a page shows it before anybody asks for the numbers."""
    return [(title, mask_numbers(text)) for title, text in read(str(member.extra))]


def lines(member: Member) -> dict[str, str]:
    """What a record keeps, a line each under a name that stays its own whatever else goes; numbers masked."""
    return {_line_of(name, text): f"{_title(name)}：{mask_numbers(text)}" for name, text in _pairs(str(member.extra))}


def without(member: Member, gone: Collection[str]) -> str:
    """What a record keeps but for these of its `lines`; empty when nothing is left."""
    kept = _loaded(str(member.extra))
    if not isinstance(kept, dict):
        return "" if gone else str(member.extra)
    left = {name: value for name, value in kept.items() if _line_of(name, _text(value)) not in gone}
    return json.dumps(left, ensure_ascii=False) if left else ""


def telephones(member: Member) -> Iterator[Told]:
    """What was written where a telephone number was asked for, and is no mobile number; whole."""
    return (pair for pair in read(str(member.extra)) if pair[0] in TELEPHONES)


def line(found: list[Told]) -> str:
    """All of it in one text, numbers masked: `外出原因：随亲属居住；特长：电工`."""
    return "；".join(f"{title}：{mask_numbers(text)}" for title, text in found)


def in_a_line(member: Member) -> str:
    """What a record keeps, in one text."""
    return line(read(str(member.extra)))


def _pairs(kept: str) -> list[Told]:
    found = _loaded(kept)
    pairs = found.items() if isinstance(found, dict) else [(UNTITLED, found)]
    return [(name, text) for name, value in pairs if (text := _text(value))]


def _loaded(kept: str) -> Any:
    try:
        return json.loads(kept) if kept else {}
    except ValueError:
        return kept


def _line_of(name: str, text: str) -> str:
    return "kept_" + hashlib.sha256(f"{name}\n{text}".encode()).hexdigest()[:12]


def _title(name: str) -> str:
    return (TITLES.get(name) or titles_of_fields().get(name, name)).removesuffix(BY_CONTENT)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    return "" if value is None else str(value)
