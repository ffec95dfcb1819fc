"""A task that was skipped by mistake is taken up again: by whom, until when, and what the planner makes of it."""

from datetime import timedelta

import pytest

from outreach.domain import tasks
from outreach.models import Task
from registry.domain import movements
from registry.domain.errors import Conflict, Refused
from registry.models import AuditEvent, LiaisonAssignment, Member
from tests.outreach.ground import TODAY, Days, ago, asked, call, known, only, raised, tick
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

pytestmark = pytest.mark.django_db
CLERK, LIAISON = clerk("a11"), "liaison-a11"
DUE = ago(50) + timedelta(days=30)
BUTTON = "恢复这项任务"


@pytest.fixture
def waiting(ruled: World) -> Member:
    """A member of a11 with a liaison, silent for fifty days, with one open task."""
    only(ruled, "contact")
    member = known(ruled, 1, ago(50))
    with ruled.system():
        LiaisonAssignment.objects.create(
            owner_path=member.owner_path, member=member, liaison=ruled.users[LIAISON], started_on=TODAY
        )
    tick(ruled)
    return member


def skip(world: World, account: str) -> Task:
    with world.at(account):
        return tasks.skip(by=world.users[account], task=Task.objects.get(), reason="点错了")


def restore(world: World, account: str, version: int | None = None) -> Task:
    with world.at(account):
        return tasks.restore(by=world.users[account], task=Task.objects.get(), version=version)


def test_what_she_skipped_by_mistake_is_on_her_list_again_at_once(ruled: World, waiting: Member, days: Days) -> None:
    client, task = client_of(ruled, LIAISON), skip(ruled, LIAISON)
    tick(ruled)
    url = f"/tasks/{task.pk}/"
    assert waiting.name not in [card["name"] for card in client.get("/").context.get("cards", [])]
    assert BUTTON in text_of(client.get(url))
    done = client.post(f"{url}restore/", {"version": task.version}, follow=True)
    assert "已恢复" in text_of(done) and BUTTON not in text_of(done)
    assert asked(ruled) == [("contact", DUE, "open")]
    again = client.post(f"{url}restore/", {"version": task.version})
    assert "没有被跳过" in text_of(again)
    tick(ruled)
    assert asked(ruled) == [("contact", DUE, "open")] and raised(ruled) == [("community", "a11")]
    call(ruled, waiting)
    tick(ruled)
    assert asked(ruled)[0][2] == "done", "as if nobody had skipped it"
    with ruled.system():
        row = AuditEvent.objects.get(action="task.restored")
        assert row.actor_id == ruled.users[LIAISON].pk


@pytest.mark.parametrize(
    ("skipped_by", "restored_by", "done"),
    [
        (LIAISON, LIAISON, True), (LIAISON, CLERK, True), (LIAISON, "street-a1", True), (CLERK, CLERK, True),
        (CLERK, "street-a1", True), (CLERK, LIAISON, False), ("street-a1", CLERK, False), ("street-a1", LIAISON, False),
        ("street-a1", "district-a", True),
    ],
)  # fmt: skip
def test_one_takes_back_ones_own_or_what_was_decided_below(
    ruled: World, waiting: Member, skipped_by: str, restored_by: str, done: bool
) -> None:
    task = skip(ruled, skipped_by)
    assert (BUTTON in text_of(client_of(ruled, restored_by).get(f"/tasks/{task.pk}/"))) is done
    if done:
        assert restore(ruled, restored_by, task.version).state == "open"
    else:
        with pytest.raises(Refused, match="不能恢复"):
            restore(ruled, restored_by, task.version)


@pytest.mark.parametrize("account", ["liaison-a12", "community-a12", "street-a2", "district-b", "auditor-a"])
def test_an_outsider_restores_nothing(ruled: World, waiting: Member, account: str) -> None:
    task = skip(ruled, CLERK)
    page = client_of(ruled, account).post(f"/tasks/{task.pk}/restore/", {"version": task.version})
    assert page.status_code in (403, 404)
    assert asked(ruled) == [("contact", DUE, "skipped")]


def test_not_once_the_next_one_is_there(ruled: World, waiting: Member, days: Days) -> None:
    task = skip(ruled, CLERK)
    days.on(29)
    tick(ruled)
    assert BUTTON not in text_of(client_of(ruled, CLERK).get(f"/tasks/{task.pk}/"))
    with ruled.at(CLERK), pytest.raises(Refused, match="下一次"):
        tasks.restore(by=ruled.users[CLERK], task=Task.objects.get(pk=task.pk))


def test_what_was_done_meanwhile_settles_it_and_a_stale_page_restores_nothing(ruled: World, waiting: Member) -> None:
    task = skip(ruled, CLERK)
    with pytest.raises(Conflict):
        restore(ruled, CLERK, task.version + 1)
    call(ruled, waiting)
    assert restore(ruled, CLERK, task.version).state == "done"


def test_nothing_is_asked_of_a_record_that_has_ended(ruled: World, waiting: Member) -> None:
    skip(ruled, CLERK)
    with ruled.at(CLERK):
        movements.record_movement(by=None, member=waiting, kind="returned", effective_on=TODAY)
    with pytest.raises(Refused, match="已经结束"):
        restore(ruled, CLERK)
