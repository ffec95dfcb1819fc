"""A task that somebody was given falls back to whose it is once she can't do it any more."""

from datetime import timedelta

import pytest

from outreach.domain import returning, tasks
from outreach.models import Task
from registry.domain import members
from registry.models import AuditEvent, Member, User
from registry.models.people import Posting
from tests.domain.test_liaisons import colleague
from tests.outreach.ground import TODAY, Days, ago, known, only, tick
from tests.outreach.test_task_verbs import give
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

CLERK, FIRST, SECOND = clerk("a11"), "liaison-a11", "liaison-a12"


@pytest.fixture
def given(ruled: World, days: Days) -> Member:
    """Late to be called: of the first liaison, the task given to the second, who is the backup."""
    only(ruled, "contact")
    member, by = known(ruled, 1, ago(200)), ruled.users[CLERK]
    give(ruled, member, FIRST)
    give(ruled, member, SECOND, backup=True)
    tick(ruled)
    with ruled.at(CLERK):
        tasks.delegate(by=by, task=Task.objects.get(), to=ruled.users[SECOND])
    tick(ruled)
    assert whose(ruled) == {SECOND}
    return member


def whose(world: World) -> set[str]:
    """To which liaisons the one task falls."""
    with world.system():
        return {name for name in (FIRST, SECOND) if Task.objects.of_liaison(world.users[name]).exists()}


def test_with_the_caseload_it_goes_back(ruled: World, given: Member) -> None:
    """Another one takes her place: it falls to whoever looks after the member; said why, and how many."""
    with ruled.at(CLERK):
        members.assign_liaison(by=ruled.users[CLERK], member=given, liaison=ruled.users["liaison-a21"], backup=True)
    tick(ruled)
    assert whose(ruled) == {FIRST}
    with ruled.system():
        task = Task.objects.get()
        assert (task.delegate, task.reason, task.decided_label) == (None, returning.SAID, returning.BY)
        assert [event.detail["count"] for event in AuditEvent.objects.filter(action="task.returned")] == [1]


def test_with_a_caseload_that_is_handed_over(ruled: World, given: Member) -> None:
    """Under "移交", where it is said beforehand; the trail names the task."""
    page = client_of(ruled, CLERK)
    path = f"/liaisons/{ruled.users[SECOND].pk}/handover/"
    assert "自动回到按规则该办的人" in text_of(page.get(path))
    page.post(path, {"action": "whole", "to": str(colleague(ruled, "乙").pk)})
    tick(ruled)
    assert whose(ruled) == {FIRST}
    with ruled.system():
        named = AuditEvent.objects.get(action="task.returned").detail["tasks"]
        assert named == [str(Task.objects.get().pk)]


def test_with_a_switched_off_account_too(ruled: World, given: Member) -> None:
    """And why it rests is not lost."""
    with ruled.at(CLERK):
        until = TODAY + timedelta(days=9)
        tasks.hold(by=ruled.users[CLERK], task=Task.objects.get(), until=until, reason="住院")
    with ruled.system():
        User.objects.filter(pk=ruled.users[SECOND].pk).update(is_active=False)
    tick(ruled)
    assert whose(ruled) == {FIRST}
    with ruled.system():
        assert (Task.objects.get().reason, Task.objects.get().delegate) == ("住院", None)


def test_an_office_above_keeps_it(ruled: World, given: Member, days: Days) -> None:
    """Who is posted at the node or above it sees the member without any pairing, until the posting ends."""
    with ruled.at(CLERK):
        tasks.delegate(by=ruled.users[CLERK], task=Task.objects.get(), to=ruled.users[CLERK])
    tick(ruled)
    with ruled.system():
        assert Task.objects.get().delegate == ruled.users[CLERK]
        Posting.objects.filter(user=ruled.users[CLERK]).update(ends_on=TODAY)
    tick(ruled)
    with ruled.system():
        assert Task.objects.get().delegate == ruled.users[CLERK], "its last day"
    days.on(1)
    tick(ruled)
    assert whose(ruled) == {FIRST}
