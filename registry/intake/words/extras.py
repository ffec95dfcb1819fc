"""What rosters say beyond the columns of a record (`Member.extra`): a table of headings and texts, kept as JSON."""

import json
from typing import Any

from registry.intake.words.headers import titles_of_fields

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

Told = tuple[str, str]


def merged(kept: str, said: str) -> str:
    """What a record keeps together with what a row says: the row wins for its own headings, no other one goes."""
    before, new = _table(kept), _table(said)
    whole = before | new
    return kept if whole == before else json.dumps(whole, ensure_ascii=False, sort_keys=True)


def differing(before: str, after: str) -> list[tuple[str, str, str]]:
    """(heading, before, after) of each heading under which the two don't say the same."""
    old, new = dict(pairs(before)), dict(pairs(after))
    changed = (name for name in old | new if old.get(name) != new.get(name))
    return [(title(name), old.get(name, ""), new.get(name, "")) for name in changed]


def pairs(kept: str) -> list[Told]:
    """(name, text) of everything kept; what is no table of headings is one text."""
    return [(name, text) for name, value in _table(kept).items() if (text := text_of(value))]


def loaded(kept: str) -> Any:
    """What is kept, as it was before it became JSON; the text itself where it is none."""
    try:
        return json.loads(kept) if kept else {}
    except ValueError:
        return kept


def title(name: str) -> str:
    """What a reader calls what is kept under this name."""
    return (TITLES.get(name) or titles_of_fields().get(name, name)).removesuffix(BY_CONTENT)


def text_of(value: Any) -> str:
    """One value in words."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    return "" if value is None else str(value)


def _table(kept: str) -> dict[str, Any]:
    found = loaded(kept)
    return found if isinstance(found, dict) else {UNTITLED: found}
