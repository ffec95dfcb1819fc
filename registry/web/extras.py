"""What a roster said beyond the columns of a record (`Member.extra`), in words. Numbers are masked like any other."""

import hashlib
import json
from collections.abc import Collection, Iterator

from registry.intake.words.extras import Told, loaded, pairs, text_of, title
from registry.lib.masks import mask_numbers
from registry.models import Member

TELEPHONES = frozenset({"联系电话", "电话旁边写的", "固定电话", "原联系电话", "本人及家属电话"})


def read(kept: str) -> list[Told]:
    """(heading, text) of everything kept, whole; what is no table of headings is one text."""
    return [(title(name), text) for name, text in pairs(kept)]


def shown(member: Member) -> list[Told]:
    """What a record keeps, as a page shows it before anybody asks for the numbers."""
    return [(heading, mask_numbers(text)) for heading, text in read(str(member.extra))]


def lines(member: Member) -> dict[str, str]:
    """What a record keeps, a line each under a name that stays its own whatever else goes; numbers masked."""
    return {_line_of(name, text): f"{title(name)}：{mask_numbers(text)}" for name, text in pairs(str(member.extra))}


def without(member: Member, gone: Collection[str]) -> str:
    """What a record keeps but for these of its `lines`; empty when nothing is left."""
    kept = loaded(str(member.extra))
    if not isinstance(kept, dict):
        return "" if gone else str(member.extra)
    left = {name: value for name, value in kept.items() if _line_of(name, text_of(value)) not in gone}
    return json.dumps(left, ensure_ascii=False) if left else ""


def telephones(member: Member) -> Iterator[Told]:
    """What was written where a telephone number was asked for, and is no mobile number; whole."""
    return (pair for pair in read(str(member.extra)) if pair[0] in TELEPHONES)


def line(found: list[Told]) -> str:
    """All of it in one text, numbers masked: `外出原因：随亲属居住；特长：电工`."""
    return "；".join(f"{heading}：{mask_numbers(text)}" for heading, text in found)


def in_a_line(member: Member) -> str:
    """What a record keeps, in one text."""
    return line(read(str(member.extra)))


def _line_of(name: str, text: str) -> str:
    return "kept_" + hashlib.sha256(f"{name}\n{text}".encode()).hexdigest()[:12]
