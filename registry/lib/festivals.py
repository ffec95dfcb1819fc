"""The seven national holidays (《全国年节及纪念日放假办法》) and the day that each is named for."""

from collections.abc import Callable, Mapping
from datetime import date

from borax.calendars.lunardate import LunarDate, TermUtils


def _on(month: int, day: int) -> Callable[[int], date]:
    return lambda year: date(year, month, day)


def _lunar(month: int, day: int) -> Callable[[int], date]:
    return lambda year: LunarDate(year, month, day).to_solar_date()


def _qingming(year: int) -> date:
    found: date = TermUtils.day_start_from_term(year, "清明")
    return found


# In the order of the year.
DAYS: Mapping[str, Callable[[int], date]] = {
    "元旦": _on(1, 1),
    "春节": _lunar(1, 1),
    "清明节": _qingming,
    "劳动节": _on(5, 1),
    "端午节": _lunar(5, 5),
    "中秋节": _lunar(8, 15),
    "国庆节": _on(10, 1),
}
OTHER_NAMES = {
    "新年": "元旦", "元旦节": "元旦", "清明": "清明节", "五一": "劳动节", "端午": "端午节", "中秋": "中秋节",
    "国庆": "国庆节", "十一": "国庆节",
}  # fmt: skip


def official(name: str) -> str:
    """中秋 → 中秋节; a name that is none of the seven holidays' stays as it is."""
    return OTHER_NAMES.get(name, name)


def main_day(name: str, year: int) -> date | None:
    """The very day of a holiday in a year (1900 to 2099); None for a name that is none of the seven."""
    rule = DAYS.get(official(name))
    return rule(year) if rule else None
