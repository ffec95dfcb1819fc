"""Headings with a typing error (姓明, 身份正号, 入党日期日期): read as what they nearly are, where their cells agree.

A heading is nearly another if one character of it is wrong, missing, doubled or changed places; what stands below it
must be what that one asks. It counts only beside two columns that are clear, and the first person's row tells of it.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass

from registry.intake.files.wire import Comment
from registry.intake.headings.contents import MOSTLY, share
from registry.intake.headings.directions import values_of
from registry.intake.headings.layout import Row, is_data
from registry.intake.words.headers import code_of, field_of, header_key, heading_text
from registry.lib import phones
from registry.lib.dates import parse_date
from registry.lib.identity import IdProblem, parse_id
from registry.lib.names import may_be_a_name
from registry.lib.values import sex

LOOK = 20  # rows in which such a heading is searched
FEWEST = 2  # columns that are clear
A_HEADING = 3  # texts in a row of headings
LONGEST = 8  # characters of a heading that may be misspelt
_HAN = re.compile("[\u4e00-\u9fff]{2,8}")
_MOBILE = re.compile(phones.ALONE)
_DAYS = ("入党时间", "入党日期", "出生年月", "出生日期", "流入时间", "流入日期", "流出时间", "外出时间", "转正时间")
Mended = dict[int, str]


def _is_number(text: str) -> bool:
    try:
        return parse_id(text) is not None
    except IdProblem:
        return False


# What each of them asks: whether a cell answers it, and whether one character may be another: 入团时间 asks else.
ASKED: dict[str, tuple[Callable[[str], object], bool]] = {
    "姓名": (may_be_a_name, True),
    "党员姓名": (may_be_a_name, True),
    "性别": (sex, True),
    **dict.fromkeys(("身份证号", "身份证号码", "公民身份号码", "身份证"), (_is_number, True)),
    **dict.fromkeys(("联系电话", "手机号", "手机号码", "联系方式", "电话号码"), (_MOBILE.search, True)),
    **dict.fromkeys(_DAYS, (lambda text: parse_date(text, kind="any").start, False)),
    "序号": (str.isdigit, True),
}


@dataclass(frozen=True, slots=True)
class Misspelt:
    """The row of the headings, those that are read otherwise, and what is told of them beside the first person."""

    head: int
    mended: Mended
    told: Comment

    def __call__(self, row: Row) -> Row:
        """The row of headings as it is meant."""
        number, cells = row
        return row if number != self.head else (number, [self.mended.get(at, cell) for at, cell in enumerate(cells)])


def headings_mended(rows: list[Row]) -> Misspelt | None:
    """How the row of headings is read, or None where none of its headings is misspelt."""
    for index, (number, cells) in enumerate(rows[:LOOK]):
        said = {at: text for at, cell in enumerate(cells) if (text := heading_text(cell))}
        if len(said) < A_HEADING or is_data(cells):
            continue
        known = {at: code for at, text in said.items() if (code := code_of(text))}
        below = rows[index + 1 :]
        mended = _mended({at: text for at, text in said.items() if at not in known}, below, set(known.values()))
        clear = len({field for at in known if (field := field_of(said[at]))}) + len(mended)
        named = "name" in (*known.values(), *map(code_of, mended.values()))
        if mended and named and clear > FEWEST:
            text = "、".join(f"{said[at]}（{meant}）" for at, meant in mended.items())
            first = next((at for at, row in below if is_data(row)), below[0][0])
            return Misspelt(number, mended, Comment(first, None, text, "misspelt"))
    return None


def _mended(texts: dict[int, str], below: list[Row], taken: set[str]) -> Mended:
    """What each unknown heading nearly is and its cells answer; nothing that is asked already."""
    found: Mended = {}
    for at, text in texts.items():
        key = header_key(text)
        values = values_of(below, at) if _HAN.fullmatch(key) else []
        meant = next((word for word in ASKED if values and _nearly(key, word, values)), None)
        code = code_of(meant) if meant else None
        if meant and code and code not in taken:
            found[at] = meant
            taken = taken | {code}
    return found


def _nearly(key: str, word: str, values: list[str]) -> bool:
    answers, other = ASKED[word]
    near = _slipped(key, word) or (other and _one_wrong(key, word))
    return near and share(values, answers) > MOSTLY


def _one_wrong(key: str, word: str) -> bool:
    """姓明 for 姓名; of two characters the first one is right."""
    same = len(key) == len(word) and sum(one != other for one, other in zip(key, word, strict=True)) == 1
    return same and (len(word) > FEWEST or key[0] == word[0])


def _slipped(key: str, word: str) -> bool:
    """姓名名, 入党日期日期 (doubled), 联电话 (missing, of four characters and more), 联系话电 (changed places)."""
    ends = [(start, end) for end in range(1, len(word) + 1) for start in range(end)]
    doubled = any(key == word[:end] + word[start:end] + word[end:] for start, end in ends)
    missing = len(word) > A_HEADING and any(key == word[:at] + word[at + 1 :] for at in range(len(word)))
    turned = any(key == word[:at] + word[at : at + 2][::-1] + word[at + 2 :] for at in range(len(word) - 1))
    return doubled or missing or turned
