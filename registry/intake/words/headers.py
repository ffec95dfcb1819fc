"""What a column heading means. Spellings are in `registry/data/header_synonyms.csv`, one line each; what nobody spelt
out is read by the patterns of `registry/data/header_patterns.csv`.

Codes that end in `?` have several meanings; `recognising.py` decides them by direction and content.
"""

import hashlib
import re
from collections.abc import Callable, Iterable
from datetime import date
from functools import lru_cache

from registry.lib import tables
from registry.lib.characters import mainland
from registry.lib.values import fold, strip_cell, well_spelt

_NOISE = re.compile(r"[\s*:()\[\]【】〔〕{}<>《》『』「」“”\"'、,，.。?？#＊★☆▲△▼▽●◆◇■※◎·_-]")
_BRACKETED = re.compile(r"[(\[【〔{<『「].*?(?:[)\]】〕}>』」]|$)")
_INSIDE = re.compile(r"[(\[【〔{<『「](.*?)(?:[)\]】〕}>』」]|$)")
_LATIN = re.compile(r"(?:^|(?<=[\s/(\[|\-]))[a-z][a-z\s.'’/&-]*[a-z.](?=$|[\s/)\]|\-])", re.IGNORECASE)
_GLUED_LATIN = re.compile(
    r"(?P<latin>[a-z][a-z.\s]*?)[.:]?\s*(?P<han>[\u4e00-\u9fff]+)|(?P<first>[\u4e00-\u9fff]+)(?P<second>[a-z]+)",
    re.IGNORECASE,
)
_PREFIX = re.compile(
    r"^(?:被(?:走访|慰问|访谈|联系|帮扶|结对|谈话)的?|承租|租住|入住)?(?:请?填写?|流动|流入|流出|外出)?(?:党员|人员|个人|本人)+的?"
)
# ①姓名, 二、性别, Q1_您的姓名
_NUMBERED = re.compile(
    r"^\s*(?:[①-⑳]\s*[、.)]?|[一二三四五六七八九十]{1,3}\s*[、.]|[Qq]\s*\d{1,2}\s*[_.、:：|-])\s*(?=\S)"
)
_DIGITS = re.compile(r"^\s*(?:\d{1,2}|[A-Za-z]\s*[.、]?)\s*(?=[\u4e00-\u9fff])")  # 7性别, B身份证号
_QUESTION = re.compile(
    r"^\s*(?:\d{1,2}\s*[、.)]\s*(?=\D))?(?:请(?:填写|输入|选择|问|留下|提供|填报|写下)\s*)?[您你](?:本人)?的?(?:所在的)?|^\s*\d{1,2}\s*[、.)]\s*(?=\D|\d+位)"
)
_ASKED = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:分别)?的?是(?:什么|多少|哪里|哪个)?[?？:：]?\s*$")  # 最高学历是？
_POLITE = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:[,，]|以便|便于|方便).{2,}$")  # behind a question: 以便社区联系您
_SUBJECTS = re.compile("报到|流入|流出|外出|流动")
_OF_PLACES = {"origin_region": "流入", "destination": "外出", "flow_in_date": "流入", "flow_out_date": "外出"}
BARE = frozenset(("时间", "日期", "地点", "原因", "事由"))
_NONE = re.compile(r"[前后末尾][三四五六七八3-8]位|\d{6}")  # 身份证号（后六位） is no number; a number is no heading
# Codes that begin with - are of no field of the member.
OF_SOMETHING_ELSE, ANOTHER, RELATION = "-", "-who", "-relation"
TOGETHER = "+"  # between two codes of header_patterns.csv
BY_ROLE = "name?"  # 骑手, 员工: the name where a table asks for no other
SHARED = frozenset(
    (
        *("name", "id_number", "phone", "gender", "ethnic", "education", "age"),
        *("birth_date", "political_status", "join_party_date", "regular_date"),
        *("reported", "reported_date"),
    )
)
FLOW_DAYS = frozenset(("flow_out_date", "flow_in_date"))  # may share a cell with one of the others
_BESIDE_DAYS = frozenset(("flow_reason", "destination", "origin_region"))
_BETWEEN = re.compile(r"[/、,，;；+＋|()\[\]\s]|以及|及|和|与")
_GLUED = re.compile("姓名|性别|民族(?!别)")
LONGEST = 24  # characters of a heading
LOOKED_AT = 400  # characters of a cell that may be one: patterns go back and forth in them
_PERIODS = frozenset((*range(1, 13), *range(1990, 2100)))


@lru_cache(maxsize=8192)
def header_key(text: str) -> str:
    """What spellings of one heading share: no spaces, breaks, brackets, stars or colons; half-width, lower case."""
    return _NOISE.sub("", plain(text)).lower()


def plain(text: str) -> str:
    """A heading in half width, with the characters of the mainland, and without what makes it a question of a form.

    聯繫電話 is 联系电话, and so are 3、您的联系电话 and ③联系电话.
    """
    bare = _NUMBERED.sub("", well_spelt(mainland(fold(text))))
    asked = _QUESTION.sub("", bare)
    return _ASKED.sub("", asked if asked == bare else _POLITE.sub("", asked))


@lru_cache(maxsize=1)
def known_spellings() -> dict[str, str]:
    return {key: row["code"] for row in tables.rows("header_synonyms") if (key := header_key(row["alias"]))}


@lru_cache(maxsize=1)
def spellings() -> frozenset[str]:
    """Every spelling of a heading, as in the data file."""
    return frozenset(row["alias"] for row in tables.rows("header_synonyms"))


@lru_cache(maxsize=1)
def titles_of_fields() -> dict[str, str]:
    """Field code → its Chinese name, in the order of the data file (for the page where columns are matched)."""
    return {row["code"]: row["canonical_zh"] for row in reversed(tables.rows("header_synonyms"))}


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(code, pattern) in the order of the data file, its parts put in their places."""
    return _read_patterns()[0]


@lru_cache(maxsize=4)
def _part(name: str) -> re.Pattern[str]:
    return re.compile(_read_patterns()[1][name])


def mentions_another(text: str) -> bool:
    """Whether a heading speaks of somebody who is not the member: 房东证号, 配偶编码."""
    key = header_key(text)
    return any(_part(name).search(key) for name in ("kin", "keeper"))


def is_former(text: str) -> bool:
    """Whether a heading asks for what was once: 原居住社区, 搬来前住址, 居住社区 / 原. 原籍 is no such thing."""
    return any(_part("before").match(header_key(part)) for part in text.split("/"))


@lru_cache(maxsize=1)
def _read_patterns() -> tuple[tuple[tuple[str, re.Pattern[str]], ...], dict[str, str]]:
    """The patterns, and the parts of which they are made."""
    parts: dict[str, str] = {}
    found: list[tuple[str, re.Pattern[str]]] = []
    for row in tables.rows("header_patterns"):
        pattern = re.sub(r"<(\w+)>", lambda match: parts[match[1]], row["pattern"])
        if row["code"].startswith("="):
            parts[row["code"][1:]] = pattern
        else:
            found.append((row["code"], re.compile(pattern)))
    return tuple(found), parts


@lru_cache(maxsize=1)
def _any_pattern() -> re.Pattern[str]:
    """All patterns in one: nearly every cell is no heading, which this says in a quarter of the time."""
    return re.compile("|".join(f"(?:{pattern.pattern})" for _, pattern in _patterns()))


@lru_cache(maxsize=1)
def _together() -> tuple[tuple[tuple[str, ...], re.Pattern[str]], ...]:
    """Headings that ask for two things in a phrase (何时外出到何地): their codes, and the pattern."""
    return tuple((tuple(code.split(TOGETHER)), pattern) for code, pattern in _patterns() if TOGETHER in code)


def field_of(text: str) -> str | None:
    """The field of one heading, or None. Bracketed text counts last: 联系电话（手机） is 联系电话."""
    return _told(code_of(text))


@lru_cache(maxsize=8192)
def code_of(text: str) -> str | None:
    """The code of one heading in the data files: a field, or what begins with - and is about somebody else."""
    read = plain(text)
    if _NONE.search(read):
        return None
    whole = (read, _BRACKETED.sub("", read))
    found = _read(whole)
    if found is None and (shared := shared_fields(text)):
        return "name" if "name" in shared else shared[0]
    if found is None:
        found = _first(_spelt, (*_INSIDE.findall(read), *read.split("/"))) or _first(_patterned, read.split("/"))
    if found is None:  # 转出单位（现组织关系所在支部）
        found = _first(lambda key: _told(_patterned(key)), _INSIDE.findall(read))
    bare = _LATIN.sub(" ", read)
    if found is None and bare != read and len(header_key(bare)) > 1:  # 联系电话 Mobile Phone
        found = code_of(bare)
    if found is None and (glued := _GLUED_LATIN.fullmatch(read)):  # Name姓名, where both words are headings
        word, latin = glued["han"] or glued["first"], glued["latin"] or glued["second"]
        found = code_of(word) if code_of(latin) else None
    if found is None and (unnumbered := _DIGITS.sub("", read)) != read:
        found = code_of(unnumbered)
    return found


@lru_cache(maxsize=8192)
def shared_fields(text: str) -> tuple[str, ...]:
    """The fields of a heading that asks for several in one cell (姓名及身份证号), or none."""
    read = plain(text)
    for form in (_BRACKETED.sub("", read), read):
        if two := next((codes for codes, pattern in _together() if pattern.fullmatch(header_key(form))), ()):
            return two
        parts = [key for part in _BETWEEN.split(form) if (key := header_key(part))]
        if len(parts) == 1 and (glued := _GLUED.match(parts[0])):
            parts = [glued[0], parts[0][glued.end() :]]
        if len(parts) < 2:
            continue
        found = [_read((_whole(part, before),)) for before, part in zip(["", *parts], parts, strict=False)]
        if len(set(found)) > 1 and (SHARED.issuperset(found) or _are_a_day_and_more(set(found))):
            return tuple(dict.fromkeys(field for field in found if field))
    return ()


def _are_a_day_and_more(found: set[str | None]) -> bool:
    """外出时间及地点: one day of coming or going, and where or why."""
    return len(found) == 2 and len(found & FLOW_DAYS) == 1 and len(found & _BESIDE_DAYS) == 1


def _whole(part: str, before: str) -> str:
    """是否报到及时间: 时间 is 报到时间; 来源地及时间: 流入时间."""
    if part not in BARE:
        return part
    subject = _SUBJECTS.search(before)
    return (subject[0] if subject else _OF_PLACES.get(_read((before,)) or "", "")) + part


def names_another(text: str) -> bool:
    """Whether a heading asks for a person who is not the member, also where it is spelt out (家庭成员)."""
    return any(_patterned(header_key(part)) == ANOTHER for part in _BRACKETED.sub("", plain(text)).split("/"))


def _read(forms: tuple[str, ...]) -> str | None:
    """What any of these forms is as it is spelt; else by what it is like; else without 的 (原来所在的党支部)."""
    found = _first(_spelt, forms) or _first(_patterned, forms)
    shorter = tuple(form.replace("的", "") for form in forms if found is None and "的" in form)
    return found or _first(_spelt, shorter) or _first(_patterned, shorter)


def _first(read: Callable[[str], str | None], forms: Iterable[str]) -> str | None:
    return next((found for form in forms if (key := header_key(form)) and (found := read(key))), None)


def _told(code: str | None) -> str | None:
    """A code if it is of a field of the member."""
    return None if code is None or code.startswith("-") or code == BY_ROLE else code


def _spelt(key: str) -> str | None:
    known = known_spellings()
    return known.get(key) or known.get(key.replace("/", "")) or known.get(_PREFIX.sub("", key))


def _patterned(key: str) -> str | None:
    """By the patterns, which are written for headings: a longer text is a sentence."""
    if not 1 < len(key) <= LONGEST or _any_pattern().fullmatch(key) is None:
        return None
    return next((code for code, pattern in _patterns() if TOGETHER not in code and pattern.fullmatch(key)), None)


def signature(headers: Iterable[str]) -> str:
    """A name for this set of headings in this order, under which a mapping is remembered: 32 hex digits."""
    joined = "\x1f".join(header_key(header) for header in headers)
    return hashlib.sha256(joined.encode()).hexdigest()[:32]


def heading_text(cell: object) -> str:
    """A cell as heading: one line of text; of numbers and dates, years and months only (2023, 12)."""
    return strip_cell(cell)[:LOOKED_AT] if isinstance(cell, str) or is_period(cell) else ""


def field_asked(cell: object) -> str | None:
    """The code of what a cell asks as a heading; None of what asks nothing."""
    text = heading_text(cell)
    return code_of(text) if text else None


def is_period(cell: object) -> bool:
    """A number that heads a column of its year or month, or the first of a month."""
    return cell.day == 1 if isinstance(cell, date) else type(cell) in (int, float) and cell in _PERIODS


def letter(column: int) -> str:
    """A 1-based column as a spreadsheet names it: 28 → AB."""
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def unnamed_heading(column: int) -> str:
    """What a 1-based column is called that has no heading, but something in it."""
    return f"第 {letter(column)} 列（无表头）"
