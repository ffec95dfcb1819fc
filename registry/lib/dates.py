"""Dates as clerks write them, with how much of them is known. Nothing is guessed: a two-digit year is a question."""

import math
import re
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from registry.lib import clock
from registry.lib.characters import mainland
from registry.lib.monthwords import month_in_words
from registry.lib.values import fold, is_nothing, listed_words, strip_cell

MONTHS = 12
FIRST_YEAR, LAST_YEAR = 1900, 2100
_EPOCH = date(1899, 12, 30)  # day 0 of spreadsheets, which believe in 29 February 1900
_TYPED_YEARS = range(1900, 2051)  # as serial numbers they are days of 1905, when nobody of a ledger was born
_IN = 1905
_SERIALS = range(15000, 60001)  # 1941 to 2064: no ledger has other days as a bare serial number

PROBLEMS = {
    "two_digit_year": "年份只有两位，请写成四位年份，例如 1985.06",
    "impossible": "没有这一天，请核对年月日",
    "future": "日期晚于今天，请核对",
    "typed_year": "这一格是日期格式，只输入年份就会变成 1905 年的一天，请写成年月，例如 2005.07",
    "ambiguous": "数字格式的单元格分不清 1 月和 10 月，请改为文本，例如 2021.01 或 2021.10",
    "tenth": "分不清是 1 月还是 10 月（表格另存为文本时，10 月末尾的 0 会丢），请写成 2021.01 或 2021.10",
    "day_or_month": "分不清哪个是月、哪个是日，请写成年月日，例如 2025-03-04",
    "reversed": "结束时间早于开始时间，请核对",
    "lunar": "写的是农历，请填公历的年月日；原文已保留",
    "unreadable": "没有认出日期，原文已保留",
}

_ONE = r"(\d{4})(?:年(?:(\d{1,2})(?:月份?(?:(\d{1,2})[日号]?)?)?)?|([./-])(\d{1,2})(?:\4(\d{1,2})日?|月份?)?)?"
_TWO = _ONE.replace(r"\4", r"\10")
_OPEN = r"(?:[-~至到]*(?:今|现在|目前|长期)|起|开始|以来|以后|后|至|到|左右|前后|[-~]|出?生)?"
_RANGE = re.compile(rf"(?:{_ONE}(?:[-~至到/]+{_TWO}|{_OPEN})?)[止]?")
_DAYISH = re.compile(r"\d{4}(?:年\d{1,2}月|[./-]\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})?(?:[-~至到]+(?:今|(\d{4})(\d{2})(\d{2})?)|起|至今)?")
_YEAR_LAST = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_BEGINNING = re.compile(r"(\d{4})年{1,2}初")
TENTH = re.compile(r"\d{4}\.1")
_WHOLE = re.compile(r"^(\d{5,8})\.0$")  # a serial number or a day that a program has written as a fraction
_TIME = re.compile(r"[\sT]+(?:上午|下午)?\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?$")
_SHORT_YEAR = re.compile(r"'?\d{2}(?:[./-]\d{1,2}){1,2}|\d{2}年.*|\d{1,2}[./-]\d{1,2}[./-]\d{2}")
_BRACKETED = re.compile(r"[(（].*[)）]$")
# A day of the lunar calendar has no place in ours without a table of it, and clerks mean the one that is celebrated.
_LUNAR = re.compile(r"[农農阴陰旧舊夏古][历曆]|[(（]农[)）]|[正腊臘冬]月|月初[一二三四五六七八九十]")
_WEEKDAY = re.compile(r"[(]?(?:星期|周|礼拜)[一二三四五六日天][)]?$")
_LEAD = re.compile(r"^(?:大?约|自|于|从|在)+(?=\d)")
_SIGNS = str.maketrans(
    {"。": ".", "、": ".", ",": ".", "·": ".", "•": ".", "_": ".", "\\": "/"}
    | {"—": "-", "–": "-", "―": "-", "～": "~", "﹣": "-", "−": "-"}
)
_DIGITS = str.maketrans("〇○零一二三四五六七八九元", "0001234567891")
_TEN = re.compile(r"([一二三四五六七八九]?)十([一二三四五六七八九]?)")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the day, month or year; month and year begin on their first day.

    `end` is the last known end of a range (2023.3—2024.5), None for 至今. `problem` is a key of PROBLEMS or None;
    with a problem `start` is None and the text stays in `raw`. A blank cell has neither.
    """

    start: date | None
    precision: str | None
    end: date | None
    raw: str
    problem: str | None


BLANK = PartialDate(None, None, None, "", None)


def parse_date(cell: object, *, kind: str = "past") -> PartialDate:
    """The date in a cell as a reader gives it (str, number, date, datetime, None); never raises.

    `kind="past"` refuses days after today, `kind="any"` does not (预计返回时间). Text keeps what was typed, so
    `2021.1` is January. A *number* 2021.1 may be what is left of 2021.10: ambiguous; 2021.2 to 2021.9 and 2021.01 to
    2021.12 can be only one month. 6 digits are year and month, 8 a day, 4 a year, 5 digits (15000-60000) a serial.
    """
    if type(cell) is str:
        found = _parse_text(cell) if len(cell) < 100 else _problem("unreadable", strip_cell(cell))
    elif cell is None:
        return BLANK
    else:
        found = _parse_other(cell)
    if found.start is None:
        return found
    if kind == "past" and found.start > clock.today():
        return replace(found, start=None, precision=None, end=None, problem="future")
    return _problem("typed_year", found.raw) if _is_typed_year(found) else found


def _is_typed_year(found: PartialDate) -> bool:
    """A year typed into a cell that shows days: 2005 becomes 27 June 1905."""
    day = found.start
    return day is not None and day.year == _IN and found.precision == "day" and (day - _EPOCH).days in _TYPED_YEARS


def _problem(problem: str, raw: str) -> PartialDate:
    return PartialDate(None, None, None, raw, problem)


def _parse_other(cell: object) -> PartialDate:
    if isinstance(cell, datetime):
        return _of_day(cell.date(), str(cell))
    if isinstance(cell, date):
        return _of_day(cell, str(cell))
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return _parse_number(cell)
    return _parse_text(strip_cell(cell)[:99])


def _of_day(day: date, raw: str) -> PartialDate:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        return _problem("impossible", raw)
    return PartialDate(day, "day", None, raw, None)


@lru_cache(maxsize=8192)
def _parse_number(number: float) -> PartialDate:
    if not math.isfinite(number) or not 0 < number < 1e9:
        return _problem("unreadable", str(number))
    whole = int(number)
    if number == whole:
        return _parse_text(str(whole))
    if whole in _SERIALS:
        return replace(_parse_text(str(whole)), raw=repr(number))
    return _parse_decimal(repr(number))


def _parse_decimal(text: str) -> PartialDate:
    """Year and month typed into a numeric cell. The cell drops a final zero: .1 was 1 or 10."""
    if re.fullmatch(r"\d{4}\.1", text):
        return _problem("ambiguous", text)
    return _parse_text(text) if re.fullmatch(r"\d{4}\.\d{1,2}", text) else _problem("unreadable", text)


@lru_cache(maxsize=65536)
def _parse_text(cell: str) -> PartialDate:
    raw = strip_cell(cell)
    if not raw:
        return BLANK
    if why := _no_day(raw):
        return _problem(why, raw)
    text = _normalised(raw)
    if text.isdecimal() and len(text) in (4, 5):
        return _four_or_five(text, raw)
    if match := _RANGE.fullmatch(text):
        g = match.groups()
        return _build((g[0], g[1] or g[4], g[2] or g[5]), (g[6], g[7] or g[10], g[8] or g[11]), raw)
    if match := _COMPACT.fullmatch(text):
        g = match.groups()
        return _build(g[:3], g[3:], raw)
    if match := _BEGINNING.fullmatch(text):
        return _build((match[1], None, None), (None, None, None), raw)
    if match := _YEAR_LAST.fullmatch(text):
        return _year_last(int(match[1]), int(match[3]), match[4], raw)
    return _in_words(text, raw)


def _in_words(text: str, raw: str) -> PartialDate:
    if month := month_in_words(text.lower()):
        return _build(month, (None, None, None), raw)
    return _problem("two_digit_year" if _is_short_year(text) else "unreadable", raw)


def _no_day(raw: str) -> str | None:
    """Why a text is no day of ours, whatever digits it has."""
    if is_nothing(raw):
        return "unreadable"
    return "lunar" if _LUNAR.search(raw) else None


def _year_last(one: int, other: int, year: str, raw: str) -> PartialDate:
    """15/3/2025 and 3/15/2025, which programs set to another country write: only where one of them can't be a month."""
    if one != other and max(one, other) <= MONTHS:
        return _problem("day_or_month", raw)
    return _build((year, str(min(one, other)), str(max(one, other))), (None, None, None), raw)


def is_tenth(found: PartialDate) -> bool:
    """Whether a date is written 2021.1, which in a text may be what a spreadsheet has left of 2021.10."""
    return found.precision == "month" and TENTH.fullmatch(found.raw) is not None


def _is_short_year(text: str) -> bool:
    return _SHORT_YEAR.fullmatch(text) is not None


def _normalised(raw: str) -> str:
    text = _WEEKDAY.sub("", _TIME.sub("", mainland(fold(raw)).translate(_SIGNS))).strip("'` ")
    text = _BRACKETED.sub("", text) or text.strip("()")
    if any(sign in text for sign in "〇零一二三四五六七八九十元"):
        text = _TEN.sub(_ten, text).translate(_DIGITS)
    text = re.sub(r"(?<=\d)\s+(?=\d)", ".", text)
    text = re.sub(r"([./-])\1+", r"\1", re.sub(r"\s+", "", text))
    return _without_words(_WHOLE.sub(r"\1", _LEAD.sub("", text).rstrip(".;,")))


@lru_cache(maxsize=1)
def _words() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Words that stand before and behind a date and change nothing (入党, 来江, 星期五): kind date_word."""
    listed = "|".join(map(re.escape, listed_words("date_word")))
    return re.compile(rf"^(?:(?:{listed})+(?:时间|日期)?|时间|日期)[:：]?(?=\d)"), re.compile(rf"(?<!以)(?:{listed})+$")


def _without_words(text: str) -> str:
    """A date that is known to the month at least may have such words beside it; 2021年春节后 is none."""
    before, behind = _words()
    text = before.sub("", text)
    return behind.sub("", text) if _DAYISH.match(text) else text


def _ten(match: re.Match[str]) -> str:
    """十 → 10, 十二 → 12, 二十 → 20, 二十一 → 21, in Chinese digits as yet."""
    tens, units = match.groups()
    return (tens or "一") + (units or "〇")


def _four_or_five(digits: str, raw: str) -> PartialDate:
    if len(digits) == 4:
        return _build((digits, None, None), (None, None, None), raw)
    serial = int(digits)
    if serial not in _SERIALS:
        return _problem("unreadable", raw)
    return PartialDate(_EPOCH + timedelta(days=serial), "day", None, raw, None)


Parts = tuple[str | None, ...]


def _build(first: Parts, last: Parts, raw: str) -> PartialDate:
    start, precision = _day(first)
    if start is None:
        return _problem(_why_not(first), raw)
    if last[0] is None:
        return PartialDate(start, precision, None, raw, None)
    end, _ = _day(last)
    if end is None or end < start:
        return _problem("impossible" if end is None else "reversed", raw)
    return PartialDate(start, precision, end, raw, None)


def _why_not(parts: Parts) -> str:
    """Six digits that are no year and month were a day with a two-digit year (850601)."""
    year, month, day = parts
    short = year and month and not day and not FIRST_YEAR <= int(year) <= LAST_YEAR
    return "two_digit_year" if short else "impossible"


def _day(parts: Parts) -> tuple[date | None, str | None]:
    year, month, day = parts
    if day and not int(day) and (int(year or 0), int(month or 0)) == (FIRST_YEAR, 1):
        return None, None  # 1900-01-00 is how a spreadsheet shows 0
    if month == "0":
        return None, None  # 2024年0月: a digit is missing, and which one nobody knows
    day = day if day and int(day) else None  # 2024-05-00: the day is not known
    month = month if day or (month and int(month)) else None  # 2024-00-00
    precision = "day" if day else "month" if month else "year"
    try:
        found = date(int(year or 0), int(month or 1), int(day or 1))
    except ValueError:
        return None, None
    return (found, precision) if FIRST_YEAR <= found.year <= LAST_YEAR else (None, None)


def said(day: date | None, precision: str = "") -> str:
    """A date as far as it is known: 2021-03-05, 2021年3月, 2021年. `precision` is day, month, year or "" for a day."""
    if day is None:
        return ""
    if precision == "year":
        return f"{day.year}年"
    return f"{day.year}年{day.month}月" if precision == "month" else f"{day:%Y-%m-%d}"
