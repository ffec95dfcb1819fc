"""The whole system under one supervisor: what is killed comes back, and one Ctrl-C leaves nothing."""

import signal
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from config.servers import embedded
from tests.faults.harness import FULL, Stack, figure, living, rounds, stack, stop_servers, until

pytestmark = [pytest.mark.fault, pytest.mark.slow]

START_SECONDS = 10.0
BACK_SECONDS = 30.0


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Iterator[Path]:
    """A migrated data folder."""
    made = tmp_path_factory.mktemp("stack") / "data"
    with stack(made, "migrate") as first:
        first.wait_ready()
    yield made
    stop_servers(made)


@pytest.fixture
def running(folder: Path) -> Iterator[Stack]:
    """The system, ready."""
    with stack(folder, "migrate") as found:
        found.wait_ready()
        yield found


def test_the_second_start_is_quick_and_ctrl_c_leaves_nothing(folder):
    slowest_start = slowest_stop = 0.0
    for _ in range(rounds(1, 10)):
        with stack(folder, "migrate") as found:
            slowest_start = max(slowest_start, found.wait_ready())
            children = [found.child(name).pid for name in ("web", "worker", "beat")]
            began = time.monotonic()
            assert found.end(signal.SIGINT) == 0
            slowest_stop = max(slowest_stop, time.monotonic() - began)
            assert living(folder) == []
            assert not any(psutil.pid_exists(pid) for pid in children)
    figure("second start: until /readyz answers 200", slowest_start, "s", slowest_start < START_SECONDS * _patience())
    figure("Ctrl-C: until nothing of it lives", slowest_stop, "s", slowest_stop < 20)


def test_sigterm_stops_as_ctrl_c_does(folder):
    with stack(folder) as found:
        found.wait_ready()
        assert found.end(signal.SIGTERM) == 0
        assert living(folder) == []


def test_a_second_supervisor_on_the_same_data_is_refused(folder, running):
    twin = Stack(folder)
    assert twin.process.wait(30) == 1
    assert twin.end() == 1
    assert len(twin.lines) == 1
    assert "已经有一套在运行" in twin.lines[0]
    assert running.get("/readyz") == 200


@pytest.mark.parametrize("name", ["web", "worker", "beat"])
def test_a_killed_child_comes_back(running, name):
    slowest = 0.0
    for _ in range(rounds(1, 5)):
        starts = running.starts(name)
        running.child(name).kill()
        until(lambda: running.starts(name) > starts, BACK_SECONDS, "the restart")
        slowest = max(slowest, until(lambda: running.get("/readyz") == 200, BACK_SECONDS, "/readyz 200"))
    figure(f"kill -9 of the {name}: until /readyz answers 200 again", slowest, "s", slowest < BACK_SECONDS)


@pytest.mark.parametrize("name", ["postgres", "valkey"])
def test_a_killed_server_comes_back(folder, running, name):
    slowest = 0.0
    for _ in range(rounds(1, 5)):
        victim = getattr(embedded(folder), name).process()
        assert victim is not None
        victim.kill()
        until(lambda victim=victim: not victim.is_running() or victim.status() == psutil.STATUS_ZOMBIE, 10)
        slowest = max(slowest, until(lambda: running.get("/readyz") == 200, BACK_SECONDS, "/readyz 200"))
    figure(f"kill -9 of {name}: until /readyz answers 200 again", slowest, "s", slowest < BACK_SECONDS)


def test_a_killed_supervisor_takes_all_along(folder):
    with stack(folder) as found:
        found.wait_ready()
        found.process.kill()
        slowest = until(lambda: living(folder) == [], 60, "the end of everything")
    figure("kill -9 of the supervisor: until nothing of it lives", slowest, "s", slowest < 30)


def test_a_silent_worker_is_replaced(folder):
    """Stopped, not dead: connected and mute, as after a lost reconnect."""
    silent = 60 if FULL else 6
    with stack(folder, WORKER_SILENT_SECONDS=str(silent)) as found:
        found.wait_ready()
        frozen = found.child("worker")
        for process in [frozen, *frozen.children(recursive=True)]:
            process.suspend()
        took = until(lambda: found.starts("worker") > 1, silent + 30, "the replacement")
        until(lambda: found.get("/readyz") == 200, BACK_SECONDS, "/readyz 200")
    figure(f"a worker silent for {silent} s: until it is replaced", took, "s", took <= silent + 30)


def _patience() -> float:
    """The figure holds on a machine of its own; other work on two cores may take its share."""
    return max(1.0, psutil.getloadavg()[0] / 2)
