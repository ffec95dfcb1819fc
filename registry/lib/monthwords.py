"""Months as English writes them, as programs of firms put them out: Feb-26, Mar 2025, 15-Mar-2024."""

import re

from registry.lib import clock

_MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WORD = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_MONTH_FIRST = re.compile(rf"{_WORD}[./'-]*(?P<year>\d{{4}}|\d\d)")
_MONTH_LAST = re.compile(rf"(?P<year>\d{{4}})[./-]?{_WORD}")
_MONTH_AMONG = re.compile(rf"(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[./-]?{_WORD}[./-]*(?P<year>\d{{4}})")
_MONTH_BEFORE_DAY = re.compile(rf"{_WORD}[./-]?(?P<day>\d{{1,2}})(?:st|nd|rd|th)?[./-]+(?P<year>\d{{4}})")


def month_in_words(text: str) -> tuple[str | None, ...] | None:
    """Feb-26, Mar2025, 2025-Mar, 15-Mar-2024: the month is a word, so that of two numbers none can be it.

    A year of two digits is read beside the month alone: with a day beside it, either may be the year.
    """
    if found := _MONTH_FIRST.fullmatch(text) or _MONTH_LAST.fullmatch(text):
        return _century(found["year"]), _month(found["month"]), None
    found = _MONTH_AMONG.fullmatch(text) or _MONTH_BEFORE_DAY.fullmatch(text)
    return (found["year"], _month(found["month"]), found["day"]) if found else None


def _month(word: str) -> str:
    return str(_MONTH_NAMES.index(word[:3]) + 1)


def _century(year: str) -> str:
    """2026 of 26, 1985 of 85: no day of a ledger lies years ahead."""
    if len(year) == 4:
        return year
    return f"20{year}" if int(year) <= clock.today().year % 100 + 1 else f"19{year}"
