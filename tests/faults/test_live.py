"""The live system under faults, all of them at once: rosters, the planner and messages lose nothing, double nothing.

Two workers and three beats, killed, without Redis, with an empty Redis, with a clock that steps back, with a poison
(D01, D02, D03, D04, D06, D08, D11, D19).
"""

import random
import time
from collections.abc import Iterator
from typing import Any

import pytest

from config.celery import app
from outreach.models import Message
from registry import tasks
from registry.choices.jobs import JobState
from registry.domain import jobs
from registry.models import Alarm, Intake, Job
from tests.faults.harness import FULL, figure, rounds, until
from tests.faults.live import BEATS, Live
from tests.faults.live_load import WORKING, Load
from tests.outreach.provider import http_provider
from tests.world import World

pytestmark = [
    pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(3600), pytest.mark.django_db(transaction=True)
]  # fmt: skip
ALL = ("worker", "messages", *(f"beat{number}" for number in range(BEATS)))
# A loaded machine is slow; what never comes is found all the same.
PATIENCE = 600 if FULL else 240


@pytest.fixture(scope="module")
def system(tmp_path_factory) -> Iterator[Live]:
    """Started once for this file."""
    made = Live(tmp_path_factory.mktemp("live"))
    yield made
    made.close()


@pytest.fixture
def live(system: Live, world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Live]:
    """Running, on this test's rows."""
    system.set_clock(0)
    system.follow(monkeypatch)
    system.start(*ALL)
    yield system
    system.rest()


@pytest.fixture
def load(live: Live, world: World) -> Iterator[Load]:
    with http_provider() as (book, address):
        yield Load(world, book, address)


def come_out(live: Live, load: Load, number: str, what: str, n: int) -> None:
    """Wait for the end and note what was lost and what was doubled."""
    took = live.until(load.is_done, PATIENCE, lambda: f"the end of all work: {load.standing()}")
    wrong = load.missing()
    assert not wrong, wrong
    amount = load.rows + load.due + load.letters
    figure(number, f"{what}: rows, tasks and letters lost or doubled", wrong.total(), f"of {amount:,}", not wrong, n=n)
    print(f"{took:.0f} s, put back {load.put_back}")


def test_killed_workers_lose_and_double_nothing(live: Live, load: Load) -> None:
    dice, kills = random.Random(20261127), 0
    for number in range(rounds(2, 50)):
        load.wave()
        for name in ("worker", "messages"):
            time.sleep(dice.random() * 0.8)
            kills += 1
            if number % 4 == 0:
                live.kill(name)
            else:
                live.kill_pool_process(name)
        if number % 4 == 0:
            live.kill("beat0")
            live.start("worker", "messages", "beat0")
        load.person_at_work()
    come_out(live, load, "D01", f"kill -9 of workers under {BEATS} beats", kills)


def test_a_killed_redis_a_flushed_one_and_a_clock_that_steps_back(live: Live, load: Load) -> None:
    """Short of the full size one comes upon the other, and their common end is waited for once."""
    dice, begun = random.Random(3), []

    def end(*told: Any, last: bool = FULL) -> None:
        begun.append(told)
        while last and begun:
            come_out(live, load, *begun.pop(0))

    for _ in range(kills := rounds(1, 20)):
        load.wave(rows=20, due=20)
        time.sleep(dice.random() * 0.5)
        live.kill_redis()
    end("D02", "kill -9 of Redis under load", kills)
    for _ in range(times := rounds(1, 20)):
        load.wave(rows=20, due=20)
        time.sleep(dice.random() * 0.5)
        live.redis.flushall()
    end("D03", "FLUSHALL under load", times)
    for _ in range(back := rounds(1, 10)):
        load.wave(rows=20, due=20)
        time.sleep(0.3)
        live.kill_pool_process("messages")
        live.set_clock(-3600)
        time.sleep(2)
        live.set_clock(0)
    end("D08", "the clock back an hour and on again under load", back, last=True)
    assert not begun


def test_redis_away(live: Live, load: Load, monkeypatch: pytest.MonkeyPatch, settings) -> None:
    """It takes connections and says nothing, as behind a broken network: people go on, and then all of it is done."""
    settings.REDIS_URL = live.url
    for name in ("broker_url", "broker_write_url", "broker_read_url"):
        monkeypatch.setitem(app.conf, name, live.app.conf.broker_url)
    monkeypatch.setattr(app, "_pool", None)
    monkeypatch.setattr(tasks.wake, "rests_until", 0.0)
    monkeypatch.setattr(tasks.Waker, "REST", 0.0)  # each write is the first one of its process
    monkeypatch.setattr(app.amqp, "_producer_pool", None)
    away, spent = rounds(3, 600), []
    frozen = live.valkey.process()
    assert frozen is not None
    frozen.suspend()
    began = time.monotonic()
    while time.monotonic() - began < away:
        started = time.monotonic()
        with load.world.at("community-a11"):
            tasks.kick()
        load.roster(2)
        spent.append(time.monotonic() - started)
        time.sleep(away / rounds(12, 100))
    load.wave()
    until(lambda: _open_alarms(load.world), PATIENCE, "the alarm")
    frozen.resume()
    p95 = sorted(spent)[int(len(spent) * 0.95)]
    figure(
        "D04", f"Redis mute for {away} s: a write that wakes a worker, p95", round(p95, 3), "s", p95 < 1, n=len(spent)
    )
    began = time.monotonic()
    come_out(live, load, "D04", f"Redis mute for {away} s", 1)
    drained = time.monotonic() - began
    figure("D04", f"Redis mute for {away} s: until all of it is done after that", drained, "s", drained < 300, n=1)
    live.until(lambda: not _open_alarms(load.world), PATIENCE, "the end of the alarm")


def _open_alarms(world: World) -> bool:
    with world.at("system_admin-a"):
        return Alarm.objects.all().open().filter(kind="redis").exists()


def test_a_poison_kills_three_workers_and_stops_nobody_else(live: Live, load: Load) -> None:
    load.puts_back = False
    (live.folder / "deaths").write_text("")
    (live.folder / "poison").touch()
    live.tick("registry.tasks.find_duplicates")
    live.until(lambda: _duplicates(load.world) == [JobState.SET_ASIDE], PATIENCE, "that it is set aside")
    load.wave(rows=20, due=20)
    come_out(live, load, "D11", "beside a poison", 1)
    deaths = (live.folder / "deaths").read_text().splitlines()
    killed = deaths.count(load.world.nodes["a"].path)
    figure("D11", "a job that kills its worker: workers killed", killed, "", killed == 3, n=1)
    (live.folder / "poison").unlink()
    load.puts_back = True
    load.person_at_work()
    live.until(
        lambda: _duplicates(load.world) == [JobState.DONE],
        PATIENCE,
        "that it is done after 再试一次",
    )


def _duplicates(world: World) -> list[str]:
    with world.system():
        return list(Job.objects.filter(name="find_duplicates").values_list("state", flat=True))


def test_without_the_rows_a_poison_would_kill_for_ever(live: Live, world: World) -> None:
    """The negative control: the same job, the attempts not counted; the broker delivers it again and again."""
    (live.folder / "deaths").write_text("")
    (live.folder / "poison").touch()
    (live.folder / "uncounted").touch()
    try:
        live.tick("registry.tasks.find_duplicates")
        live.until(lambda: _ticked(live) > 2 * jobs.MOST_ATTEMPTS, PATIENCE, "many deaths")
    finally:
        (live.folder / "poison").unlink()
        (live.folder / "uncounted").unlink()


def _ticked(live: Live) -> int:
    """One more tick; how many died so far."""
    live.tick("registry.tasks.find_duplicates")
    time.sleep(0.5)
    return len((live.folder / "deaths").read_text().splitlines())


def test_messages_never_wait_behind_an_intake(live: Live, load: Load) -> None:
    """Both processes of the worker read long rosters; what is written then is sent before either has been read."""
    (live.folder / "slow").touch()
    for _ in range(2):
        load.roster(rounds(120, 5_000))
    live.until(lambda: _states(load.world) == ["reading"] * 2, PATIENCE, "two rosters being read")
    load.wave(rows=0, due=0)
    took = live.until(lambda: _sent(load.world) == load.letters, PATIENCE, "the letters")
    still = _states(load.world)
    (live.folder / "slow").unlink()
    figure("D19", "letters sent while every process of the other worker reads", load.letters, f"in {took:.1f} s",
           set(still) <= set(WORKING), n=load.letters)  # fmt: skip


def _states(world: World) -> list[str]:
    with world.system():
        return list(Intake.objects.values_list("state", flat=True))


def _sent(world: World) -> int:
    with world.system():
        return int(Message.objects.filter(state="sent").count())
