"""The whole system under one supervisor: what is killed comes back, and one Ctrl-C leaves nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from config.servers import embedded
from config.servers.lifecycle import is_alive
from config.servers.supervisor import LONGEST_PAUSE
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


@pytest.fixture(scope="module")
def folder(tmp_path_factory, django_db_setup: None, django_db_blocker) -> Iterator[Path]:
    """A migrated data folder."""
    made = tmp_path_factory.mktemp("stack") / "data"
    ours = not os.environ.get("DATABASE_URL")
    prepare = [sys.executable, "-m", "config.run", "--prepare-only", *([] if ours else ["migrate"])]
    subprocess.run(prepare, cwd=CHECKOUT, env=environment(made), check=True)
    if ours:
        server = embedded(made).postgres
        server.ensure()
        with django_db_blocker.unblock():
            copy_to(server, settings.DATABASE_ROLES["owner"])
        server.release_and_wait()
    yield made
    stop_servers(made)


@pytest.fixture(scope="module")
def running(folder: Path) -> Iterator[Stack]:
    """The system, ready, for the rest of this file: tests that start one of their own stand before its first user."""
    with stack(folder) as found:
        found.wait_ready()
        yield found
        assert found.end(signal.SIGTERM) == 0
        assert living(folder) == []


def test_the_second_start_is_quick_and_ctrl_c_leaves_nothing(folder):
    times = [_start_and_stop(folder) for _ in range(rounds(1, 10))]
    start, stop = max(start for start, _ in times), max(stop for _, stop in times)
    n = len(times)
    figure("K06", "second start: until /readyz answers 200", start, "s", start < START_SECONDS * _patience(), n=n)
    figure("K06", "Ctrl-C: until nothing of it lives", stop, "s", stop < 20 * _patience(), n=n)


def _start_and_stop(folder: Path) -> tuple[float, float]:
    with stack(folder, "migrate") as found:
        start = found.wait_ready()
        children = [found.child(name).pid for name in ("web", "worker", "messages", "beat")]
        began = time.monotonic()
        assert found.end(signal.SIGINT) == 0
        stop = time.monotonic() - began
        until(lambda: living(folder) == [], 2, "the end of who ends the servers")
        assert not any(psutil.pid_exists(pid) for pid in children)
    return start, stop


def test_a_silent_worker_is_replaced_and_a_killed_supervisor_takes_all_along(folder):
    """Stopped, not dead: connected and mute, as after a lost reconnect."""
    silent = 60 if FULL else 10
    with stack(folder, WORKER_SILENT_SECONDS=str(silent)) as found:
        found.wait_ready()
        frozen = found.child("worker")
        for process in [frozen, *frozen.children(recursive=True)]:
            process.suspend()
        took = until(lambda: found.starts("worker") > 1, silent + 30, "the replacement")
        until(lambda: found.get("/readyz") == 200, BACK_SECONDS, "/readyz 200")
        found.process.kill()
        slowest = until(lambda: living(folder) == [], 60, "the end of everything")
    figure("D05", f"a worker silent for {silent} s: until it is replaced", took, "s", took <= silent + 30, n=1)
    figure("D16", "kill -9 of the supervisor: until nothing of it lives", slowest, "s", slowest < 30, n=1)


def test_a_second_supervisor_on_the_same_data_is_refused(folder, running):
    twin = Stack(folder)
    assert twin.process.wait(30) == 1
    assert twin.end() == 1
    assert len(twin.lines) == 1
    assert "已经有一套在运行" in twin.lines[0]
    assert running.get("/readyz") == 200


@pytest.mark.parametrize("name", ["web", "worker", "messages", "beat"])
def test_a_killed_child_comes_back(running, name):
    def once() -> float:
        starts = running.starts(name)
        running.child(name).kill()
        return until(lambda: running.starts(name) > starts and running.get("/readyz") == 200, patience, "all well")

    # Who dies as soon as it is back waits longer each time.
    patience = BACK_SECONDS + (LONGEST_PAUSE if FULL else 0)
    times = [once() for _ in range(rounds(1, 5))]
    what = f"kill -9 of the {name}, again as soon as it is back: until /readyz answers 200"
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


def _patience() -> float:
    """The figure holds on a machine of its own, at full size; in the suite two more tests share the cores."""
    return 1.0 if FULL else 6.0
