"""A calendar month of Shanghai."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from registry.lib import clock

LAST_MONTH = 12


@dataclass(frozen=True, slots=True, order=True)
class Month:
    """One month; a clerk's month ends at 16:00 UTC of its last day."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The month that a day lies in."""
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self:
        """`2026-11`. Raises ValueError for anything else."""
        year, _, number = text.partition("-")
        found = cls(int(year), int(number))
        date(found.year, found.number, 1)
        return found

    def and_before(self, count: int) -> list[Self]:
        """It and the months before it, `count` in all, the latest first."""
        found = [self]
        while len(found) < count:
            found.append(found[-1].previous())
        return found

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next().first - timedelta(days=1)

    @property
    def begins(self) -> datetime:
        """The moment at which it begins."""
        return clock.midnight(self.first)

    @property
    def ends(self) -> datetime:
        """The moment at which it is over, which belongs to the next one."""
        return clock.midnight(self.next().first)

    def next(self) -> Self:
        """The month after it."""
        return type(self)(self.year + self.number // LAST_MONTH, self.number % LAST_MONTH + 1)

    def previous(self) -> Self:
        """The month before it."""
        return type(self).of(self.first - timedelta(days=1))

    def __str__(self) -> str:
        return f"{self.year}-{self.number:02d}"

    @property
    def label(self) -> str:
        """As a heading has it."""
        return f"{self.year}年{self.number}月"
