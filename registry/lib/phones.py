"""Telephone numbers out of a cell: mobile numbers are keys, landlines and what remains are only kept.

Mobile numbers are eleven digits 1[3-9]XXXXXXXXX. Source: 工业和信息化部《电信网编号计划》, under which the numbers of
mobile networks begin with 13 to 19; landlines are an area code with 0 and seven or eight digits.
"""

import math
import re
from functools import lru_cache
from typing import NamedTuple

from registry.lib.characters import mainland
from registry.lib.values import fold, is_nothing, listed_words, strip_cell

PLAIN = r"1[3-9]\d{9}"  # a pattern of a mobile number, for whoever looks for one in a text
ALONE = rf"(?<!\d){PLAIN}(?!\d)"  # the same where it is no part of a longer number
WRITTEN = r"(?:\+?86[-\s]?)?1[3-9](?:[-\s]?\d){9}(?!\d)"  # the same as people write it: +86 138-0000 1234
_PLAIN = re.compile(r"1[3-9][0-9]{9}")
_PREFIX = re.compile(r"\((1[3-9]\d)\)(?=[-\s]{0,2}\d)")  # (138)00001234
_SCIENTIFIC = re.compile(r"(?<![\d.])\d(?:\.\d*)?\s*[eE]\s*\+?\s*\d{1,3}(?!\d)")
_EXACT = re.compile(r"(?<![\d.])1\.([3-9]\d{9})[eE]\+?10(?!\d)")  # some programs write all the digits of 13800001234 so
_LANDLINE = re.compile(r"(?<![\d+])\(?0(?:10|2\d|[3-9]\d{2})\)?[-\s]{0,2}[1-9]\d{6,7}(?:(?:-|转)\d{1,6})?(?!\d)")
_MOBILE = re.compile(
    r"(?<!\d)(?:(?:\+|00)?\(?86\)?[-\s]{0,2}|0)?(1[-\s.·_]{0,2}[3-9](?:[-\s.·_]{0,2}\d){9})"
    r"(?=\D|1[3-9]\d{9}(?!\d)|$)"
)
_LOCAL = re.compile(r"(?<![\d-])[2-9]\d{2,3}[-\s]?\d{4}(?![\d-])|(?<![\d-])(?:400|800)-?\d{3}-?\d{4}(?!\d)")
_THOUSANDS = re.compile(r"(?<![\d,])1[3-9],\d{3},\d{3},\d{3}(?![\d,])")  # 13,800,001,234: a number's format
_TIDY = re.compile(r"[()\s-]+")
_GONE = re.compile(
    rf"(?:旧|原|以前|停用)[^\d,;/]{{0,4}}({WRITTEN})|({WRITTEN})\s*\(?[^\d,;/(]{{0,2}}(?:停机|停用|空号|作废|旧|不用|注销)"
)
_NOW = re.compile(
    rf"(?:新|现|改|换|变更|更新|更正|→|➔|➜|➡|⇒|[-=]>)(?:[^\d,;/]{{0,2}}号码?,\s*|[^\d,;/]{{0,4}})({WRITTEN})"
    rf"|({WRITTEN})\s*\(?(?:新|现用)"
)
_LABELS = re.compile(
    r"(?:本人|联系|移动|固定|家庭|办公)?(?:电话|手机|座机|固话)(?:号码?)?|联系方式|(?<![a-z])(?:tel|phone|mobile)(?![a-z])",
    re.IGNORECASE,
)
_ONE_WORD = "子父母夫兄弟姐妹嫂婿媳"  # 张强（子）; not 女, which may be the sex
_EDGES = " /\\、;,:|()[]<>+-—_.·和或及"
_WIDE = str.maketrans("、；，。【】—–－‐‑‒−", "/;,.()-------")


def is_mobile(text: str) -> bool:
    """Whether a text is a mobile number and nothing else."""
    return _PLAIN.fullmatch(text) is not None


class PhoneError(ValueError):
    """A number that a spreadsheet has damaged (scientific notation). `kind` is phone_damaged."""

    kind = "phone_damaged"

    def __init__(self, cell: object = None) -> None:
        """`cell` is what was read; it stays out of the message, which may be logged."""
        super().__init__(self.kind)
        self.cell = cell


PhoneProblem = PhoneError  # what callers say: the cell has a problem, the program has none


class Phones(NamedTuple):
    """The numbers of one cell: first mobile, further mobiles, landlines (digits and `-`), and the text that is left.

    `others_own` are numbers beside which stands whose they are (儿子13800001234): as written, and nobody's key.
    `changed`: of several mobiles it is said which is new or gone, by which the first was chosen.
    """

    mobile: str | None
    others: tuple[str, ...]
    landlines: tuple[str, ...]
    rest: str
    others_own: tuple[str, ...] = ()
    changed: bool = False


class Contact(NamedTuple):
    """A person and a number out of one cell, as `潘书记13945220007`; either may be missing."""

    name: str
    phone: str | None


NONE = Phones(None, (), (), "")


def parse_phones(cell: object) -> Phones:
    """The telephone numbers in a cell as a reader gives it.

    `138 0000 0000`, `138-0000-0000`, `+86138…` and the number 13800001234.0 are one number each; several may be
    divided by / 、 ; , or space. Raises PhoneProblem for scientific notation, and for a numeric cell of which only
    the first three digits are not zero: that is what 1.38E+10 becomes when a spreadsheet opens it.
    """
    if type(cell) is str:
        if len(cell) == 11 and _PLAIN.fullmatch(cell):
            return Phones(cell, (), (), "")
        return _parse(cell) if cell else NONE
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _parse_number(cell)
    return NONE if cell is None else Phones(None, (), (), strip_cell(cell))


def _parse_number(cell: float) -> Phones:
    if not math.isfinite(cell) or abs(cell) >= 1e15 or cell != int(cell):
        raise PhoneProblem(cell)
    text = str(int(cell))
    if len(text) == 11 and text.endswith("00000000"):
        raise PhoneProblem(cell)
    return _parse(text)


def _parse(cell: str) -> Phones:
    text = _PREFIX.sub(r"\1", fold(strip_cell(cell)).translate(_WIDE))
    text = _THOUSANDS.sub(lambda number: number[0].replace(",", ""), text)
    # 13800001234（妻）, 儿子139…: who is called there is not who is listed.
    spans = [match.span() for match in _of_another().finditer(mainland(text))]
    theirs = tuple(text[start:end].strip() for start, end in spans)
    for start, end in reversed(spans):
        text = f"{text[:start]}/{text[end:]}"
    text = _EXACT.sub(r"1\1", text)
    if _SCIENTIFIC.search(text):
        raise PhoneProblem(cell)
    landlines, text = _take(_LANDLINE, text)
    written = text
    mobiles, text = _take(_MOBILE, text)
    if mobiles:  # two written without a space between them
        more, text = _take(_MOBILE, text)
        mobiles += more
    local, text = _take(_LOCAL, text)
    mobiles = tuple(dict.fromkeys(re.sub(r"\D", "", number) for number in mobiles))
    mobiles, changed = _newest_first(mobiles, written) if len(mobiles) > 1 else (mobiles, False)
    rest = _LABELS.sub("", text).strip(_EDGES)
    rest = " ".join(filter(None, ("" if is_nothing(rest) else rest, *theirs)))
    return Phones(mobiles[0] if mobiles else None, mobiles[1:], landlines + local, rest, theirs, changed)


def _newest_first(mobiles: tuple[str, ...], text: str) -> tuple[tuple[str, ...], bool]:
    """旧138… 新139…, 138…（停机）139…, 138…→139…: what is said to be new first, what is said to be gone last; and
    whether anything is said so."""
    gone, now = (
        {re.sub(r"\D", "", "".join(found))[-11:] for found in pattern.findall(mainland(text))}
        for pattern in (_GONE, _NOW)
    )
    told = not (gone | now).isdisjoint(mobiles)
    return tuple(sorted(mobiles, key=lambda number: (number in gone, number not in now))), told


def _take(pattern: re.Pattern[str], text: str) -> tuple[tuple[str, ...], str]:
    """All numbers of one pattern, and the text with a divider in their places."""
    found = tuple(_TIDY.sub("-", match.group(pattern.groups).strip("() ")) for match in pattern.finditer(text))
    return (found, pattern.sub("/", text)) if found else (found, text)


@lru_cache(maxsize=1)
def _of_another() -> re.Pattern[str]:
    """A number beside which stands whose it is (138…（妻）, 138… 李四（妻）, 儿子139…), or who passes it on."""
    kin = "|".join(listed_words("kin"))
    return re.compile(
        rf"{WRITTEN}\s*[\u4e00-\u9fff]{{0,4}}\s*\([^()\d]*(?:{kin})[^()\d]*\)"
        rf"|{WRITTEN}\s*[\u4e00-\u9fff]{{0,4}}\s*\([{_ONE_WORD}]\)"
        rf"|\(?(?:{kin})[\u4e00-\u9fff]{{0,4}}\)?[:\s]*{WRITTEN}"
        rf"|{WRITTEN}\s*(?:{kin})[\u4e00-\u9fff]{{0,4}}(?=[\s/,;|]|$)"
        rf"|{WRITTEN}\s*[,:-]\s*(?:{kin})(?:的|的?电话|的?号码)?\s*$"
    )


def _split(text: str) -> Contact:
    try:
        phones = _parse(text)
    except PhoneProblem:
        return Contact(strip_cell(text), None)
    numbers = (phones.mobile, *phones.landlines)
    return Contact(phones.rest.replace("/", " ").strip(), next((number for number in numbers if number), None))


def split_contact(cell: object) -> Contact:
    """`潘书记13945220007`, `张三 13800001234`, `张三(13800001234)` → name and number (a landline if no mobile)."""
    try:
        return _split(cell) if type(cell) is str else _split_other(cell)
    except PhoneProblem:
        return Contact("", None)


def _split_other(cell: object) -> Contact:
    phones = parse_phones(cell)
    return Contact(phones.rest, phones.mobile)
