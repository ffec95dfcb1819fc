"""The other tables against the rows themselves, counted by the models' own questions."""

from collections import Counter
from datetime import date, timedelta

import pytest
from django.db import connection

from outreach.choices import Attendance
from outreach.models import Activity, CouncilSeat, Handout, Participation, PioneerPost, Suggestion, VolunteerService
from registry.choices import Role
from registry.domain import accounts, members
from registry.lib import clock
from registry.models import ContactLog, LiaisonAssignment, Posting, StudyReport
from registry.models.scoped import ScopedQuerySet
from reports.figures.contacts import contacts
from reports.figures.month import Month
from reports.figures.part import part
from reports.figures.parties import parties
from reports.figures.register import years_before
from reports.figures.standing import Asked, room
from reports.figures.studies import KINDS, studies
from tests.outreach.post import Moment
from tests.planting import plant
from tests.reports.heard import heard
from tests.world import PASSWORD, SINCE, World


def by_node(rows: ScopedQuerySet, *names: str) -> Counter:
    """How many rows lie at each node."""
    return Counter(rows.values_list(names[0] if names else "node_at_event", flat=True))


@pytest.fixture
def now_asked(world: World, moment: Moment) -> Asked:
    """The month in whose middle it is, of a district with a little of everything, as known by now."""
    for number, node in enumerate(("a11", "a12")):
        plant(world, node, times=2, start=200 + number * 100)
    return Asked(Month.of(clock.today()), clock.now() + timedelta(minutes=1))


def same(found: dict, name: str, wanted: Counter) -> None:
    """That column holds these numbers, and there is something to compare."""
    assert {node: row[name] for node, row in found.items() if row[name]} == {n: w for n, w in wanted.items() if w}, name
    assert wanted, name


def test_what_was_done_is_counted_where_it_happened(world: World, now_asked: Asked) -> None:
    month = now_asked.month
    with world.system("a"):
        heard(outcome="reached", happened_at=clock.now())
        StudyReport.objects.update(studied_on=clock.today())
        Participation.objects.update(attendance=Attendance.LATE)
        Activity.objects.update(kind="theme_day", state="held", starts_at=month.begins, ends_at=clock.now())
        told, taught, done = contacts(now_asked), studies(now_asked), part(now_asked)
        same(told, "times", by_node(ContactLog.objects.all().valid().with_member().reached()))
        primaries = LiaisonAssignment.objects.filter(ended_on__isnull=True, backup=False)
        same(told, "liaisons", by_node(primaries.order_by().values("owner_path", "liaison").distinct(), "owner_path"))
        same(taught, "reports", by_node(StudyReport.objects.all().valid()))
        held = Activity.objects.all().took_place(month.begins, month.ends)
        came = Participation.objects.all().of_month(month.begins, month.ends).filter(activity__kind__in=KINDS)
        assert sum(row["attendances"] for row in taught.values()) == came.count() > 0
        Participation.objects.update(attendance=Attendance.ABSENT)
        assert sum(row["attendances"] for row in studies(now_asked).values()) == 0, "who was away came"
        assert (
            sum(row[name] for row in taught.values() for name in KINDS.values()) == held.filter(kind__in=KINDS).count()
        )
        given = Handout.objects.all().valid().between(month.first, month.last)
        assert sum(row["copies"] for row in taught.values()) == given.figures()["copies"]
        same(done, "served", by_node(VolunteerService.objects.all().valid().within(month.first, month.last)))
        same(done, "posts", by_node(PioneerPost.objects.all().valid().in_force()))
        same(done, "seats", by_node(CouncilSeat.objects.all().valid().in_force(clock.today())))
        ideas = Suggestion.objects.all().ideas().genuine()
        same(done, "ideas", by_node(ideas.filter(collected_on__gte=month.first, collected_on__lte=month.last)))
        assert parties(now_asked)


def test_what_is_told_later_is_left_out(world: World, now_asked: Asked) -> None:
    """The same month as it was known before anybody wrote anything down."""
    before = Asked(now_asked.month, clock.now() - timedelta(days=1))
    with world.system("a"):
        heard(outcome="reached", happened_at=clock.now())
        assert sum(row["times"] for row in contacts(before).values()) == 0
        assert sum(row["served"] for row in part(before).values()) == 0
        assert sum(row["reports"] for row in studies(before).values()) == 0


def test_three_years_of_month_ends(world: World) -> None:
    """A call a second before midnight of Shanghai is the old month's, one at midnight the new one's; the leap day is
    February's."""
    plant(world, "a11", times=1)
    known = clock.now() + timedelta(days=3650)
    months = [Month(2024 + number // 12, number % 12 + 1) for number in range(36)]
    with world.system("a"):
        keep = ContactLog.objects.order_by("id").values("pk")[:1]
        for month in months:
            assert month.ends.astimezone(clock.UTC).strftime("%d %H:%M:%S") == f"{month.last.day:02d} 16:00:00"
            for moment, number in ((month.ends - timedelta(seconds=1), 1), (month.ends, 0)):
                ContactLog.objects.filter(pk__in=keep).update(
                    happened_at=moment, outcome="reached", side="member", channel="phone", voided_at=None
                )
                for asked, wanted in ((month, number), (month.next(), 1 - number)):
                    assert sum(row["times"] for row in contacts(Asked(asked, known)).values()) == wanted, moment
    leap = Month(2024, 2)
    assert leap.last == date(2024, 2, 29) and leap.ends - leap.begins == timedelta(days=29)
    assert years_before(date(2036, 2, 29), 36) == date(2000, 2, 29) and years_before(leap.last, 1) == date(2023, 2, 28)


def test_a_liaison_is_counted_where_she_is_posted(world: World) -> None:
    """Once, whosever members she has; of several postings at the first; not after her posting is over."""
    street = world.nodes["a1"].path
    with world.system("a"):
        liaison = accounts.create_user(
            by=None, username="zhidao", name="指导员", password=PASSWORD, home=world.nodes["a1"]
        )
        for node in ("a1", "a12"):
            accounts.post(by=None, user=liaison, organisation=world.nodes[node], role=Role.LIAISON, starts_on=SINCE)
    for number, node in enumerate(("a11", "a12", "a12"), 1):
        member = world.member(node, number)
        with world.system("a"):
            members.assign_liaison(by=None, member=member, liaison=liaison)
    asked = Asked(Month.of(clock.today()), clock.now() + timedelta(minutes=1))
    with world.system("a"):
        found = contacts(asked)
        assert {node: row["liaisons"] for node, row in found.items() if row["liaisons"]} == {street: 1}
        Posting.objects.filter(user=liaison).update(ends_on=asked.month.previous().last)
        assert sum(row["liaisons"] for row in contacts(asked).values()) == 0


def test_only_the_figures_share_a_statement_between_cores(world: World, now_asked: Asked) -> None:
    """A page's statement that several workers read a table for takes a hundred times as long as by its index."""
    with world.system("a"), connection.cursor() as cursor:

        def most() -> str:
            cursor.execute("SHOW max_parallel_workers_per_gather")
            return str(cursor.fetchone()[0])

        assert most() == "0"
        with room():
            assert most() == "2"
            assert contacts(now_asked)
        assert most() == "0"
