"""Background work as rows: attempts are counted before the work, the third failure sets aside, a person puts back."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError, connection

from registry import tasks
from registry.choices.jobs import JobReason, JobState, Process
from registry.domain import alarms, jobs, signs
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Alarm, AuditEvent, Job, Sign
from registry.models.job import LEASE, PAUSES, REST
from tests.faults.harness import until
from tests.waiting import waiting
from tests.world import World

NAME = "find_duplicates"
S = JobState


class Now:
    """The only source of "now", moved by hand."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.at = clock.now()
        patch.setattr(clock, "now", lambda: self.at)

    def passes(self, span: timedelta) -> datetime:
        """Let time pass."""
        self.at += span
        return self.at


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> Now:
    return Now(monkeypatch)


def row(world: World) -> Job:
    with world.system():
        return Job.objects.get()


def path_of(world: World) -> str:
    return world.nodes["a"].path


def broken() -> int:
    raise ValueError("440799 何小山")


def fails(world: World) -> None:
    with pytest.raises(ValueError, match="何小山"):
        jobs.attempt(NAME, path_of(world), broken)


def open_alarms(world: World) -> list[tuple[str, str]]:
    with world.system():
        return list(Alarm.objects.all().open().values_list("kind", "subject"))


@pytest.mark.django_db
def test_a_success_leaves_a_row_when_it_did_something(world: World, now: Now) -> None:
    path = path_of(world)
    assert jobs.attempt(NAME, path, lambda: 0) == 0
    with world.system():
        assert not Job.objects.exists()
    assert jobs.attempt(NAME, path, lambda: 7) == 7
    assert jobs.attempt(NAME, path, lambda: 0, kept=True) == 0
    with world.system():
        assert list(Job.objects.order_by("id").values_list("state", "number")) == [("done", 7), ("done", 0)]
        now.passes(timedelta(days=signs.KEEP_DAYS, seconds=1))
        assert signs.purge(path) == 2


@pytest.mark.django_db
def test_three_failures_set_it_aside_with_an_alarm_until_a_person_puts_it_back(world: World, now: Now) -> None:
    path = path_of(world)
    for pause in (*PAUSES, None):
        fails(world)
        assert jobs.attempt(NAME, path, lambda: 1) is None  # it rests
        if pause:
            assert row(world).state == S.WAITING
            now.passes(pause)
    job = row(world)
    assert (job.state, job.attempts, job.reason) == (S.SET_ASIDE, 3, JobReason.PROGRAM)
    assert "何" not in job.why and "440799" not in job.why
    assert open_alarms(world) == [("job", NAME)]
    now.passes(timedelta(hours=1))
    assert jobs.attempt(NAME, path, lambda: 1) is None
    with world.at("system_admin-a"):
        jobs.retry(by=world.users["system_admin-a"], job=job)
    assert open_alarms(world) == []
    assert jobs.attempt(NAME, path, lambda: 3) == 3
    assert (row(world).state, row(world).attempts) == (S.DONE, 1)
    with world.at("system_admin-a"), pytest.raises(Refused):
        jobs.retry(by=world.users["system_admin-a"], job=job)
    with world.at("auditor-a"):
        actions = list(AuditEvent.objects.values_list("action", flat=True))
    for action in ("job.set_aside", "alarm.raised", "job.retried", "alarm.closed"):
        assert actions.count(action) == 1


@pytest.mark.django_db
def test_whoever_dies_is_counted_and_kills_three_workers_at_most(world: World, now: Now) -> None:
    path, deaths = path_of(world), 0
    for _ in range(200):  # five hours of ticks
        deaths += jobs.begin(NAME, path) is not None  # and nothing after it: the worker is gone
        now.passes(timedelta(seconds=90))
    assert deaths == jobs.MOST_ATTEMPTS
    assert (row(world).state, row(world).reason) == (S.SET_ASIDE, JobReason.WORKER_DIED)
    assert open_alarms(world) == [("job", NAME)]
    # Once a day it is tried by itself: the cause may be gone. A death then is one more, a success ends the alarm.
    now.passes(REST)
    assert jobs.begin(NAME, path) is not None
    now.passes(LEASE)
    assert jobs.begin(NAME, path) is None
    assert row(world).state == S.SET_ASIDE
    now.passes(REST)
    assert jobs.attempt(NAME, path, lambda: 1) == 1
    assert open_alarms(world) == []


@pytest.mark.django_db
def test_only_one_is_at_it_and_a_sleeper_writes_nothing(world: World, now: Now) -> None:
    path = path_of(world)
    sleeper = jobs.begin(NAME, path)
    assert sleeper and jobs.begin(NAME, path) is None
    now.passes(LEASE)
    second = jobs.begin(NAME, path)
    assert second and second.attempt == 2
    jobs.succeed(sleeper, 5)
    jobs.fail(sleeper, JobReason.PROGRAM)
    assert row(world).state == S.RUNNING
    jobs.succeed(second, 4)
    assert (row(world).state, row(world).number) == (S.DONE, 4)


@pytest.mark.django_db
def test_a_clock_that_steps_back_holds_nothing_up(world: World, now: Now) -> None:
    """A lease, a pause and a rest written an hour ahead of the new time are over."""
    path = path_of(world)
    assert jobs.begin(NAME, path)
    now.passes(timedelta(hours=-1))
    held = jobs.begin(NAME, path)
    assert held and held.attempt == 2
    jobs.fail(held, JobReason.DATABASE)
    now.passes(timedelta(hours=-1))
    assert jobs.due_again(path, [NAME]) == [NAME]
    assert jobs.attempt(NAME, path, lambda: 1) == 1


@pytest.mark.django_db(transaction=True)
def test_who_waited_while_it_was_set_aside_does_not_try_it_once_more(world: World) -> None:
    """What is written meanwhile lies further ahead of the moment at which the other began to ask: no clock stepped."""
    held, found = jobs.begin(NAME, path_of(world)), []
    assert held is not None
    other = threading.Thread(target=lambda: (found.append(jobs.begin(NAME, path_of(world))), connection.close()))
    with world.system():
        job = Job.objects.select_for_update(of=("self",)).get()
        other.start()
        until(_waits_for_a_lock, 20, "the other's question")
        jobs._set_aside(job, JobReason.WORKER_DIED)
    other.join()
    assert found == [None]
    assert (row(world).state, row(world).attempts) == (S.SET_ASIDE, 1)


def _waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        return waiting(cursor) > 0


@pytest.mark.django_db
def test_what_failed_at_night_is_done_again_by_the_minute(world: World, now: Now, monkeypatch) -> None:
    monkeypatch.setitem(tasks.NIGHTLY, NAME, broken)
    assert tasks.find_duplicates() == 0
    with world.system():
        assert Job.objects.get(name=NAME, owner_path=path_of(world)).state == S.WAITING
    monkeypatch.setitem(tasks.NIGHTLY, NAME, lambda path: 2)
    assert tasks.tick_jobs() == 0
    now.passes(PAUSES[0])
    assert tasks.tick_jobs() == 2  # one in each district
    assert (row(world).state, row(world).attempts, row(world).number) == (S.DONE, 2, 2)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (OperationalError("x"), "database"),
        (MemoryError(), "memory"),
        (OSError(28, "x"), "disk"),
        (KeyError("x"), "program"),
    ],
)
def test_a_reason_says_nothing_of_the_error(error: BaseException, reason: str) -> None:
    assert jobs.reason_of(error) == reason


@pytest.mark.django_db
def test_who_stays_silent_raises_an_alarm_that_ends_by_itself(world: World, now: Now, settings) -> None:
    silence = timedelta(seconds=settings.WORKER_SILENT_SECONDS * signs.ALARM_AFTER + 1)
    signs.sign(Process.BEAT)
    with world.system():
        assert Sign.objects.count() == len(Process)
    now.passes(silence)
    signs.sign(Process.BEAT)
    assert sorted(open_alarms(world)) == [("silent", "messages"), ("silent", "worker")]
    signs.sign(Process.MESSAGES)
    signs.sign(Process.WORKER)
    assert open_alarms(world) == []
    signs.note_redis(False)
    signs.note_redis(False)
    assert open_alarms(world) == [("redis", "")]
    signs.note_redis(True)
    assert open_alarms(world) == []


@pytest.mark.django_db
def test_people_put_back_and_close_and_write_nothing_else(world: World, now: Now) -> None:
    """The database says so too; with the policy gone the same statement goes through."""
    path = path_of(world)
    assert jobs.attempt(NAME, path, lambda: 1) == 1
    done = row(world)
    with world.system():
        alarms.raise_alarm(path, "silent", "beat")
    for who in ("district-a", "system_admin-a"):
        with world.at(who):
            assert Job.objects.count() == 1 and Alarm.objects.count() == 1
            assert Job.objects.filter(pk=done.pk).update(state=S.WAITING) == 0
            assert Job.objects.all().delete()[0] == 0
    for who in ("street-a1", "community-a11", "liaison-a11", "district-b", "system_admin-b"):
        with world.at(who):
            assert not Job.objects.exists() and not Alarm.objects.exists()
    with world.at("auditor-a"):
        assert Job.objects.filter(pk=done.pk).update(state=S.SET_ASIDE) == 0
