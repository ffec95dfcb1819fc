"""A year's 放假安排 as it is pasted: the paragraphs of the State Council's notice, or rows of date, name and 休/上班.

    一、元旦：1月1日（周五）至3日（周日）放假调休，共3天。1月4日（周日）上班。
    2027-01-01 至 2027-01-03 元旦 休
    2027-01-04 上班

Everything that can't be read is said at once, with its line.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta

from registry.lib.festivals import official
from registry.lib.workdays import Day

MOST_DAYS = 31
LONGEST_NAME = 30
_DATE = r"(?:(\d{4})\s*[-/.年]\s*)?(\d{1,2})\s*[-/.月]\s*(\d{1,2})日?(?!\d)"
_UNTIL = r"(?:\s*(?:至|到|--?|—+|–|~)\s*(?:" + _DATE + r"|(\d{1,2})日?(?![\d月/.-])))?"
STRETCH = re.compile(r"(?<!\d)" + _DATE + _UNTIL)
ASIDE = re.compile(r"\([^)]*\)|共?\s*\d+\s*天")
NUMBERED = re.compile(r"^\s*(?:[一二三四五六七八九十]+|\d{1,2})\s*[、.]\s*(?!\d)")
WORK, OFF = re.compile(r"上班|补班"), re.compile(r"放假|休")
# Words of a row that are no name.
WORDS = re.compile(r"上班|补班|放假|调休|连休|补休|休息|休|[\s,，、。;；:：至到~—–-]+")


class Unclear(Exception):
    """A line that can't be read; the message says why and what to write."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read: days, what could not be read, and lines without a date, which were passed over."""

    days: list[Day] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    passed: list[str] = field(default_factory=list)


def read(text: str, year: int) -> Reading:
    """All days of a pasted text; dates without a year are of `year`."""
    found = Reading()
    for number, raw in enumerate(text.splitlines(), 1):
        line = ASIDE.sub("", unicodedata.normalize("NFKC", raw)).strip()
        try:
            days = list(_line(line, year)) if line else []
        except Unclear as unclear:
            found.problems.append(f"第 {number} 行“{raw.strip()[:30]}”：{unclear}")
            continue
        found.days.extend(days)
        if line and not days:
            found.passed.append(raw.strip())
    named = _named(found.days)
    return Reading(named, found.problems, found.passed)


def _line(line: str, year: int) -> Iterator[Day]:
    """Days of one line; worked ones may still be without a name."""
    if not STRETCH.search(line) or _is_letterhead(line, year):
        return
    body = NUMBERED.sub("", line)
    head, colon, rest = body.partition(":")
    name = head.strip() if colon and not STRETCH.search(head) else ""
    for clause in re.split(r"[。;]", rest if name else body):
        yield from _clause(clause, name, year)


def _is_letterhead(line: str, year: int) -> bool:
    """The day on which the notice was signed stands below it."""
    years = {found[1] for found in STRETCH.finditer(line)}
    return not WORK.search(line) and not OFF.search(line) and str(year) not in years and None not in years


def _clause(clause: str, name: str, year: int) -> Iterator[Day]:
    """`1月1日至3日放假调休`, `2月14日、2月28日上班`, and both in one with a comma between."""
    waiting: list[tuple[date, date]] = []
    for piece in re.split(r"[,、]", clause):
        stretches = [_stretch(found, year) for found in STRETCH.finditer(piece)]
        if re.search(r"\d", STRETCH.sub("", piece)):
            raise Unclear("有的数字读不懂。日期请写成 2027-01-01，或者 1月1日。")
        waiting += stretches
        if waiting and (WORK.search(piece) or OFF.search(piece)):
            own = name or WORDS.sub("", STRETCH.sub("", piece))
            yield from _days(waiting, own, working=bool(WORK.search(piece)))
            waiting = []
    if waiting:
        raise Unclear("没有写是“休”还是“上班”。")


def _days(stretches: list[tuple[date, date]], name: str, *, working: bool) -> Iterator[Day]:
    if not working and len(stretches) > 1:
        raise Unclear("一段放假写一行，从哪天到哪天中间写“至”。")
    if not working and not name:
        raise Unclear("没有写是哪个节日。")
    if len(name) > LONGEST_NAME:
        raise Unclear(f"节日名称超过 {LONGEST_NAME} 个字，请核对是不是少了换行。")
    for first, last in stretches:
        for shift in range((last - first).days + 1):
            yield Day(first + timedelta(days=shift), working, official(name))


def _stretch(found: re.Match[str], year: int) -> tuple[date, date]:
    """First and last day; what the end leaves out is as at the start."""
    year1, month1, day1, year2, month2, day2, day_only = found.groups()
    first = _day(year1 or year, month1, day1)
    last = _day(year2 or first.year, month2 or month1, day2 or day_only or day1)
    if last < first and not year1:
        first = _day(first.year - 1, month1, day1)
    elif last < first and not year2:
        last = _day(first.year + 1, month2 or month1, day2 or day_only or day1)
    if not 0 <= (last - first).days < MOST_DAYS:
        raise Unclear("起止日期不对，请核对。")
    return first, last


def _day(year: str | int, month: str, day: str) -> date:
    try:
        return date(int(year), int(month), int(day))
    except ValueError as wrong:
        raise Unclear(f"没有 {month} 月 {day} 日这一天，请核对。") from wrong


def _named(days: list[Day]) -> list[Day]:
    """A worked day without a name belongs to the holiday nearest to it."""
    off = [day for day in days if not day.working]
    return sorted(day if day.name or not off else day._replace(name=_nearest(day, off)) for day in days)


def _nearest(day: Day, off: list[Day]) -> str:
    return min(off, key=lambda other: abs((other.day - day.day).days)).name
