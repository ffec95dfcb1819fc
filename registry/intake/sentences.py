"""Lists without any heading, a person in a line of one cell: 1．张三，男，电话 138…，2019年3月起在东莞务工.

So they are told one by one in a chat, or typed below each other in a document. Each line is put down as labels with
what they say, and is then read like a card (see `cards.py`).
"""

import re
from collections.abc import Callable
from functools import lru_cache

from registry.intake.clauses import Pairs, pairs_of
from registry.intake.labelled import ASIDE
from registry.intake.layout import find_head, texts
from registry.intake.lines import lines_parted
from registry.intake.reading import Row
from registry.intake.wire import Cell
from registry.lib import identity, phones
from registry.lib.names import is_plainly_a_name, parse_name
from registry.lib.values import direction, fold, listed_words, strip_cell

FEWEST = 2  # lines that make a list
LONGEST_TITLE = 20  # characters of a line that says which way the next ones went
WAYS = {"in": "流入", "out": "流出"}
_NUMBER = re.compile(
    r"^\s*(?:(?:\d\ufe0f?\u20e3){1,2}|\d{1,3}\s*[.、．)）:：]|[(（][\d一二三四五六七八九十]{1,3}[)）]|[一二三四五六七八九十]{1,3}、|[①-⑳])\s*"
)
_IS = r"(?:号码?)?\s*[是为]?\s*[:：]?\s*"
_MOBILE = rf"(?:(?:本人|联系|联络)?(?:电话|手机|方式){_IS})?{phones.ALONE}"
_PHONE = re.compile(_MOBILE)
_IDENTITY = re.compile(rf"(?:(?:公民)?身份证件?{_IS})?{identity.ALONE}")
_BETWEEN = re.compile(r"(?:[\s,，、;；|/。]|\+(?!86))+")
_LABEL = re.compile("^(?:党员)?姓名[:是为]?(?=.)")


class _Told:
    """Reads the rows of such a list one by one; where it has both, below 流入党员 and 流出党员."""

    def __init__(self, *, both_ways: bool) -> None:
        self.both_ways, self.way = both_ways, ""

    def __call__(self, row: Row) -> Row:
        """A line about somebody with its labels and values in cells of their own; other rows as they are."""
        number, cells = row
        text = "，".join(texts(cells))
        if self.both_ways and (way := _way(text)):
            self.way = WAYS[way]
            return number, []
        if not _is_person(text):
            return row
        pairs: Pairs = [*pairs_of(_words(text)), *([("流动类型", self.way)] if self.way else [])]
        return number, [*[None] * ASIDE, *(piece for pair in pairs for piece in pair)]


def lines_told(rows: list[Row]) -> Callable[[Row], Row] | None:
    """How rows are read that hold a list without a heading, or None where the sheet is no such list."""
    said = [text for _, cells in rows if (text := _line(cells))]
    about = sum(map(_is_about_somebody, said))
    numbered = sum(1 for text in said if _PHONE.search(fold(text)) or _IDENTITY.search(fold(text)))
    if about < FEWEST or about * 2 <= numbered or len(said) * 2 <= len(rows) or lines_parted(rows):
        return None
    return None if find_head(rows, []) else _Told(both_ways={"in", "out"} <= set(map(_way, said)))


def _line(cells: list[Cell]) -> str:
    """The text of a row that has one cell, also behind its number, or that was parted at the commas of a sentence."""
    said = texts(cells)
    if len(said) > 1 and _is_about_somebody(said[0]):
        return "，".join(said)
    alone = len(said) == 1 or (len(said) == FEWEST and said[0].isdigit())
    return said[-1] if alone else ""


def _way(text: str) -> str | None:
    """Which way those went who follow (二、流出党员：), where a line says nothing else."""
    return direction(text) if len(text) < LONGEST_TITLE and not any(map(str.isdigit, _NUMBER.sub("", text))) else None


def _is_person(text: str) -> bool:
    """Somebody with a number; in such a list also a name that is one of those counted."""
    counted = _NUMBER.match(text) is not None and len(_words(text)) > 1
    return _is_about_somebody(text) or (counted and _is_name(_words(text)[0]))


def _is_about_somebody(text: str) -> bool:
    """A name at the beginning, and one number of a telephone or an identity card behind it."""
    plain = fold(text)
    phones, identities = len(_PHONE.findall(plain)), len(_IDENTITY.findall(plain))
    return phones + identities > 0 and max(phones, identities) < FEWEST and _is_name(_words(text)[0])


def _is_name(word: str) -> bool:
    return is_plainly_a_name(parse_name(word).text)


def _words(text: str) -> list[str]:
    """The pieces of a line, its numbers as they are written; what is glued to them (张三13800001234) apart."""
    bare = _NUMBER.sub("", re.sub(r"^\d{1,3}，", "", strip_cell(text)), count=1)
    spaced = _numbers().sub(lambda found: f" {found[0]} ", fold(bare))
    first, *others = [word for word in _BETWEEN.split(spaced) if word] or [""]
    if others and (_PHONE.fullmatch(first) or _IDENTITY.fullmatch(first)) and _is_name(others[0]):
        return [others[0], first, *others[1:]]  # 13800001234 张三
    return [_LABEL.sub("", first), *others]


@lru_cache(maxsize=1)
def _numbers() -> re.Pattern[str]:
    """A number with the words that belong to it: 电话138…, 妻子电话138…, 138…（妻）."""
    kin = "|".join(map(re.escape, listed_words("kin")))
    mobile = rf"(?:{kin})?{_MOBILE}(?:\s*\([^()\d]{{1,8}}\)|(?:{kin}))?"
    return re.compile(rf"{mobile}|{_IDENTITY.pattern}")
