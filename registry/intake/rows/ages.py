"""Whether a birthday, an age, the day of joining and the day of coming or going agree with each other.

By years, since of many a day only the month or the year is known.
"""

import re

from registry.intake.headings.plans import SheetPlan
from registry.intake.rows.look import Look
from registry.lib import clock

OF_AGE = 18  # years, from which one may join
OLDEST = 110
SLACK = 2  # years: 虚岁, and a roster that was written up the year before
KEPT_ON = 10  # years that an age may have been copied on from roster to roster, where nothing dates this one
DEPTHS = {"day": 3, "month": 2, "year": 1}
_YEAR = re.compile(r"(?<!\d)(20\d{2})(?=年|[./-]\d)")
_AGE = re.compile(r"(\d{1,3})(?:\.0)?\s*(?:周?岁)?")


def year_of(plan: SheetPlan) -> int | None:
    """The year that the sheet's titles tell (2023年11月, 生成时间:2023-12-01): the latest, if it is not to come."""
    found = [int(year) for title in (plan.sheet, *plan.titles) for year in _YEAR.findall(title)]
    return max(found) if found and max(found) <= clock.today().year else None


def compare(look: Look, year: int | None) -> None:
    """Warn where two of a row's facts can't both be true."""
    _compare_report(look)
    birth, row = look.row.values["birth"], look.row
    if birth is None:
        return
    now = clock.today().year - birth.year
    if not OF_AGE <= now <= OLDEST:
        column = look.column("birth_date" if "birth_date" in look.by else "id_number")
        look.warn(column, "birth_unlikely", birth.isoformat(), age=now)
    joined, moved = row.values.get("joined"), row.values.get("arrived")
    if joined and joined.year - birth.year < OF_AGE:
        look.warn(look.column("join_party_date"), "joined_young", str(joined), birth=birth)
    if moved and moved.year < birth.year:
        name = "flow_in_date" if "flow_in_date" in look.by else "flow_out_date"
        look.warn(look.column(name), "before_birth", str(moved), birth=birth)
    _compare_age(look, now if year is None else year - birth.year, SLACK if year else KEPT_ON)


def _compare_report(look: Look) -> None:
    """Nobody reports where he has not come to yet. Only as much of both days counts as is known of both."""
    said, known = look.row.values, look.row.precision
    reported, came = said.get("reported_on"), said.get("arrived")
    if not (reported and came) or look.row.direction != "in":
        return
    depth = min(DEPTHS[known.get(name, "day")] for name in ("reported_on", "arrived"))
    if reported.timetuple()[:depth] < came.timetuple()[:depth]:
        look.warn(look.column("reported_date"), "reported_early", str(reported), day=came)


def _compare_age(look: Look, real: int, behind: int) -> None:
    """An age is never kept, but one that can't be right says that the birthday or the number may be another's."""
    text = look.text("age") if "age" in look.by else ""
    written = _AGE.fullmatch(text)
    if written and not real - behind <= int(written[1]) <= real + SLACK:
        look.warn(look.column("age"), "age_differs", text, birth=look.row.values["birth"])
