"""Dates as clerks write them."""

from datetime import date, datetime

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from registry.lib.dates import BLANK, PROBLEMS, parse_date

DAYS = st.dates(min_value=date(1942, 1, 1), max_value=date(2023, 12, 31))
JUNE = date(1985, 6, 1)


@pytest.mark.parametrize(
    "cell",
    [
        "1985.06",
        "1985．6",
        "1985-6",
        "1985/06",
        "1985年6月",
        "198506",
        198506,
        198506.0,
        "１９８５年６月",
        "1985 年 6 月",
        "1985. 6",
        "1985.6月",
        "一九八五年六月",
        "约1985年6月",
        1985.06,
        1985.6,
    ],
)
def test_month(cell: object) -> None:
    found = parse_date(cell)
    assert (found.start, found.precision, found.problem) == (JUNE, "month", None)


@pytest.mark.parametrize(
    "cell",
    [
        "1985.06.01",
        "19850601",
        19850601,
        "1985年6月1日",
        "1985年06月01号",
        "31199",
        31199,
        31199.0,
        31199.5,
        "1985-06-01 00:00:00",
        "1985-06-01T08:30:00",
        "1985/6/1 0:00",
        "1985-6-1",
        datetime(1985, 6, 1, 9, 30),
        JUNE,
        "一九八五年六月一日",
    ],
)
def test_day(cell: object) -> None:
    found = parse_date(cell)
    assert (found.start, found.precision, found.problem) == (JUNE, "day", None)


@given(DAYS)
def test_every_spelling_of_every_day(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    spellings = (
        f"{day:%Y-%m-%d}",
        f"{day:%Y.%m.%d}",
        f"{day.year}/{day.month}/{day.day}",
        f"{day:%Y%m%d}",
        f"{day:%Y年%m月%d日}",
        f"{day.year}年{day.month}月{day.day}日",
        day,
        datetime(day.year, day.month, day.day),
        serial,
        str(serial),
    )
    for cell in spellings:
        assert (parse_date(cell).start, parse_date(cell).precision) == (day, "day"), cell


@given(DAYS)
def test_every_spelling_of_every_month(day: date) -> None:
    first = day.replace(day=1)
    for cell in (
        f"{day:%Y.%m}",
        f"{day.year}-{day.month}",
        f"{day:%Y/%m}",
        f"{day:%Y%m}",
        f"{day:%Y年%m月}",
        f"{day.year}.{day.month}至今",
    ):
        assert (parse_date(cell).start, parse_date(cell).precision) == (first, "month"), cell


@pytest.mark.parametrize(
    ("cell", "start", "end"),
    [
        ("2023.3至今", date(2023, 3, 1), None),
        ("2023年3月起", date(2023, 3, 1), None),
        ("2023.3—2024.5", date(2023, 3, 1), date(2024, 5, 1)),
        ("2023.3-2024.5", date(2023, 3, 1), date(2024, 5, 1)),
        ("2023-3—2024-5", date(2023, 3, 1), date(2024, 5, 1)),
        ("2023年3月至2024年5月", date(2023, 3, 1), date(2024, 5, 1)),
        ("202303-202405", date(2023, 3, 1), date(2024, 5, 1)),
        ("2022.11—至今", date(2022, 11, 1), None),
    ],
)
def test_ranges(cell: str, start: date, end: date | None) -> None:
    found = parse_date(cell)
    assert (found.start, found.end, found.problem) == (start, end, None)


@pytest.mark.parametrize(
    ("cell", "problem"),
    [
        ("85.6", "two_digit_year"),
        ("85年6月", "two_digit_year"),
        ("850601", "two_digit_year"),
        ("85-06-01", "two_digit_year"),
        ("20230231", "impossible"),
        ("2023.13", "impossible"),
        ("202313", "impossible"),
        ("2023-2-29", "impossible"),
        ("2024年0月", "impossible"),
        ("2024-0", "impossible"),
        ("2024.5—2023.3", "reversed"),
        (2021.1, "ambiguous"),
        (True, "unreadable"),
        (-1, "unreadable"),
        (float("nan"), "unreadable"),
        *(
            (word, "unreadable")
            for word in ("春节后", "去年", "不详", "长期", "/", "—", "无", "待核实", "2023.3-5", "6月", "9" * 200)
        ),
    ],
)
def test_problems_keep_the_text(cell: object, problem: str) -> None:
    found = parse_date(cell)
    assert (found.start, found.precision, found.problem) == (None, None, problem)
    assert found.raw
    assert problem in PROBLEMS


@pytest.mark.parametrize("cell", [None, "", "  ", "\u3000"])
def test_blank_is_no_problem(cell: object) -> None:
    assert parse_date(cell) == BLANK


def test_year_alone_begins_in_january() -> None:
    assert [(parse_date(cell).start, parse_date(cell).precision) for cell in ("2021", "2021年", 2021.0)] == [
        (date(2021, 1, 1), "year")
    ] * 3


def test_a_typed_first_month_is_january_but_a_number_may_have_been_october() -> None:
    assert parse_date("2021.1").start == date(2021, 1, 1)
    assert parse_date("2021.10").start == date(2021, 10, 1)
    assert parse_date(2021.12).start == date(2021, 12, 1)


def test_the_future_is_refused_only_for_things_past() -> None:
    with time_machine.travel(datetime(2023, 11, 30, 12)):
        assert parse_date("2023.11.30").start == date(2023, 11, 30)
        assert parse_date("2023.12.01").problem == "future"
        assert parse_date("2023.12.01", kind="any").start == date(2023, 12, 1)
    with time_machine.travel(datetime(2023, 12, 2, 12)):
        assert parse_date("2023.12.01").start == date(2023, 12, 1)


@pytest.mark.parametrize(
    ("cell", "day"),
    [("15/3/2025", 15), ("3/15/2025", 15), ("15.3.2025", 15), ("3/3/2025", 3), ("15/3/2025 10:30", 15)],
)
def test_the_year_last_where_only_one_can_be_the_month(cell: str, day: int) -> None:
    found = parse_date(cell)
    assert (found.start, found.precision) == (date(2025, 3, day), "day")


@pytest.mark.parametrize(
    ("cell", "problem"),
    [("3/4/2025", "day_or_month"), ("12/11/2025", "day_or_month"), ("15/13/2025", "impossible"), ("15/3/25", None)],
)
def test_the_year_last_where_it_can_not_be_told(cell: str, problem: str | None) -> None:
    found = parse_date(cell)
    assert (found.start, found.problem) == (None, problem or "two_digit_year")


@pytest.mark.parametrize("cell", ["2025年初", "2025年年初", "2025 年初"])
def test_the_beginning_of_a_year_is_the_year(cell: str) -> None:
    found = parse_date(cell)
    assert (found.start, found.precision) == (date(2025, 1, 1), "year")


@pytest.mark.parametrize("cell", ["2025年底", "2025年末", "2025年上半年", "2025年初二", "今年初", "2025年春节后"])
def test_other_parts_of_a_year_are_none(cell: str) -> None:
    assert (parse_date(cell).start, parse_date(cell).problem) == (None, "unreadable")


def test_words_behind_a_part_of_a_month() -> None:
    for cell in ("2025年6月上旬到社区", "2025年6月下旬来本村", "2025年6月初搬到"):
        assert (parse_date(cell).start, parse_date(cell).precision) == (date(2025, 6, 1), "month"), cell
    assert parse_date("2025年6月上旬不详").start is None


@pytest.mark.parametrize(
    "cell",
    ["农历1980年5月3日", "1980年5月3日（农历）", "1980.5.3(农)", "1980年5月3日阴历", "旧历1962.8.15", "1975年正月初六",
     "1991年腊月", "农历1975年正月初六", "1980-05-03 农历", "1985年八月初八"],
)  # fmt: skip
def test_a_day_of_the_lunar_calendar_is_none_of_ours(cell: str) -> None:
    assert (parse_date(cell).start, parse_date(cell).problem) == (None, "lunar")


@pytest.mark.parametrize("cell", ["1980年5月3日（公历）", "1980年5月3日(阳历)", "2021年5月3日（农业局）"])
def test_what_else_stands_in_brackets_changes_nothing(cell: str) -> None:
    assert parse_date(cell).precision == "day"
