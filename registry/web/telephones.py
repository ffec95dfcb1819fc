"""The numbers of a member: the mobile one, 其他电话, and what a roster wrote where a number was asked for."""

import re
from typing import Any

from registry.lib.masks import mask_numbers
from registry.models import Member
from registry.web import extras

# Digits as a number is written: +86 …, 0750-3861234, (0750)3861234.
_NUMBER = re.compile(r"\+?\(?\d[\d()\- ]{4,}\d")
LANDLINES = "其他电话"
Dialled = dict[str, Any]


def has_any(member: Member) -> bool:
    """Whether there is anything to call."""
    return bool(member.phone or _others(member))


def masked(member: Member) -> list[dict[str, str]]:
    """Further numbers as they stand before anybody asks: {label, text}."""
    return [{"label": label, "text": mask_numbers(text)} for label, text in _others(member)]


def in_a_line(member: Member) -> str:
    """其他电话 with numbers masked, for a line beside the mobile number; empty where there is none."""
    return mask_numbers(str(member.other_phones))


def to_dial(member: Member, mobile: str) -> list[Dialled]:
    """Every number whole: {label, parts}, each part {text, tel} with the digits of a number in `tel`."""
    found = [("手机号", mobile), *_others(member)]
    return [{"label": label, "parts": _parts(text)} for label, text in found if text]


def _others(member: Member) -> list[extras.Told]:
    others = str(member.other_phones)
    return [*([(LANDLINES, others)] if others else []), *extras.telephones(member)]


def _parts(text: str) -> list[dict[str, str]]:
    found, at = [], 0
    for number in _NUMBER.finditer(text):
        found.append({"text": text[at : number.start()], "tel": ""})
        found.append({"text": number[0], "tel": re.sub(r"[^\d+]", "", number[0])})
        at = number.end()
    found.append({"text": text[at:], "tel": ""})
    return [part for part in found if part["text"]]
