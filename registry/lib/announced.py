"""The 放假安排 that come with the program (chinesecalendar): a seed for a district's own table."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache

import chinese_calendar
from chinese_calendar.constants import Holiday, holidays, workdays

from registry.lib.festivals import official
from registry.lib.workdays import Calendar, Day

SOURCE = f"随软件带来（chinesecalendar {chinese_calendar.__version__}）"
# The library's name is longer than anything else in the table.
SHORT = {Holiday.anti_fascist_70th_day.chinese: "抗战胜利70周年纪念日"}


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was announced for a year; its first days may lie in the December before."""

    year: int
    days: tuple[Day, ...]


@cache
def announcements() -> tuple[Announcement, ...]:
    """Every year that is known, the earliest first."""
    found: dict[int, list[Day]] = defaultdict(list)
    for known, working in ((holidays, False), (workdays, True)):
        for day, english in known.items():
            name = Holiday(english).chinese
            found[_year(day, name)].append(Day(day, working, SHORT.get(name, official(name))))
    years = range(min(holidays).year, max(holidays).year + 1)
    return tuple(Announcement(year, tuple(sorted(found[year]))) for year in years)


def _year(day: date, name: str) -> int:
    """The last days of a year may be off, or worked, for the New Year that follows."""
    return day.year + (day.month == 12 and official(name) == "元旦")


@cache
def seed() -> Calendar:
    """The calendar that comes with the program."""
    known = announcements()
    return Calendar.of((each.year for each in known), (day for each in known for day in each.days))
