"""Quarters of the calendar: their days, their names, and how an address says them (`2026-4`)."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self

from registry.lib import clock

KEY = re.compile(r"(20\d\d)-([1-4])")
NUMBERS = "一二三四"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """One quarter of one year."""

    year: int
    number: int

    @classmethod
    def of(cls, day: date) -> Self:
        """The quarter that a day lies in."""
        return cls(day.year, (day.month + 2) // 3)

    @classmethod
    def read(cls, text: str) -> Self:
        """The quarter that an address says; the present one for anything else."""
        found = KEY.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else cls.of(clock.today())

    @property
    def key(self) -> str:
        """As an address says it."""
        return f"{self.year}-{self.number}"

    @property
    def label(self) -> str:
        """In words."""
        return f"{self.year}年第{NUMBERS[self.number - 1]}季度"

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return self.next.first - timedelta(days=1)

    @property
    def next(self) -> Self:
        """The one after it."""
        cls = type(self)
        return cls(self.year + 1, 1) if self.number == 4 else cls(self.year, self.number + 1)

    @property
    def before(self) -> Self:
        """The one before it."""
        cls = type(self)
        return cls(self.year - 1, 4) if self.number == 1 else cls(self.year, self.number - 1)


def recent(many: int = 8) -> list[Quarter]:
    """The present one and those before it, the latest first."""
    found = [Quarter.of(clock.today())]
    while len(found) < many:
        found.append(found[-1].before)
    return found
