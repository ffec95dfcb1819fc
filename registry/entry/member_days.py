"""Which days of a person can't both be true. Of one that is known to the month or the year, the whole of it counts."""

from collections.abc import Iterator, Mapping, Set
from datetime import date, timedelta
from typing import Any

from registry.lib import clock
from registry.lib.dates import PartialDate, said

OF_AGE = 18  # 党章: 年满十八岁
SINCE = 1956  # the year of the constitution that says so; in the years before it some joined younger
LONG_PAST = timedelta(days=366)
# Field → the field that it can't lie before, and what is said of it where it does.
ORDER = (
    ("joined", "birth", "入党时间早于出生日期（{day}），请核对。"),
    ("regular", "joined", "转正时间早于入党时间（{day}），请核对哪一个填错了。"),
    ("flowed", "birth", "流入（外出）时间早于出生日期（{day}），请核对。"),
    ("expected_return", "flowed", "预计返回早于流入（外出）时间（{day}），请核对。"),
)
BEFORE_FLOW = "{what}早于流入（外出）时间（{day}）。请核对日期；流入时间填错了的，请先改流入时间。"


def problems(data: Mapping[str, Any], changed: Set[str]) -> Iterator[tuple[str, str]]:
    """(field, words) of what is wrong with the days of a form. Only what was `changed` is looked at: a record that a
    roster brought as it is can still be corrected elsewhere."""
    for field, other, words in ORDER:
        one, two = _known(data, field), _known(data, other)
        if one and two and {field, other} & changed and _last(one) < _first(two):
            yield field, words.format(day=said(two.start, two.precision or ""))
    yield from _too_young(data, changed)
    yield from _long_past(data, changed)


def before_flow(what: str, day: date, flowed: date | None, precision: str) -> str:
    """What is said of a day (报到, 返回 …) before the person came or left; empty where it may be."""
    if flowed is None or day >= flowed:
        return ""
    return BEFORE_FLOW.format(what=what, day=said(flowed, precision))


def _known(data: Mapping[str, Any], field: str) -> PartialDate | None:
    found: PartialDate | None = data.get(field)
    return found if found and found.start else None


def _first(found: PartialDate) -> date:
    assert found.start is not None
    return found.start


def _last(found: PartialDate) -> date:
    """The last day that it may have been."""
    first = _first(found)
    if found.precision == "year":
        return first.replace(month=12, day=31)
    if found.precision == "month":
        return (first.replace(day=1) + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    return first


def _too_young(data: Mapping[str, Any], changed: Set[str]) -> Iterator[tuple[str, str]]:
    joined, birth = _known(data, "joined"), _known(data, "birth")
    if not (joined and birth and {"joined", "birth"} & changed):
        return
    year, age = _first(joined).year, _first(joined).year - _first(birth).year
    if year >= SINCE and 0 <= age < OF_AGE:
        yield "joined", f"照出生日期算，入党时只有 {age} 岁；党章规定要年满 {OF_AGE} 岁。请核对入党时间和出生日期。"


def _long_past(data: Mapping[str, Any], changed: Set[str]) -> Iterator[tuple[str, str]]:
    back = _known(data, "expected_return")
    if back and "expected_return" in changed and _last(back) < clock.today() - LONG_PAST:
        yield "expected_return", "预计返回的日子已经过去一年多，请核对年份；不清楚就空着，已经返回的请登记“已返回”。"
