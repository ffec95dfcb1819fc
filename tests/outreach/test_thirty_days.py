"""Thirty days of a district with three beats and its liaisons at work, counted again from the raw contacts (D06).

Every contact that falls due is asked for exactly once, and what nobody does rises as the ladder says: the count below
knows nothing of the planner, only who was spoken to on which day, and the numbers of the rule.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

import pytest

from outreach.models import Alert, Task
from registry.choices import ContactOutcome
from registry.domain import contacts
from registry.domain.members import fill_keys
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import ContactLog, LiaisonAssignment, Member
from tests.faults.harness import FULL, figure
from tests.outreach.ground import TODAY, Days, only, start, tick
from tests.world import World

DAYS, BEATS = 30, 3
NODES = ("a11", "a12", "a21", "a22") if FULL else ("a22",)
MEMBERS = 37  # of each liaison, so that some work is always left
A_DAY = 2  # calls of a liaison
BEGAN = TODAY - timedelta(days=200)
EVERY, AHEAD = 30, 7
LADDER = ((15, "community", 12), (60, "street", 8), (150, "district", 4))
Asked = dict[tuple[UUID, date], bool]


def district(world: World) -> dict[UUID, date]:
    """Members and when each was spoken to last: most within the month, every ninth for months."""
    last: dict[UUID, date] = {}
    for node in NODES:
        place, liaison = world.nodes[node], world.users[f"liaison-{node}"]
        made = []
        for number in range(MEMBERS):
            silent = 40 + 40 * (number // 9) if number % 9 == 0 else number % EVERY
            said = TODAY - timedelta(days=silent)
            member = Member(
                id=uuid7(), owner_path=place.path, organisation=place, direction="in", status="reported", name="何小山",
                last_contact_on=said, contact_said_on=said,
            )  # fmt: skip
            fill_keys(member)
            made.append(member)
            last[member.pk] = said
        with world.system():
            Member.objects.bulk_create(made)
            LiaisonAssignment.objects.bulk_create(
                LiaisonAssignment(
                    owner_path=place.path, member=member, liaison=liaison, liaison_label="联络员", started_on=BEGAN
                )
                for member in made
            )
    with world.system():
        Member.objects.update(created_at=clock.midnight(BEGAN))
    return last


def liaison_at_work(world: World, node: str, order: dict[UUID, int]) -> None:
    """The first of what is due: never every seventh member, every fifth reached at the third try only."""
    with world.at(f"liaison-{node}"):
        due = Task.objects.filter(state="open", due_on__lte=clock.today()).order_by("due_on", "member_id")
        for task in [each for each in due.select_related("member") if order[each.member_id] % 7][:A_DAY]:
            tried = ContactLog.objects.filter(member=task.member).count()
            failing = order[task.member_id] % 5 == 0 and tried % 3 < 2
            said = {
                "happened_at": clock.now(), "channel": "phone",
                "outcome": ContactOutcome.NO_ANSWER if failing else ContactOutcome.REACHED,
            }  # fmt: skip
            contacts.record_contact(by=world.users[f"liaison-{node}"], member=task.member, fields=said)


def after_a_month(member: UUID, since: date) -> date:
    """When a member is to be spoken to again who was spoken to last on `since`."""
    return since + timedelta(days=EVERY)


def counted(
    last: dict[UUID, date], spoken: dict[UUID, set[date]], begun: date = TODAY,
    due_of: Callable[[UUID, date], date] = after_a_month,
) -> tuple[Asked, set[tuple[UUID, date, int]]]:  # fmt: skip
    """From the raw contacts alone.

    Every (member, due day) that had to be asked, with whether it is open at the end; every (member, due day, rung).
    """
    asked: Asked = {}
    risen = set()
    for number in range(DAYS):
        today = begun + timedelta(days=number)
        for with_today in (False, True):  # the ticks before the calls, and the one after them
            for member, first in last.items():
                days = {day for day in spoken[member] if day < today or (with_today and day == today)}
                since = max(days | {first})
                due = due_of(member, since)
                for key in [key for key in asked if key[0] == member and key[1] != due]:
                    asked[key] = False
                if due <= today + timedelta(days=AHEAD):
                    asked[member, due] = True
                    reached = [at for at, step in enumerate(LADDER, 1) if due + timedelta(days=step[0]) < today]
                    risen |= {(member, due, rung) for rung in reached[-1:]}
    return asked, risen


def compare(
    made: list[tuple[UUID, date]], still: set[tuple[UUID, date]], raised: list[Alert], asked: Asked,
    risen: set[tuple[UUID, date, int]],
) -> None:  # fmt: skip
    """What the program asked for, what is open, what rose and where it stands, beside the count."""
    assert len(made) == len(set(made))
    assert set(made) == set(asked)
    assert still == {key for key, is_open in asked.items() if is_open}
    assert sorted((alert.member_id, alert.task.due_on, alert.rung) for alert in raised) == sorted(risen)
    for alert in raised:
        _, level, width = LADDER[alert.rung - 1]
        assert (alert.level, alert.node_path) == (level, alert.owner_path[:width])
        top = max(rung for member, due, rung in risen if (member, due) == (alert.member_id, alert.task.due_on))
        is_open = (alert.member_id, alert.task.due_on) in still and alert.rung == top
        assert (alert.closed_at is None) == is_open


@pytest.mark.fault
@pytest.mark.slow
@pytest.mark.django_db
def test_thirty_days_with_three_beats(world: World, days: Days) -> None:
    start(world, day=BEGAN)
    only(world, "contact")
    last = district(world)
    order = {member: number for number, member in enumerate(last)}
    for _ in range(DAYS):
        for _ in range(BEATS):
            tick(world)
        for node in NODES:
            liaison_at_work(world, node, order)
        tick(world)
        days.on(1)
    spoken: dict[UUID, set[date]] = defaultdict(set)
    with world.system():
        for log in ContactLog.objects.filter(outcome=ContactOutcome.REACHED):
            spoken[log.member_id].add(clock.local(log.happened_at).date())
        made = list(Task.objects.values_list("member_id", "due_on"))
        still = set(Task.objects.filter(state="open").values_list("member_id", "due_on"))
        raised = list(Alert.objects.select_related("task").order_by("id"))
    asked, risen = counted(last, spoken)
    compare(made, still, raised, asked, risen)
    assert {alert.level for alert in raised} == {"community", "street", "district"}
    assert 0 < len(still) < len(made) and len(spoken) > len(last) / 2
    what = f"{BEATS} beats, {DAYS} days, {len(last)} members, {len(NODES)} liaisons: tasks beyond one each or missing"
    figure("D06", what, len(set(made) ^ set(asked)), "", True, n=len(asked))
