"""Lists without any heading, a person in a line of one cell: 1．张三，男，电话 138…，2019年3月起在东莞务工.

So they are told one by one in a chat, or typed below each other in a document. Each line is put down as labels with
what they say, and is then read like a card (see `cards.py`).
"""

import re
from collections.abc import Callable
from functools import lru_cache

from registry.intake.labelled import ASIDE
from registry.intake.layout import find_head, texts
from registry.intake.lines import lines_parted
from registry.intake.reading import Row
from registry.intake.wire import Cell
from registry.lib import codes, divisions, values
from registry.lib.names import is_plainly_a_name, parse_name
from registry.lib.values import fold, listed_words, strip_cell

FEWEST = 2  # lines that make a list
_NUMBER = re.compile(r"^\s*(?:\d{1,3}\s*[.、．)）:：]|[(（]\d{1,3}[)）]|[①-⑳])\s*")
_IS = r"(?:号码?)?\s*[是为]?\s*[:：]?\s*"
_MOBILE = rf"(?:(?:本人|联系|联络)?(?:电话|手机|方式){_IS})?(?<!\d)1[3-9]\d{{9}}(?!\d)"
_PHONE = re.compile(_MOBILE)
_IDENTITY = re.compile(rf"(?:(?:公民)?身份证件?{_IS})?(?<!\d)(\d{{17}}[\dXx])(?!\d)")
_BETWEEN = re.compile(r"[\s,，、;；|/。]+")
_DAY = re.compile(r"(\d{4}(?:年(?:\d{1,2}月(?:\d{1,2}日)?)?|[./-]\d{1,2}(?:[./-]\d{1,2})?))(?:份|起|开始|至今|以来)*")
_LEAD = re.compile(r"^(?:现在?|目前)?(?:在|从|由|自|到|去|赴|往|于|来自|前往|外出|流出|流入|迁至|居住|住|至)*")
_ADDRESS = re.compile("社区|村|小区|花园|[街道]道|路|[栋幢座号]")
_NOT_A_PLACE = frozenset(("来", "来的", "来江", "外出", "流出", "流入", "走的", "起", "至今", ""))
Pairs = list[tuple[str, str]]


def lines_told(rows: list[Row]) -> Callable[[Row], Row] | None:
    """How rows are read that hold a list without a heading, or None where the sheet is no such list."""
    said = [text for _, cells in rows if (text := _only(cells)) is not None]
    about = [text for text in said if _is_about_somebody(text)]
    numbered = sum(1 for text in said if _PHONE.search(fold(text)) or _IDENTITY.search(fold(text)))
    if len(about) < FEWEST or len(about) * 2 <= numbered or len(said) * 2 <= len(rows):
        return None
    return None if lines_parted(rows) or find_head(rows, []) else _apart


def _only(cells: list[Cell]) -> str | None:
    """The text of a row that has one cell."""
    said = texts(cells)
    return said[0] if len(said) == 1 else None


def _is_about_somebody(text: str) -> bool:
    """A name at the beginning, and one number of a telephone or an identity card behind it."""
    plain = fold(text)
    one = len(_PHONE.findall(plain)) < 2 and len(_IDENTITY.findall(plain)) < 2
    numbered = _PHONE.search(plain) or _IDENTITY.search(plain)
    return bool(numbered) and one and is_plainly_a_name(parse_name(_words(text)[0]).text)


def _words(text: str) -> list[str]:
    """The pieces of a line, its numbers as they are written."""
    bare = _NUMBER.sub("", strip_cell(text), count=1)
    return [word for word in _BETWEEN.split(_spaced(bare)) if word] or [""]


def _spaced(text: str) -> str:
    """A name and the number glued to it (张三13800001234) apart, whose number it is left beside it."""
    return _numbers().sub(lambda found: f" {found[0]} ", fold(text))


@lru_cache(maxsize=1)
def _numbers() -> re.Pattern[str]:
    """A number with the words that belong to it: 电话138…, 妻子电话138…, 138…（妻）."""
    kin = "|".join(map(re.escape, listed_words("kin")))
    mobile = rf"(?:{kin})?{_MOBILE}(?:\s*\([^()\d]{{1,8}}\)|(?:{kin}))?"
    return re.compile(rf"{mobile}|{_IDENTITY.pattern}")


def _apart(row: Row) -> Row:
    """A line about somebody with its labels and values in cells of their own; other rows as they are."""
    number, cells = row
    text = _only(cells)
    if text is None or not _is_about_somebody(text):
        return row
    pairs = _pairs(_words(text))
    return number, [*[None] * ASIDE, *(piece for pair in pairs for piece in pair)]


def _pairs(words: list[str]) -> Pairs:
    found: Pairs = [("姓名", words[0])]
    rest: list[str] = []
    for word in words[1:]:
        for label, value in _of(word):
            if label and label not in dict(found):
                found.append((label, value))
            else:
                rest.append(value)
    return [*found, ("备注", "，".join(rest))] if rest else found


def _of(word: str) -> Pairs:
    """What a word of the line says, as labels with values; with no label where it is not known."""
    if number := _IDENTITY.search(word):
        return [("身份证号", number[1])]
    if _PHONE.search(word):
        return [("联系电话", word)]  # 妻子13800001234 is read like any cell below 联系电话
    for label, read in (("性别", values.sex), ("民族", codes.ethnic), ("学历", codes.education)):
        if not word[:1].isdigit() and read(word):
            return [(label, word)]
    day = _DAY.match(word)
    if day is None:
        return _of_place(word)
    behind = word[day.end() :]
    return [("时间", day[1]), *(() if behind in _NOT_A_PLACE else _of_place(behind))]


def _of_place(word: str) -> Pairs:
    place = _LEAD.sub("", word)
    if divisions.resolve(place).is_place:
        return [("地点", place)]
    return [("现住址" if _ADDRESS.search(place) else "", word)]
