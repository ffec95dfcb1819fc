"""What a row changes, in words: a date and how much of it is known are one, codes have their names."""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from registry.intake.rows.columns import DATES, PRECISIONS
from registry.intake.words import extras
from registry.lib import codes, divisions
from registry.lib.dates import said
from registry.models import Member

# Column of a date → the column that says how much of it is known, and back.
PRECISE = {DATES[name]: column for name, column in PRECISIONS.items()}
EXTRA, BEYOND = "extra", "其他信息"
_DAY_OF = {column: day for day, column in PRECISE.items()}
_NAMED: dict[str, Callable[[str], str]] = {
    "ethnic_code": lambda code: codes.name_of("ethnic", code),
    "education_code": lambda code: codes.name_of("education", code),
    "origin_code": divisions.full_name,
}


def titles(columns: Iterable[str]) -> list[str]:
    """What the page calls these columns of a member, each once."""
    return list(dict.fromkeys(title_of(name) for name in columns))


def title_of(column: str) -> str:
    """What the page calls a column of a member."""
    column = _DAY_OF.get(column, column)
    return BEYOND if column == EXTRA else str(getattr(Member._meta.get_field(column), "verbose_name", column))


def pairs(old: Mapping[str, Any], new: Mapping[str, Any], member: Member | None) -> list[tuple[str, str, str]]:
    """(title, before, after) of every column of `new`; what neither side speaks of is as the record says.

    Of what is kept beyond the columns, each heading that differs is one.
    """
    names = dict.fromkeys(_DAY_OF.get(name, name) for name in new if name != EXTRA)
    told = [(title_of(name), _text(name, old, member), _text(name, new, member)) for name in names]
    return told + (_beyond(old, new) if EXTRA in new else [])


def _beyond(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    before, said = str(old.get(EXTRA) or ""), str(new[EXTRA] or "")
    found = extras.differing(before, extras.merged(before, said))
    return [(f"{BEYOND}“{heading}”", old_text, text) for heading, old_text, text in found]


def _text(name: str, values: Mapping[str, Any], member: Member | None) -> str:
    value = _of(name, values, member)
    if isinstance(value, bool):
        return "是" if value else "否"
    if name in DATES.values():
        day = date.fromisoformat(value) if isinstance(value, str) and value else value or None
        return said(day, _of(PRECISE[name], values, member) if name in PRECISE else "")
    text = str(value or "")
    field: Any = Member._meta.get_field(name)
    if field.choices:
        return str(dict(field.flatchoices).get(text, text))
    return (_NAMED[name](text) if name in _NAMED and text else "") or text


def _of(name: str, values: Mapping[str, Any], member: Member | None) -> Any:
    return values[name] if name in values else getattr(member, name, None)
