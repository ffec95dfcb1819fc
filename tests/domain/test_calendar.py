"""The district's calendar: seeded, edited, announced; read from below, written by nobody else."""

from datetime import date

import psycopg
import pytest

from registry.domain import calendar as verbs
from registry.domain.errors import Refused
from registry.lib import announced, clock
from registry.lib.festivals import DAYS
from registry.lib.workdays import Day
from registry.models import AuditEvent, CalendarDay, CalendarYear
from registry.models.scoped import OutOfScope
from registry.tasks import seed_calendar
from tests.walls.forging import refused
from tests.world import World

NEXT = max(announced.seed().years) + 1


def whole(year: int) -> list[Day]:
    """A plain announcement: the seven days themselves."""
    return [Day(rule(year), False, name) for name, rule in DAYS.items()]


@pytest.fixture(autouse=True)
def _the_year_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """November before the first year that the seed lacks, whatever the seed knows by now."""
    monkeypatch.setattr(clock, "today", lambda: date(NEXT - 1, 11, 5))


def test_an_empty_table_goes_by_the_seed_and_is_filled_once(world: World) -> None:
    with world.at("community-a11"):
        assert verbs.calendar() is announced.seed()
    assert seed_calendar() == 2 * len(announced.announcements())
    assert seed_calendar() == 0
    verbs.forget()
    with world.at("liaison-a11"):
        assert verbs.calendar().days == announced.seed().days
        assert verbs.calendar().years == announced.seed().years
        assert CalendarYear.objects.first().source.startswith("随软件带来")
    with world.system():
        assert AuditEvent.objects.filter(action="calendar.seeded").count() == 1
    with world.at("auditor-a"):
        assert verbs.calendar() is announced.seed()


def test_the_nightly_seed_leaves_what_the_district_wrote(world: World) -> None:
    with world.at("district-a"):
        own = verbs.set_day(by=None, day=date(2026, 10, 8), working=False, name="国庆")
        verbs.remove_day(by=None, day=date(2026, 10, 10))
        CalendarYear.objects.get(year=2019).delete()
    seed_calendar()
    with world.at("community-a11"):
        kept = verbs.present()
        assert kept.days[own.day] == Day(own.day, False, "国庆节")
        assert kept.is_working(date(2026, 10, 10)) is False
        assert kept.is_working(date(2018, 12, 29)) is kept.is_working(date(2018, 12, 28)) is True
        # Each district has its own.
    with world.at("community-b11"):
        assert verbs.present().days == announced.seed().days


def test_a_year_is_announced_and_everybody_below_knows(world: World, django_assert_num_queries) -> None:
    with world.at("street-a1"):
        assert verbs.missing_year(clock.today()) == NEXT
        assert verbs.missing_year(date(NEXT - 1, 10, 31)) is None
        assert verbs.missing_year(date(NEXT, 1, 2)) == NEXT
    with world.at("district-a"):
        row = verbs.announce_year(by=None, year=NEXT, source=" 国办发明电〔2026〕9号 ", days=whole(NEXT))
        assert (row.source, row.days.count()) == ("国办发明电〔2026〕9号", 7)
        again = verbs.announce_year(by=None, year=NEXT, source="更正", days=whole(NEXT)[:7])
        assert (again.pk, CalendarYear.objects.get(year=NEXT).source) == (row.pk, "更正")
    with world.at("community-a11"):
        with django_assert_num_queries(1):
            assert verbs.calendar().holiday("国庆节", NEXT) == date(NEXT, 10, 1)
            assert verbs.missing_year(date(NEXT - 1, 11, 5)) is None
        assert verbs.calendar().is_working(date(NEXT, 10, 1)) is False
    with world.at("community-b11"):
        assert verbs.calendar().is_working(date(NEXT, 10, 1)) is None
    with world.system():
        actions = AuditEvent.objects.filter(action__startswith="calendar.").order_by("seq")
        assert [event.action for event in actions] == [
            "calendar.seeded", "calendar.announced", "calendar.announced_again",
        ]  # fmt: skip


def test_what_is_refused(world: World) -> None:
    days = whole(NEXT)

    def said(verb, **facts) -> str:
        with world.at("district-a"), pytest.raises(Refused) as refusal:
            verb(by=None, **facts)
        return str(refusal.value)

    def announced_as(rows: list[Day], year: int = NEXT) -> str:
        return said(verbs.announce_year, year=year, source="x", days=rows)

    assert f"{NEXT + 1} 年的放假安排还不会公布" in announced_as(whole(NEXT + 1), NEXT + 1)
    assert "先录入" in announced_as(whole(1999), 1999)
    assert "没有看到春节" in announced_as([day for day in days if day.name != "春节"])
    assert "写了两次" in announced_as([*days, days[0]])
    assert "核对年份" in announced_as([*days, Day(date(NEXT + 1, 1, 1), False, "元旦")])
    monday = date(NEXT, 3, 1)
    monday = date.fromordinal(monday.toordinal() + (7 - monday.weekday()) % 7)
    assert "平常就上班" in announced_as([*days, Day(monday, True, "春节")])
    taken = Day(date(2018, 12, 30), False, "元旦")
    assert "另一年" in announced_as([*whole(2018), taken], 2018)
    assert "还没有录入" in said(verbs.set_day, day=date(NEXT, 5, 4), working=False, name="青年节")
    assert "平常就上班" in said(verbs.set_day, day=date(2026, 10, 1), working=True, name="国庆节")
    assert "哪个节日" in said(verbs.set_day, day=date(2026, 10, 1), working=False, name=" ")
    assert "本来就照平常" in said(verbs.remove_day, day=date(2026, 3, 2))


@pytest.mark.parametrize("account", ["street-a1", "community-a11", "liaison-a11", "auditor-a"])
def test_nobody_but_the_district_writes(world: World, account: str) -> None:
    seed_calendar()
    with world.at(account):
        for verb, facts in (
            (verbs.set_day, {"day": date(2026, 3, 2), "working": False, "name": "假"}),
            (verbs.remove_day, {"day": date(2026, 10, 1)}),
            (verbs.announce_year, {"year": NEXT, "source": "x", "days": whole(NEXT)}),
        ):
            with pytest.raises(OutOfScope):
                verb(by=None, **facts)
        # Past the verbs: the rows above are nobody's to change, and none is added at one's own place.
        assert CalendarDay.objects.filter(day=date(2026, 10, 1)).update(name="改") == 0
        assert CalendarYear.objects.filter(year=2026).delete()[0] == 0
        own = world.nodes[account.rpartition("-")[2]].path
        with refused():
            row = CalendarYear(owner_path=own, year=NEXT, source="x", entered_at=clock.now())
            row.check_scope = lambda: None
            row.save()
    with world.at("district-b"):
        assert CalendarDay.objects.get(day=date(2026, 10, 1)).owner_path == world.nodes["b"].path
        assert not CalendarDay.objects.filter(owner_path=world.nodes["a"].path).exists()


def test_without_the_policy_a_street_writes_a_year(
    transactional_db: None, world: World, superuser_cursor: psycopg.Cursor, settings
) -> None:
    """The attack with the protection off: the street's own row goes in as soon as the restrictive policy is gone."""
    path = world.nodes["a1"].path
    insert = (
        "INSERT INTO registry_calendaryear (id, owner_path, year, source, entered_at)"
        " VALUES (gen_random_uuid(), %s, 2030, 'x', now())"
    )
    declare = "SELECT set_config('buduanxian.low', %s, true), set_config('buduanxian.high', %s, true), " \
              "set_config('buduanxian.role', 'street', true)"  # fmt: skip
    for protected in (True, False):
        superuser_cursor.execute("BEGIN")
        if not protected:
            superuser_cursor.execute("DROP POLICY district_adds ON registry_calendaryear")
        superuser_cursor.execute(f"SET LOCAL ROLE {settings.DATABASE_ROLES['app']['USER']}")
        superuser_cursor.execute(declare, [path, path + "~"])
        if protected:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                superuser_cursor.execute(insert, [path])
        else:
            superuser_cursor.execute(insert, [path])
            assert superuser_cursor.rowcount == 1
        superuser_cursor.execute("ROLLBACK")
