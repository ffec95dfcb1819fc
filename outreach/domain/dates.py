"""On which days a rule asks: plain arithmetic, with `today` passed in.

Nothing here remembers when it ran last: what was missed while nobody planned is asked for as soon as somebody does.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from outreach.choices import Period
from outreach.models import Rule
from registry.domain.calendar import calendar

# So many days before its start a rule looks back for events that fall due by working days: longer than any holiday.
LOOK_BACK = 60
MONTHS = {Period.MONTH: 1, Period.QUARTER: 3, Period.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Occasion:
    """One day on which something is due: work counts from `starts`, the task is listed from `opens`."""

    starts: date
    opens: date
    due: date


def horizon(rule: Rule, today: date) -> date:
    """The last due date that is listed already."""
    return today + timedelta(days=rule.lead_days)


def by_working_days(rule: Rule, today: date) -> list[tuple[date, date]]:
    """(day of the event, due date), for events from LOOK_BACK days before the rule's start until today.

    Days whose due date takes a calendar that is not announced yet are left out: nobody guesses.
    """
    first, known = rule.starts_on - timedelta(days=LOOK_BACK), calendar()
    found = []
    for number in range((today - first).days + 1):
        day = first + timedelta(days=number)
        due = known.working_day_after(day, rule.event_days or 0)
        if due is not None and due <= horizon(rule, today):
            found.append((day, due))
    return found


def unannounced(rule: Rule, today: date) -> date | None:
    """The first day until today whose events have no due date yet, since a calendar is not announced; None where each
    has one."""
    if not (rule.is_active and rule.working_days):
        return None
    known, days = calendar(), (today - timedelta(days=back) for back in range(LOOK_BACK, -1, -1))
    return next((day for day in days if known.working_day_after(day, rule.event_days or 0) is None), None)


def occasions(rule: Rule, today: date) -> list[Occasion]:
    """The occasions of a rule that hangs on the calendar: listed already, and not lapsed yet."""
    earliest = max(rule.starts_on, today - timedelta(days=rule.keep_days))
    return [found for found in _candidates(rule, today) if earliest <= found.due and found.opens <= today]


def _candidates(rule: Rule, today: date) -> Iterator[Occasion]:
    lead = timedelta(days=rule.lead_days)
    if rule.period:
        for start, end in _periods(Period(rule.period), today, rule):
            yield Occasion(start, max(start, end - lead), end)
    for year in range(today.year - 1, today.year + 2):
        for said in rule.dates:
            if (due := day_of(str(said), year)) is not None:
                yield Occasion(due - lead - timedelta(days=rule.quiet_days), due - lead, due)


def period_after(period: Period, day: date) -> date:
    """The last day of the period that begins after the one in which `day` lies."""
    return _later(_start(period, day), 2 * MONTHS[period]) - timedelta(days=1)


def next_day(rule: Rule, day: date) -> date | None:
    """The first of the rule's listed days after `day`; None where it hangs on a calendar that is not announced yet."""
    found = [day_of(str(said), year) for year in range(day.year, day.year + 3) for said in rule.dates]
    return min((each for each in found if each and each > day), default=None)


def _periods(period: Period, today: date, rule: Rule) -> Iterator[tuple[date, date]]:
    """First and last days of the periods that have begun, the latest first, as far back as they are kept."""
    start, months = _start(period, today), MONTHS[period]
    while True:
        following = _later(start, months)
        end = following - timedelta(days=1)
        if end < today - timedelta(days=rule.keep_days):
            return
        yield start, end
        start = _later(start, -months)


def _start(period: Period, day: date) -> date:
    months = MONTHS[period]
    return date(day.year, (day.month - 1) // months * months + 1, 1)


def _later(first: date, months: int) -> date:
    """The first of a month so many months later."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)


def day_of(said: str, year: int) -> date | None:
    """The day of "07-01" in a year, or of a holiday by its name; None where it can't be told."""
    try:
        return date.fromisoformat(f"{year}-{said}")
    except ValueError:
        return calendar().holiday(said, year)


def anniversaries(rule: Rule, today: date) -> list[tuple[str, date, date]]:
    """(month and day as MMDD, first day that counts, due date) of every day that is listed.

    29 February is kept on the 28th of other years.
    """
    earliest = max(rule.starts_on, today - timedelta(days=rule.keep_days))
    before = timedelta(days=rule.lead_days + rule.quiet_days)
    found = []
    for number in range((horizon(rule, today) - earliest).days + 1):
        day = earliest + timedelta(days=number)
        found.append((f"{day:%m%d}", day - before, day))
        if (day.month, day.day) == (2, 28) and (day + timedelta(days=1)).month == 3:
            found.append(("0229", day - before, day))
    return found
