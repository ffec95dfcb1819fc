"""The whole system under one supervisor: what is killed comes back, and one Ctrl-C leaves nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from config.servers import embedded
from config.servers.lifecycle import is_alive
from config.servers.supervisor import LONGEST_PAUSE, SIGNALS, Supervisor
from tests.faults.forked import Forked
from tests.faults.harness import (
    CHECKOUT,
    FULL,
    Stack,
    environment,
    figure,
    living,
    rounds,
    stack,
    stop_servers,
    until,
)
from tests.migrated import copy_to

pytestmark = [pytest.mark.fault, pytest.mark.slow]

START_SECONDS = 10.0
BACK_SECONDS = 30.0
CHILDREN = ("web", "worker", "messages", "beat")


# For how long a worker is listened to in vain before it is replaced.
SILENT = 60 if FULL else 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory, django_db_setup: None, django_db_blocker) -> Iterator[Path]:
    """A migrated data folder."""
    made = tmp_path_factory.mktemp("stack") / "data"
    if os.environ.get("DATABASE_URL"):
        prepare = [sys.executable, "-m", "config.run", "--prepare-only", "migrate"]
        subprocess.run(prepare, cwd=CHECKOUT, env=environment(made), check=True)
    else:
        server = embedded(made).postgres
        server.ensure()
        with django_db_blocker.unblock():
            copy_to(server, settings.DATABASE_ROLES["owner"])
        server.release_and_wait()
    yield made
    stop_servers(made)


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Stack]:
    """The system, ready, for the rest of this file: tests that start one of their own stand before its first user, the
    one that kills it is the last."""
    with stack(folder, WORKER_SILENT_SECONDS=str(SILENT)) as found:
        found.wait_ready()
        yield found


@pytest.mark.parametrize("number", SIGNALS, ids=lambda number: number.name)
def test_each_signal_ends_a_supervisor_and_all_it_started(number):
    """What a terminal, systemd and a lost connection send."""
    found = Forked(supervise, "none")
    until(lambda: found.said("已启动"), 60, found.text)
    child = psutil.Process(int(found.text().split("pid ")[1].split("）")[0]))
    found.signal(number)
    assert found.end() == 0
    assert not child.is_running()


def supervise() -> int:
    """A supervisor of somebody who sleeps."""
    Supervisor({"sleeper": partial(time.sleep, 600)}, lambda _: None, "test").run()
    return 0


def test_the_second_start_is_quick_and_ctrl_c_leaves_nothing(folder):
    times = [_start_and_stop(folder, (signal.SIGINT, signal.SIGTERM)[number % 2]) for number in range(rounds(1, 10))]
    start, stop = max(start for start, _ in times), max(stop for _, stop in times)
    n = len(times)
    figure("K06", "second start: until /readyz answers 200", start, "s", start < START_SECONDS * _patience(), n=n)
    figure("K06", "Ctrl-C: until nothing of it lives", stop, "s", stop < 20 * _patience(), n=n)


def _start_and_stop(folder: Path, number: int) -> tuple[float, float]:
    with stack(folder, "migrate") as found:
        start = found.wait_ready()
        children = [found.child(name).pid for name in CHILDREN]
        began = time.monotonic()
        assert found.end(number) == 0
        stop = time.monotonic() - began
        until(lambda: living(folder) == [], 2, "the end of who ends the servers")
        assert not any(psutil.pid_exists(pid) for pid in children)
    return start, stop


def test_a_second_supervisor_on_the_same_data_is_refused(folder, running):
    twin = Stack(folder)
    assert twin.process.wait(30) == 1
    assert twin.end() == 1
    assert len(twin.lines) == 1
    assert "已经有一套在运行" in twin.lines[0]
    assert running.get("/readyz") == 200


@pytest.mark.parametrize("names", [(name,) for name in CHILDREN] if FULL else [CHILDREN], ids=" ".join)
def test_a_killed_child_comes_back(running, names):
    """At full size one after the other, else all at once."""

    def once() -> float:
        starts = {name: running.starts(name) for name in names}
        for name in names:
            running.child(name).kill()

        def are_back() -> bool:
            return all(running.starts(name) > starts[name] for name in names) and running.get("/readyz") == 200

        return until(are_back, patience, "all well")

    # Who dies as soon as it is back waits longer each time.
    patience = BACK_SECONDS + (LONGEST_PAUSE if FULL else 0)
    times = [once() for _ in range(rounds(1, 5))]
    what = f"kill -9 of the {' and '.join(names)}, again as soon as it is back: until /readyz answers 200"
    figure("D01", what, max(times), "s", max(times) < patience, n=len(times))


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_a_killed_server_comes_back(folder, running, name):
    def once() -> float:
        victim = getattr(embedded(folder), name).process()
        victim.kill()
        until(lambda: not is_alive(victim), 10, "its death")
        return until(lambda: running.get("/readyz") == 200, BACK_SECONDS, "/readyz 200")

    times = [once() for _ in range(rounds(1, 5))]
    number, what = {"postgres": "E16", "valkey": "D02"}[name], f"kill -9 of {name}: until /readyz answers 200 again"
    figure(number, what, max(times), "s", max(times) < BACK_SECONDS, n=len(times))


def test_a_silent_worker_is_replaced_and_a_killed_supervisor_takes_all_along(folder, running):
    """Stopped, not dead: connected and mute, as after a lost reconnect."""
    starts, frozen = running.starts("worker"), running.child("worker")
    for process in [frozen, *frozen.children(recursive=True)]:
        process.suspend()
    took = until(lambda: running.starts("worker") > starts, SILENT + 30, "the replacement")
    until(lambda: running.get("/readyz") == 200, BACK_SECONDS, "/readyz 200")
    running.process.kill()
    slowest = until(lambda: living(folder) == [], 60, "the end of everything")
    figure("D05", f"a worker silent for {SILENT} s: until it is replaced", took, "s", took <= SILENT + 30, n=1)
    figure("D16", "kill -9 of the supervisor: until nothing of it lives", slowest, "s", slowest < 30, n=1)


def _patience() -> float:
    """The figure holds on a machine of its own, at full size; in the suite two more tests share the cores."""
    return 1.0 if FULL else 6.0
