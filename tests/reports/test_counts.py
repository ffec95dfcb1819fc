"""The other tables against the rows themselves, counted by the models' own questions."""

from collections import Counter
from datetime import timedelta

import pytest

from outreach.choices import CAME
from outreach.models import Activity, CouncilSeat, Handout, Participation, PioneerPost, Suggestion, VolunteerService
from registry.lib import clock
from registry.models import ContactLog, LiaisonAssignment, StudyReport
from registry.models.scoped import ScopedQuerySet
from reports.figures.contacts import contacts
from reports.figures.month import Month
from reports.figures.part import part
from reports.figures.parties import parties
from reports.figures.standing import Asked
from reports.figures.studies import KINDS, studies
from tests.planting import plant
from tests.world import World


def by_node(rows: ScopedQuerySet, *names: str) -> Counter:
    """How many rows lie at each node."""
    return Counter(rows.values_list(names[0] if names else "node_at_event", flat=True))


@pytest.fixture
def now_asked(world: World) -> Asked:
    """This month, of a district with a little of everything, as known by now."""
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
        ContactLog.objects.update(outcome="reached", happened_at=clock.now())
        StudyReport.objects.update(studied_on=clock.today())
        told, taught, done = contacts(now_asked), studies(now_asked), part(now_asked)
        same(told, "times", by_node(ContactLog.objects.all().valid().with_member().reached()))
        primaries = LiaisonAssignment.objects.filter(ended_on__isnull=True, backup=False)
        same(told, "liaisons", by_node(primaries.order_by().values("owner_path", "liaison").distinct(), "owner_path"))
        same(taught, "reports", by_node(StudyReport.objects.all().valid()))
        held = Activity.objects.all().took_place(month.begins, month.ends)
        came = Participation.objects.all().of_month(month.begins, month.ends).filter(activity__kind__in=KINDS)
        assert sum(row["attendances"] for row in taught.values()) == came.count()
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
    assert CAME


def test_what_is_told_later_is_left_out(world: World, now_asked: Asked) -> None:
    """The same month as it was known before anybody wrote anything down."""
    before = Asked(now_asked.month, clock.now() - timedelta(days=1))
    with world.system("a"):
        ContactLog.objects.update(outcome="reached", happened_at=clock.now())
        assert sum(row["times"] for row in contacts(before).values()) == 0
        assert sum(row["served"] for row in part(before).values()) == 0
        assert sum(row["reports"] for row in studies(before).values()) == 0
