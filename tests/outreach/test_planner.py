"""The planner: what each rule asks for, of whom and when; and that nothing else is asked."""

from datetime import date, timedelta

import pytest

from outreach.domain import rules, ticking
from outreach.models import Task
from registry.choices import ContactOutcome
from registry.domain import contacts
from registry.lib import clock
from registry.models import Member
from tests.world import World, clerk

TODAY = date(2026, 3, 20)
STARTED = date(2026, 1, 5)


@pytest.fixture
def today(monkeypatch: pytest.MonkeyPatch):
    """Moves the only source of "now"."""

    def move(day: date) -> date:
        monkeypatch.setattr(clock, "today", lambda: day)
        monkeypatch.setattr(clock, "now", lambda: clock.midnight(day) + timedelta(hours=9))
        return day

    move(TODAY)
    return move


@pytest.fixture
def district(world: World, today) -> World:
    """A world whose district has its rules since STARTED."""
    with world.system():
        rules.ensure_rules(world.nodes["a"].path, day=STARTED)
    return world


def tick(world: World, day: date = TODAY) -> int:
    return ticking.tick(world.nodes["a"].path, today=day)


def asked(world: World, **narrowed: object) -> list[tuple[str, date, str]]:
    """(kind, due, state) of every task, in the order of the dates."""
    with world.system():
        return list(Task.objects.filter(**narrowed).order_by("due_on", "kind").values_list("kind", "due_on", "state"))


def known(world: World, sequence: int, last: date | None, node: str = "a11", registered: date = STARTED) -> Member:
    """A member registered on a day, last spoken to on another."""
    member = world.member(node, sequence)
    with world.system():
        Member.objects.filter(pk=member.pk).update(
            created_at=clock.midnight(registered), last_contact_on=last, contact_said_on=last
        )
    return member


def call(world: World, member: Member, outcome: str = ContactOutcome.REACHED) -> None:
    """The clerk of the member's community phones."""
    with world.at(clerk("a11")):
        contacts.record_contact(
            by=world.users[clerk("a11")],
            member=member,
            fields={"happened_at": clock.now(), "channel": "phone", "outcome": outcome},
        )


@pytest.mark.django_db
def test_a_contact_is_due_after_thirty_days_and_the_call_itself_closes_it(district: World, today) -> None:
    member = known(district, 1, TODAY - timedelta(days=25))
    known(district, 2, TODAY - timedelta(days=5))
    tick(district)
    due = TODAY + timedelta(days=5)
    assert asked(district, kind="contact") == [("contact", due, "open")]
    assert tick(district) == 0, "a second tick asks nothing twice"
    call(district, member)
    tick(district)
    assert asked(district, kind="contact") == [("contact", due, "done")]
    today(TODAY + timedelta(days=23))
    tick(district, TODAY + timedelta(days=23))
    assert ("contact", TODAY + timedelta(days=30), "open") in asked(district, member=member)
