"""What people decide about tasks: skip, put off, hand on, finish by word; and who may."""

from datetime import date, timedelta

import pytest

from outreach.domain import reasons, tasks
from outreach.models import Task
from registry.choices import ContactOutcome
from registry.domain.errors import Conflict, Refused
from registry.models import AuditEvent, LiaisonAssignment, Member
from tests.outreach.ground import TODAY, Days, ago, asked, call, known, only, raised, tick
from tests.world import World, clerk

pytestmark = pytest.mark.django_db
CLERK = clerk("a11")


@pytest.fixture
def waiting(ruled: World) -> Member:
    """A member of a11, silent for fifty days, with one open task."""
    only(ruled, "contact")
    member = known(ruled, 1, ago(50))
    tick(ruled)
    return member


def the_task(world: World) -> Task:
    with world.system():
        return Task.objects.select_related("rule").latest("due_on")


def give(world: World, member: Member, account: str, *, backup: bool = False) -> None:
    with world.system():
        LiaisonAssignment.objects.create(
            owner_path=member.owner_path, member=member, liaison=world.users[account], backup=backup, started_on=TODAY
        )


def test_skipping_counts_anew_from_that_day(ruled: World, waiting: Member, days: Days) -> None:
    user = ruled.users[CLERK]
    with ruled.at(CLERK):
        task = Task.objects.get()
        with pytest.raises(Refused, match="为什么"):
            tasks.skip(by=user, task=task, reason=" ")
        done = tasks.skip(by=user, task=task, reason="住院", version=task.version)
        assert (done.state, done.decided_by, done.closed_on) == ("skipped", user, TODAY)
        with pytest.raises(Conflict):
            tasks.skip(by=user, task=task, reason="再一次")
    assert raised(ruled) == [("community", "a11")]
    tick(ruled)
    assert raised(ruled) == []
    days.on(29)
    tick(ruled)
    assert asked(ruled)[-1] == ("contact", TODAY + timedelta(days=30), "open")


def test_on_hold_nothing_rises_and_then_it_does(ruled: World, waiting: Member, days: Days) -> None:
    user = ruled.users[CLERK]
    with ruled.at(CLERK):
        task = Task.objects.get()
        for until in (TODAY, TODAY + timedelta(days=200)):
            with pytest.raises(Refused):
                tasks.hold(by=user, task=task, until=until, reason="出差")
        tasks.hold(by=user, task=task, until=TODAY + timedelta(days=10), reason="出差")
        assert not Task.objects.at_work(TODAY).exists()
        assert Task.objects.resting(TODAY).count() == 1
    tick(ruled)
    assert raised(ruled) == []
    days.on(10)
    tick(ruled)
    assert raised(ruled) == [("community", "a11")]
    with ruled.at(CLERK):
        assert tasks.resume(by=user, task=Task.objects.get()).held_until is None


def test_a_political_birthday_is_not_put_off_past_its_day(ruled: World, days: Days) -> None:
    only(ruled, "birthday")
    known(ruled, 1, ago(50), joined_on=date(2010, 3, 24), joined_precision="day")
    tick(ruled)
    user, day = ruled.users[CLERK], date(2026, 3, 24)
    with ruled.at(CLERK):
        task = Task.objects.get()
        assert (task.kind, task.due_on) == ("birthday", day)
        with pytest.raises(Refused, match=r"政治生日是 3月24日.*跳过"):
            tasks.hold(by=user, task=task, until=day + timedelta(days=1), reason="出差")
        assert tasks.hold(by=user, task=task, until=day, reason="出差").held_until == day
    days.to(day + timedelta(days=2))
    with ruled.at(CLERK), pytest.raises(Refused, match="不能暂缓。请现在就联系"):
        tasks.hold(by=user, task=Task.objects.get(), until=days.day + timedelta(days=1), reason="出差")


def test_handing_on_reaches_only_those_who_see_the_member(ruled: World, waiting: Member) -> None:
    user = ruled.users[CLERK]
    give(ruled, waiting, "liaison-a11")
    with ruled.at(CLERK):
        task = Task.objects.get()
        for stranger in ("community-a12", "liaison-a12", "system_admin-a"):
            with ruled.system():
                other = ruled.users[stranger]
            with pytest.raises(Refused, match="看不到"):
                tasks.delegate(by=user, task=task, to=other)
        assert tasks.delegate(by=user, task=task, to=user).delegate == user
        assert tasks.delegate(by=user, task=task, to=ruled.users["liaison-a11"]).version == 3
        assert Task.objects.of_liaison(ruled.users["liaison-a11"]).count() == 1
        tasks.delegate(by=user, task=task, to=None)
        assert Task.objects.of_liaison(ruled.users["liaison-a11"]).count() == 1, "the primary liaison's by the rule"


def test_a_liaison_decides_what_is_hers_and_sees_no_other(ruled: World, waiting: Member) -> None:
    """Owner, colleague and outsider; the row-level security of tasks is what keeps the colleague out."""
    give(ruled, waiting, "liaison-a11")
    known(ruled, 2, ago(50))
    tick(ruled)
    with ruled.at("liaison-a11"):
        mine = Task.objects.get()
        assert mine.member_id == waiting.pk
        tasks.hold(by=ruled.users["liaison-a11"], task=mine, until=TODAY + timedelta(days=3), reason="出差")
    for account in ("liaison-a12", "community-a12", "district-b", "auditor-a"):
        with ruled.at(account):
            assert not Task.objects.exists()
            with pytest.raises(Conflict):
                tasks.skip(by=ruled.users[account], task=mine, reason="不归我管")
    with ruled.system():
        assert AuditEvent.objects.filter(action="task.held", actor_id=ruled.users["liaison-a11"].pk).count() == 1


def test_a_matter_of_the_node_is_not_the_liaisons_to_close(ruled: World, days: Days) -> None:
    only(ruled, "hard-to-reach")
    member = known(ruled, 1, ago(50))
    give(ruled, member, "liaison-a11")
    for _ in range(3):
        call(ruled, member, ContactOutcome.NO_ANSWER)
        days.on(1)
    tick(ruled)
    with ruled.at("liaison-a11"), pytest.raises(Refused, match="由村"):
        tasks.finish(by=ruled.users["liaison-a11"], task=Task.objects.get(), said="问过了")
    with ruled.at(CLERK):
        task = Task.objects.get()
        with pytest.raises(Refused):
            tasks.finish(by=ruled.users[CLERK], task=task, said="")
        tasks.finish(by=ruled.users[CLERK], task=task, said="房东说月底回来")
    days.on(1)
    call(ruled, member, ContactOutcome.NO_ANSWER)
    tick(ruled)
    assert [state for _, _, state in asked(ruled)] == ["done"], "what a person closed stays closed"


def test_what_records_itself_is_not_finished_by_word(ruled: World, waiting: Member) -> None:
    with ruled.at(CLERK), pytest.raises(Refused, match="自动消除"):
        tasks.finish(by=ruled.users[CLERK], task=Task.objects.get(), said="打过了")


def test_the_page_can_say_why(ruled: World, waiting: Member) -> None:
    task = the_task(ruled)
    assert reasons.why(task, task.rule) == "上次联系上是 2026-01-29，到 2026-02-28 满 30 天，该联系一次了。"
    assert "自动消除" in reasons.what_settles(task)
    said = reasons.upcoming(task, task.rule, TODAY)
    assert said == "下一次：今天联系上的话，2026-04-19 前（联系上以后满 30 天）。"
    task.basis_on = None
    assert reasons.why(task, task.rule) == "按“日常联系”，2026-02-28 前要办好。", (
        "the date it was reckoned from may be unknown"
    )
