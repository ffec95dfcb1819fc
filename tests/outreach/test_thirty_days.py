"""Thirty days of a district with three beats: every contact that falls due is asked for exactly once (D06)."""

from collections import Counter
from datetime import timedelta

import pytest

from outreach.models import Alert, Task
from registry.choices import ContactOutcome
from registry.models import Member
from tests.faults.harness import figure
from tests.outreach.ground import STARTED, Days, call, known, only, start, tick
from tests.world import World

DAYS, BEATS = 30, 3


@pytest.mark.fault
@pytest.mark.slow
@pytest.mark.django_db
def test_thirty_days_with_three_beats(world: World, days: Days) -> None:
    """People are called on the day they are due, every seventh not at all, every fifth only at the third try."""
    days.to(STARTED)
    start(world)
    only(world, "contact")
    people = [known(world, number, STARTED - timedelta(days=number % 30)) for number in range(40)]
    expected = Counter()
    for day in range(DAYS):
        for member in people:
            number = people.index(member)
            last = last_of(world, member)
            if last + timedelta(days=30) <= days.day + timedelta(days=7):
                expected[(member.pk, max(last + timedelta(days=30), STARTED))] = 1
        for _ in range(BEATS):
            tick(world)
        for number, member in enumerate(people):
            if number % 7 and last_of(world, member) + timedelta(days=30) <= days.day:
                _try(world, member, failing=number % 5 == 0 and day % 3 != 2)
        tick(world)
        days.on(1)
    with world.system():
        made = Counter(Task.objects.values_list("member_id", "due_on"))
        twice = [key for key, count in made.items() if count > 1]
        done = Task.objects.filter(state="done").count()
        late = set(Alert.objects.open().values_list("member_id", flat=True))
    assert twice == []
    assert set(made) == set(expected)
    assert done > len(people) / 2
    assert late <= {member.pk for number, member in enumerate(people) if number % 7 == 0}
    assert late
    what = f"{BEATS} beats, {DAYS} days: tasks beyond one each"
    figure("D06", what, sum(made.values()) - len(expected), "", True, n=len(expected))


def last_of(world: World, member: Member):
    with world.system():
        return Member.objects.values_list("last_contact_on", flat=True).get(pk=member.pk)


def _try(world: World, member: Member, *, failing: bool) -> None:
    call(world, member, ContactOutcome.NO_ANSWER if failing else ContactOutcome.REACHED)
