"""A killed worker loses no job: every message is acknowledged after its work, and delivered again without it."""

import signal
import time
import uuid
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest
import redis
from celery import Celery
from django.db import connection

from config.celery_options import broker_url, options
from config.servers import embedded
from tests.faults.forked import Forked, module
from tests.faults.harness import figure, rounds, until

VISIBILITY = 5
POOL_CHILD_SECONDS = 10.0
ALONE = ("--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat")
GROUP_SECONDS = VISIBILITY + 10.0

pytestmark = [pytest.mark.fault, pytest.mark.slow]


class Queue:
    """The broker of one folder: sends jobs, starts workers, reads what jobs noted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.valkey = embedded(folder).valkey
        self.url = self.valkey.ensure()
        self.notes = redis.Redis.from_url(self.url, decode_responses=True)
        self.app = Celery("sender", broker=broker_url(self.url))
        self.app.conf.update(options(VISIBILITY))
        self.workers: list[Forked] = []

    def start_worker(self, **extra: str) -> Forked:
        """A worker with two processes, ready to work."""
        env = {"REDIS_URL": self.url, "TASK_VISIBILITY_SECONDS": str(VISIBILITY)} | extra
        database = str(connection.settings_dict["NAME"])
        worker = Forked(module, database, "celery", "-A", "tests.faults.jobs", "--quiet", "worker", *ALONE, **env)
        self.workers.append(worker)
        until(lambda: worker.said("ready."), 60, worker.text)
        return worker

    def end_worker(self, number: int = signal.SIGKILL) -> None:
        """End the last one: by kill -9 for it and all below it, or as it ends when it is told to."""
        if self.workers:
            worker = self.workers.pop()
            if number != signal.SIGKILL:
                worker.signal(number)
            else:
                worker.kill()
            worker.end()

    def send(self, seconds: float) -> str:
        """Send one job; its token."""
        token = uuid.uuid4().hex
        self.app.send_task("tests.faults.jobs.slow", [token, seconds])
        return token

    def began(self, token: str) -> list[str]:
        """Processes that began the job."""
        return self.notes.lrange(f"began:{token}", 0, -1)

    def is_done(self, token: str) -> bool:
        """Whether some process came to the job's end."""
        return bool(self.notes.llen(f"done:{token}"))

    def close(self) -> None:
        """End everything."""
        while self.workers:
            self.end_worker()
        self.notes.close()
        self.app.close()
        self.valkey.release_and_wait()


@pytest.fixture(scope="module")
def queue(tmp_path_factory, django_db_setup: None) -> Iterator[Queue]:
    """One broker for this file, on the tests' database."""
    made = Queue(tmp_path_factory.mktemp("queue") / "data")
    yield made
    made.close()


@pytest.fixture
def worker(queue) -> Forked:
    """The living worker, a new one where the test before killed it."""
    if not queue.workers or queue.workers[-1].has_ended():
        queue.start_worker()
    return queue.workers[-1]


def test_a_killed_pool_process_costs_seconds(queue, worker):
    def once() -> float:
        token = queue.send(1)
        until(lambda: queue.began(token), 20, "the job's begin")
        psutil.Process(int(queue.began(token)[0])).kill()
        return _second_delivery(queue, token)

    times = [once() for _ in range(rounds(1, 20))]
    what = "kill -9 of a pool process: longest wait for the second delivery"
    figure("D01", what, max(times), "s", max(times) < POOL_CHILD_SECONDS, n=len(times))


def test_a_killed_worker_costs_the_visibility_time(queue, worker):
    behind: list[str] = []

    def once() -> float:
        token = queue.send(1)
        behind.extend(queue.send(0.02) for _ in range(rounds(20, 200)))
        until(lambda: queue.began(token), 20, "the job's begin")
        queue.end_worker()
        queue.start_worker()
        return _second_delivery(queue, token)

    times = [once() for _ in range(rounds(1, 10))]
    name = f"kill -9 of the worker's group: second delivery after its restart (visibility {VISIBILITY} s)"
    figure("D01", name, max(times), "s", max(times) < GROUP_SECONDS, n=len(times))
    lost = _gone(queue, behind, 60)
    figure("D01", "jobs waiting behind a killed group: gone", lost, "jobs", lost <= len(times), n=len(behind))


def _gone(queue: Queue, tokens: list[str], patience: float) -> int:
    """How many jobs never come to an end. One that is on its way from Redis into a worker when either is killed stands
    in neither: at most one a kill. Whoever sends jobs finds what is undone in the database; tests/faults/test_live.py
    kills both under the whole program, where nothing may be lost."""
    with suppress(AssertionError):
        until(lambda: all(map(queue.is_done, tokens)), patience, "the end of all jobs")
    return sum(not queue.is_done(token) for token in tokens)


def test_a_worker_told_to_stop_hands_over_what_it_has(queue, worker):
    """A deployment: SIGTERM under load, the next worker goes on."""
    tokens: list[str] = []

    def once() -> float:
        tokens.extend(queue.send(0.05) for _ in range(rounds(40, 60)))
        until(lambda: queue.began(tokens[-10]), 60, "the load")
        began = time.monotonic()
        queue.end_worker(signal.SIGTERM)
        drained = time.monotonic() - began
        queue.start_worker()
        return drained

    times = [once() for _ in range(rounds(1, 20))]
    figure("D16", "SIGTERM under load: until the worker is gone", max(times), "s", max(times) < 30, n=len(times))
    until(lambda: all(map(queue.is_done, tokens)), 120, "the end of all jobs")
    lost = sum(not queue.is_done(token) for token in tokens)
    figure("D16", "SIGTERM under load: jobs lost", lost, "jobs", lost == 0, n=len(tokens))


def _second_delivery(queue: Queue, token: str) -> float:
    waited = until(lambda: len(queue.began(token)) > 1, 60, "the second delivery")
    until(lambda: queue.is_done(token), 30, "the job's end")
    return waited


def test_a_flushed_redis_takes_new_jobs_at_once(queue, worker):
    def once() -> float:
        queue.notes.flushall()
        token = queue.send(0)
        return until(lambda: queue.is_done(token), 30, "a job after the flush")

    times = [once() for _ in range(rounds(1, 20))]
    figure("D03", "FLUSHALL: longest wait for the next job", max(times), "s", max(times) < 5, n=len(times))


def test_a_killed_valkey_takes_new_jobs(queue, worker):
    lost = 0

    def once() -> float:
        nonlocal lost
        tokens = [queue.send(0.2) for _ in range(20)]
        until(lambda: queue.began(tokens[0]), 20, "the first job's begin")
        queue.valkey.process().kill()
        queue.valkey.ensure()
        token = queue.send(0)
        waited = until(lambda: queue.is_done(token), 90, "a job after the kill")
        lost += _gone(queue, tokens, 4 * VISIBILITY)
        return waited

    times = [once() for _ in range(rounds(1, 20))]
    figure("D02", "kill -9 of Valkey: longest wait for the next job", max(times), "s", max(times) < 60, n=len(times))
    few = lost <= len(times)
    figure("D02", "the same: jobs on their way that are gone", lost, f"of {20 * len(times)}", few, n=len(times))


def _deaf_for(queue: Queue, name: str, patience: float = 4 * VISIBILITY, **extra: str) -> bool:
    """Let Redis be mute while both processes end a job; whether the worker takes no more after that."""
    queue.end_worker()
    queue.notes.flushall()
    queue.start_worker(WORKERS_SECONDS="3", **extra)
    for _ in range(2):
        queue.app.send_task("tests.faults.jobs.nap", [2.0])
    until(lambda: queue.notes.hlen("unacked") == 2, 20, "that both are at work")
    frozen = queue.valkey.process()
    frozen.suspend()
    text = queue.workers[-1].text
    try:
        until(lambda: text().count("Couldn't ack") == 2, 30, text)
    finally:
        frozen.resume()
    tokens = [queue.send(0.1) for _ in range(3)]
    with suppress(AssertionError):
        took = until(lambda: all(map(queue.is_done, tokens)), patience, name)
        print(f"{name}: {took:.1f} s")
    return not any(map(queue.is_done, tokens))


def test_a_mute_redis_leaves_no_deaf_worker(queue):
    """D05. With Celery's own request each failed acknowledgement costs a place, for ever (the negative control)."""
    deaf = _deaf_for(queue, "jobs after a mute Redis")
    figure("D05", "Redis mute while jobs end: workers that take no more jobs", int(deaf), "", not deaf, n=1)
    assert _deaf_for(queue, "the same, with Celery's own request", 2 * VISIBILITY, CELERYS_OWN_REQUEST="1")
    queue.end_worker()


def test_defaults_would_keep_a_killed_workers_job_for_an_hour():
    """Negative control: what our options change."""
    defaults = Celery("defaults").conf
    assert not defaults.task_acks_late
    assert not defaults.task_reject_on_worker_lost
    assert options(VISIBILITY)["broker_transport_options"]["visibility_timeout"] < 3600
