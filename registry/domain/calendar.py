"""The district's working-day calendar: what holds, and the verbs by which the district keeps it.

A district whose table was never filled goes by the seed that comes with the program, so that the day of an upgrade
is like any other; `seed_calendar` fills the table (founding, the demo, every night).
"""

import time
from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from registry.domain.errors import Refused
from registry.lib import announced, clock, festivals
from registry.lib import scope as scopes
from registry.lib.workdays import WORKING_WEEK, Calendar, Day
from registry.models import CalendarDay, CalendarYear, User
from registry.models.scoped import OutOfScope
from registry.models.unit import record

KEPT_SECONDS = 60
# The State Council's office announces the next year's holidays in November, as a rule.
ANNOUNCED_IN = 11


def calendar() -> Calendar:
    """The calendar of the active scope's district, asked once a minute in each process."""
    return _kept(scopes.current().path[: scopes.SEGMENT], int(time.monotonic() / KEPT_SECONDS))


@lru_cache(maxsize=64)
def _kept(root: str, spell: int) -> Calendar:
    return present()


def forget() -> None:
    """Ask anew next time: somebody wrote."""
    _kept.cache_clear()


def present() -> Calendar:
    """The calendar as it stands in the table now; one query."""
    named = CalendarYear.objects.all().of_district().values_list("year", "days__day", "days__working", "days__name")
    rows = list(named)
    if not rows:
        return announced.seed()
    return Calendar.of({row[0] for row in rows}, (Day(*row[1:]) for row in rows if row[1]))


def missing_year(today: date) -> int | None:
    """The year that should be in the table by now and is not: this one, or from November on the next one."""
    known = calendar().years
    wanted = [today.year] + ([today.year + 1] if today.month >= ANNOUNCED_IN else [])
    return next((year for year in wanted if year not in known), None)


def seed_calendar(*, by: User | None) -> list[int]:
    """Enter the years that come with the program and that nobody entered; returns them. Running it again changes
    nothing, and what the district wrote stays."""
    root, known = _root(), _known()
    fresh = [each for each in announced.announcements() if each.year not in known]
    if not fresh:
        return []
    taken = set(CalendarDay.objects.all().of_district().values_list("day", flat=True))
    rows = [CalendarYear(owner_path=root, year=each.year, source=announced.SOURCE, entered_at=clock.now())
            for each in fresh]  # fmt: skip
    CalendarYear.objects.bulk_create(rows)
    for row, each in zip(rows, fresh, strict=True):
        CalendarDay.objects.bulk_create(_days(row, (day for day in each.days if day.day not in taken)))
    years = [each.year for each in fresh]
    record("calendar.seeded", owner_path=root, object_type="calendaryear", first=years[0], last=years[-1])
    forget()
    return years


def announce_year(*, by: User | None, year: int, source: str, days: Iterable[Day]) -> CalendarYear:
    """Enter what was announced for a year, or enter it anew: the days of an earlier entry go.

    Refused for a year that leaves a gap or can't be announced yet, and for lists that are plainly not whole.
    """
    seed_calendar(by=by)
    root, wanted = _root(), sorted(days)
    check_announcement(year, wanted)
    row, created = CalendarYear.objects.update_or_create(
        owner_path=root, year=year, defaults={"source": source.strip(), "entered_at": clock.now()}
    )
    row.days.all().delete()
    CalendarDay.objects.bulk_create(_days(row, wanted))
    record("calendar.announced" if created else "calendar.announced_again", on=row, year=year, days=len(wanted))
    forget()
    return row


def set_day(*, by: User | None, day: date, working: bool, name: str) -> CalendarDay:
    """Say of one day of an announced year that it is off, or that it is worked though a Saturday or Sunday."""
    seed_calendar(by=by)
    root, name = _root(), festivals.official(name.strip())
    if not name:
        raise Refused("请写上是哪个节日，例如 春节。")
    if working and day.isoweekday() <= WORKING_WEEK:
        raise Refused(f"{day:%Y-%m-%d} 是星期一到星期五，平常就上班。要去掉这天的放假，请选“照平常算”。")
    announcement = _known().get(day.year)
    if announcement is None:
        raise Refused(f"{day.year} 年的放假安排还没有录入，请先录入这一年的。")
    row, _ = CalendarDay.objects.update_or_create(
        owner_path=root,
        day=day,
        defaults={"working": working, "name": name},
        create_defaults={"working": working, "name": name, "announcement": announcement},
    )
    record("calendar.day_set", on=row, day=day, working=working)
    forget()
    return row


def remove_day(*, by: User | None, day: date) -> None:
    """Let the plain week hold on that day."""
    seed_calendar(by=by)
    _root()
    row = CalendarDay.objects.all().of_district().filter(day=day).first()
    if row is None:
        raise Refused(f"{day:%Y-%m-%d} 没有写过放假或调休，本来就照平常的星期算。")
    record("calendar.day_removed", on=row, day=day, working=row.working)
    row.delete()
    forget()


def _days(announcement: CalendarYear, days: Iterable[Day]) -> list[CalendarDay]:
    return [CalendarDay(owner_path=announcement.owner_path, announcement=announcement, **day._asdict()) for day in days]


def _root() -> str:
    """The district's path, for those who stand there."""
    path = scopes.current().path
    if len(path) != scopes.SEGMENT:
        raise OutOfScope("工作日历由区里维护")
    return path


def _known() -> dict[int, CalendarYear]:
    """The announced years, kept from changing until the end of this transaction: two who write take turns."""
    return {row.year: row for row in CalendarYear.objects.all().of_district().select_for_update()}


def check_announcement(year: int, days: list[Day]) -> None:
    """Raise Refused where `announce_year` would."""
    _check_year(year)
    _check_days(year, days)
    _check_others(year, days)


def _check_year(year: int) -> None:
    """Years follow each other, so that no stretch between known years is unknown."""
    known = _known() or announced.seed().years
    if year in known:
        return
    if year > clock.today().year + 1:
        raise Refused(f"{year} 年的放假安排还不会公布，请核对年份。")
    if year != max(known) + 1:
        raise Refused(f"请先录入 {max(known) + 1} 年的放假安排，再录入 {year} 年的。")


def _check_days(year: int, days: list[Day]) -> None:
    """Each day once and near the year; worked days on weekends; every national holiday off."""
    if len({day.day for day in days}) != len(days):
        raise Refused("有的日期写了两次，请核对。")
    for day in days:
        if not date(year - 1, 12, 1) <= day.day <= date(year, 12, 31):
            raise Refused(f"{day.day:%Y-%m-%d} 不在 {year} 年（元旦可以从上年 12 月放起），请核对年份。")
        if day.working and day.day.isoweekday() <= WORKING_WEEK:
            raise Refused(f"{day.day:%Y-%m-%d} 是星期一到星期五，平常就上班，不用写成调休上班。请核对日期。")
    off = {day.day for day in days if not day.working}
    if lacking := {name: rule(year) for name, rule in festivals.DAYS.items() if rule(year) not in off}:
        missing = "、".join(f"{name}（{day.month}月{day.day}日）" for name, day in lacking.items())
        raise Refused(f"没有看到{missing}放假，可能漏了一行。请照通知补全再录入。")


def _check_others(year: int, days: list[Day]) -> None:
    """No day stands in two announcements."""
    others = CalendarDay.objects.all().of_district().exclude(announcement__year=year)
    twice = others.filter(day__in=[day.day for day in days]).first()
    if twice:
        raise Refused(f"{twice.day:%Y-%m-%d} 已经写在另一年的放假安排里了，请先把那一天改成“照平常算”。")
