"""What is owed all home organisations at once is what the rule says of each member."""

import random
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.utils.timezone import make_aware

from registry.choices import HomeMatter, MovementKind
from registry.domain import home_owed
from registry.domain.calendar import calendar
from registry.domain.home_duties import Duty, duties_of
from registry.domain.home_owed import OVERDUE, SOON, UNKNOWN
from registry.lib import clock
from registry.models import ContactLog, Member, Movement
from tests.planting import people_of
from tests.world import World

STATES = {
    "": lambda duty, today: True,
    OVERDUE: lambda duty, today: duty.overdue_days > 0,
    SOON: lambda duty, today: duty.due_on is not None and today <= duty.due_on <= today + timedelta(days=30),
    UNKNOWN: lambda duty, today: duty.due_on is None,
}


def at(day: date) -> datetime:
    """Late in the evening, when it is already the next day in Shanghai's neighbours' clocks, and not yet in UTC."""
    return make_aware(datetime(day.year, day.month, day.day, 23, 30), clock.SHANGHAI)


def population(world: World, today: date) -> None:
    """Members of every age of the record, who told home much, little or nothing."""
    chance = random.Random(today.toordinal())
    members, movements, told = people_of(world, "a11", 45, 200), [], []
    for member in members:
        known = today - timedelta(days=chance.choice((0, 3, 12, 14, 16, 20, 60, 89, 92, 150, 200, 280, 500, 900)))
        reported = known - timedelta(days=chance.randrange(-2, 40))
        own = {"owner_path": member.owner_path, "member": member, "node_at_event": member.owner_path}
        member.created_at, member.reported_on = at(known), min(reported, today) if chance.random() < 0.8 else None
        member.direction, member.is_open = "out" if chance.random() < 0.1 else "in", chance.random() < 0.9
        movements += [
            Movement(**own, kind=MovementKind.REGISTERED, recorded_at=at(known + timedelta(days=shift)),
                     effective_on=reported - timedelta(days=40 * shift))
            for shift in range(chance.randrange(3))
        ]  # fmt: skip
        for _ in range(chance.randrange(5)):
            happened = today - timedelta(days=chance.randrange(600))
            told.append(
                ContactLog(**own, side=chance.choice(("home", "home", "member")), channel="letter",
                           matter=chance.choice(HomeMatter.values), happened_at=at(happened), recorded_at=at(happened),
                           outcome=chance.choice(("reached", "reached", "refused")),
                           voided_at=at(today) if chance.random() < 0.2 else None)
            )  # fmt: skip
    Member.objects.bulk_update(members, ["created_at", "reported_on", "direction", "is_open"])
    Movement.objects.bulk_create(movements)
    voids = [
        Movement(owner_path=row.owner_path, member_id=row.member_id, node_at_event=row.owner_path, voids=row,
                 kind=MovementKind.VOIDED, recorded_at=at(today), effective_on=row.effective_on)
        for row in movements[::4]
    ]  # fmt: skip
    Movement.objects.bulk_create(voids)
    ContactLog.objects.bulk_create(told)


def listed(matter: HomeMatter, today: date, state: str = "") -> list[Any]:
    """The rows of all parts."""
    return [row for part in home_owed.owed(matter, today, state) for row in part]


@pytest.mark.parametrize(
    "today", [date(2026, 4, 20), date(2026, 6, 30), date(2026, 10, 12), date(2026, 12, 28), date(2027, 1, 11)]
)
def test_the_list_says_what_the_rule_says(world: World, today: date) -> None:
    with world.system():
        population(world, today)
        found = duties_of(Member.objects.all(), today)
        duties = [(key, duty) for key, all_of in found.items() for duty in all_of if not duty.done]
        for state, means in STATES.items():
            said = {(key, duty.matter) for key, duty in duties if means(duty, today)}
            asked = [(row.pk, matter) for matter in home_owed.MATTERS for row in listed(matter, today, state)]
            assert (set(asked), len(asked)) == (said, len(said)), state
        assert len(duties) > 100
        assert {duty.matter for _, duty in duties} == set(home_owed.MATTERS)
        _in_order(duties, today)


def _in_order(duties: list[tuple[object, Duty]], today: date) -> None:
    """Within a matter the earliest day comes first; regular matters stand by the very day."""
    due = {(key, duty.matter): duty.due_on for key, duty in duties}
    for matter in home_owed.MATTERS:
        rows = sorted(listed(matter, today), key=lambda row: row.by)
        days = [due[row.pk, matter] or date.max for row in rows]
        assert days == sorted(days)
        if matter in home_owed.MONTHS:
            assert days == [row.by for row in rows]
        else:
            known = [row for row in rows if due[row.pk, matter]]
            assert [calendar().working_day_after(row.began, home_owed.WORKING_DAYS[matter]) for row in known] == days[
                : len(known)
            ]
