"""Who is taken for silent by the supervisor: a worker that gives no sign, not one whose signs nobody could keep."""

import time
from types import SimpleNamespace
from typing import Any

import pytest
import redis
from django.conf import settings

from config import heartbeat, run
from config.run import Watch

OLD = 1000.0


class Children:
    """A supervisor's children, all old, and who of them was killed."""

    def __init__(self) -> None:
        self.killed: list[str] = []
        self.children = {name: SimpleNamespace(age=lambda: OLD, kill_group=self._killed(name)) for name in run.WORKERS}

    def _killed(self, name: str) -> Any:
        return lambda: self.killed.append(name)

    def say(self, text: str) -> None:
        """Nobody reads it."""


@pytest.fixture
def watch() -> Watch:
    return Watch(SimpleNamespace(servers=[], redis_url=settings.REDIS_URL, worker_silent=1.0))  # type: ignore[arg-type]


def heard(watch: Watch) -> list[str]:
    """Whom one look kills."""
    found = Children()
    for name, queue in run.WORKERS.items():
        watch._listen_to_worker(found, name, queue)  # type: ignore[arg-type]
    return found.killed


def signs(ago: float | None) -> None:
    """So long ago each gave a sign; None: Redis was emptied."""
    with redis.Redis.from_url(settings.REDIS_URL) as client:
        for queue in run.WORKERS.values():
            if ago is None:
                client.delete(heartbeat.key_of(queue))
            else:
                client.set(heartbeat.key_of(queue), time.time() - ago)


def test_a_silent_one_is_killed_and_one_that_was_forgotten_is_not(
    watch: Watch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "WATCH_SECONDS", 0.0)
    signs(0)
    assert heard(watch) == []
    signs(None)
    assert heard(watch) == []  # FLUSHALL: they had no time to say anything
    time.sleep(1.2)
    assert set(heard(watch)) == set(run.WORKERS)  # nor since
    signs(0)
    assert heard(watch) == []
    signs(600)
    assert set(heard(watch)) == set(run.WORKERS)


def test_nobody_is_blamed_for_a_redis_that_was_mute(watch: Watch, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "WATCH_SECONDS", 0.0)
    signs(600)
    with monkeypatch.context() as away:
        away.setattr(watch.env, "redis_url", "redis://127.0.0.1:1/0")
        assert heard(watch) == []
    assert heard(watch) == []  # it is back, and they have had no time to say anything
    time.sleep(1.2)
    assert set(heard(watch)) == set(run.WORKERS)
