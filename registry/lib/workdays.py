"""Working days by the State Council's yearly 放假安排: arithmetic over what was announced, and nothing guessed."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, Self

from registry.lib import festivals

# Said where the calendar of a year is not announced yet: nobody guesses.
UNANNOUNCED = "放假安排未公布"
WORKING_WEEK = 5
ONE_DAY = timedelta(days=1)


class Day(NamedTuple):
    """A day that an announcement names: a holiday, or a Saturday or Sunday that is worked instead (调休)."""

    day: date
    working: bool
    name: str


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """The announced years and the days that they name; of all other days of these years the plain week holds.

    Answers about a day of a year that is not announced are None.
    """

    years: frozenset[int]
    days: Mapping[date, Day]

    @classmethod
    def of(cls, years: Iterable[int], days: Iterable[Day]) -> Self:
        """From rows at hand."""
        return cls(frozenset(years), {row.day: row for row in days})

    @property
    def first(self) -> date:
        """The first day of which anything is known; the last day of all where nothing is."""
        return date(min(self.years), 1, 1) if self.years else date.max

    def is_working(self, day: date) -> bool | None:
        """Whether that day is worked."""
        if day.year not in self.years:
            return None
        named = self.days.get(day)
        return named.working if named else day.isoweekday() <= WORKING_WEEK

    def working_day_after(self, day: date, count: int) -> date | None:
        """The `count`-th working day after `day`."""
        while count > 0:
            day += ONE_DAY
            working = self.is_working(day)
            if working is None:
                return None
            count -= working
        return day

    def working_days_between(self, first: date, last: date) -> int | None:
        """Working days after `first` up to and including `last`; 0 where `last` is not later."""
        count = 0
        while first < last:
            first += ONE_DAY
            working = self.is_working(first)
            if working is None:
                return None
            count += working
        return count

    def holiday(self, name: str, year: int) -> date | None:
        """The day that a holiday is named for (春节: 正月初一; 中秋节: 八月十五, however long the days off around it),
        or the first day off under that name; None when the year is not announced or nothing is called so."""
        if year not in self.years:
            return None
        wanted = festivals.official(name)
        off = (row.day for row in self.days.values() if not row.working and row.day.year == year and row.name == wanted)
        return festivals.main_day(wanted, year) or min(off, default=None)
