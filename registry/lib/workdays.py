"""Working days by the State Council's yearly calendar (放假安排, with the Saturdays and Sundays that are worked)."""

from datetime import date, timedelta

import chinese_calendar

# Said where the calendar of a year is not announced yet: nobody guesses.
UNANNOUNCED = "放假安排未公布"


def working_day_after(day: date, count: int) -> date | None:
    """The `count`-th working day after `day`; None when that takes a year whose calendar is not known here yet."""
    try:
        while count > 0:
            day += timedelta(days=1)
            count -= chinese_calendar.is_workday(day)
    except NotImplementedError:
        return None
    return day
