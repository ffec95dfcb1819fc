"""Deadlines in working days: when something is due, and what is past it. Derived from the calendar, never stored.

Where the calendar of a year is not announced yet, the plain week stands in for it.
"""

from datetime import date

from registry.domain.calendar import calendar
from registry.lib.workdays import ONE_DAY, WORKING_WEEK


def due_on(day: date, count: int) -> date:
    """The `count`-th working day after `day`."""
    while count > 0:
        day += ONE_DAY
        count -= _works(day)
    return day


def late_before(today: date, count: int) -> date:
    """What came on an earlier day than this one was due, `count` working days after it, before `today`."""
    # The last day whose deadline has passed is the newest one with `count` working days between it and yesterday.
    day = today - ONE_DAY
    while count > 0:
        count -= _works(day)
        day -= ONE_DAY
    return day + ONE_DAY


def _works(day: date) -> bool:
    known = calendar().is_working(day)
    return day.isoweekday() <= WORKING_WEEK if known is None else known
