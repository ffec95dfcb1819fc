"""Working days and holidays, against the library that the seed comes from and against the almanac."""

from datetime import date, timedelta

import chinese_calendar
import pytest

from registry.lib import announced, festivals
from registry.lib.workdays import Calendar, Day

SEED = announced.seed()


def test_the_seed_says_of_every_day_what_the_library_says() -> None:
    day, last, asked = date(2004, 1, 1), date(2026, 12, 31), 0
    while day <= last:
        assert SEED.is_working(day) is chinese_calendar.is_workday(day), day
        day, asked = day + timedelta(days=1), asked + 1
    assert asked == 8401


@pytest.mark.parametrize(
    ("day", "count", "expected"),
    [
        (date(2026, 3, 2), 10, date(2026, 3, 16)),
        # National Day is no working day, the Saturday worked instead is one.
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 10, 9), 1, date(2026, 10, 10)),
        (date(2026, 3, 2), 0, date(2026, 3, 2)),
        # Nobody guesses what is not announced.
        (date(2098, 12, 1), 1, None),
        (date(2003, 12, 1), 1, None),
    ],
)
def test_working_days(day: date, count: int, expected: date | None) -> None:
    assert SEED.working_day_after(day, count) == expected
    if expected:
        assert SEED.working_days_between(day, expected) == count


def test_what_lies_between() -> None:
    assert SEED.working_days_between(date(2026, 9, 30), date(2026, 10, 10)) == 3
    assert SEED.working_days_between(date(2026, 10, 10), date(2026, 9, 30)) == 0
    latest = date(max(SEED.years), 12, 31)
    assert SEED.working_days_between(latest, latest + timedelta(days=1)) is None
    nothing = Calendar.of((), ())
    assert nothing.is_working(date(2026, 1, 1)) is nothing.working_day_after(date(2026, 1, 1), 1) is None
    assert nothing.first == date.max


# From the almanac (Hong Kong Observatory): 正月初一, 八月十五, 五月初五, 清明.
ALMANAC = {
    2024: (date(2024, 2, 10), date(2024, 9, 17), date(2024, 6, 10), date(2024, 4, 4)),
    2025: (date(2025, 1, 29), date(2025, 10, 6), date(2025, 5, 31), date(2025, 4, 4)),
    2026: (date(2026, 2, 17), date(2026, 9, 25), date(2026, 6, 19), date(2026, 4, 5)),
    2027: (date(2027, 2, 6), date(2027, 9, 15), date(2027, 6, 9), date(2027, 4, 5)),
}


@pytest.mark.parametrize("year", sorted(ALMANAC))
def test_a_holiday_is_the_day_it_is_named_for(year: int) -> None:
    """Also where the days off begin earlier: 除夕 is one since 2025."""
    calendar = Calendar.of({*SEED.years, year}, SEED.days.values())
    names = ("春节", "中秋", "端午节", "清明节")
    assert tuple(calendar.holiday(name, year) for name in names) == ALMANAC[year]
    assert calendar.holiday("国庆节", year) == date(year, 10, 1)


def test_a_holiday_of_a_year_not_announced_and_one_of_its_own() -> None:
    assert SEED.holiday("春节", 2098) is None
    assert SEED.holiday("重阳节", 2026) is None
    # The seventieth anniversary of the victory was off once, and its name is what the announcement says.
    assert SEED.holiday("抗战胜利70周年纪念日", 2015) == date(2015, 9, 3)
    marked = Calendar.of((2026,), [Day(date(2026, 10, 18), False, "重阳节")])
    assert marked.holiday("重阳节", 2026) == date(2026, 10, 18)


def test_the_almanac_falls_on_days_off_in_every_announced_year() -> None:
    """An independent source for both: from 2008 on all seven are national holidays."""
    for year in range(2008, 2027):
        for name, rule in festivals.DAYS.items():
            assert SEED.is_working(rule(year)) is False, (year, name)


def test_the_days_before_new_year_belong_to_the_announcement_of_the_new_year() -> None:
    of_2019 = next(each for each in announced.announcements() if each.year == 2019)
    assert [str(day.day) for day in of_2019.days[:4]] == ["2018-12-29", "2018-12-30", "2018-12-31", "2019-01-01"]
    assert of_2019.days[0].working
