"""Rules reckon with the district's calendar."""

from datetime import date

from outreach.domain import dates
from outreach.models import Rule
from registry.domain import calendar
from tests.world import World


def test_a_holiday_is_asked_of_the_districts_calendar(world: World) -> None:
    with world.at("community-a11"):
        assert dates.day_of("春节", 2026) == date(2026, 2, 17)
        assert dates.day_of("中秋节", 2025) == date(2025, 10, 6)
        assert dates.day_of("07-01", 2098) == date(2098, 7, 1)
        assert dates.day_of("春节", 2098) is dates.day_of("02-29", 2027) is None


def test_a_day_off_that_the_district_enters_puts_a_due_date_off(world: World) -> None:
    rule, today = Rule(starts_on=date(2026, 3, 2), event_days=1), date(2026, 3, 4)
    with world.at("district-a"):
        assert (date(2026, 3, 2), date(2026, 3, 3)) in dates.by_working_days(rule, today)
        calendar.set_day(by=None, day=date(2026, 3, 3), working=False, name="特别放假")
        assert (date(2026, 3, 2), date(2026, 3, 4)) in dates.by_working_days(rule, today)
