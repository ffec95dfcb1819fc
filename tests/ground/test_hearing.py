"""A worker that could hear and does not ends itself; one that nobody asks, or whose Redis is away, doesn't."""

import threading

import pytest

from config import hearing, heartbeat
from config.hearing import Hearing

SILENT = 60.0


@pytest.mark.parametrize(
    ("own", "beats", "why"),
    [
        (5.0, 5.0, "it hears"),
        (None, None, "Redis is away"),
        (900.0, None, "beat never lived"),
        (900.0, 900.0, "beat is away, or the clock jumped"),
    ],
)
def test_who_can_not_be_blamed(own: float | None, beats: float | None, why: str) -> None:
    judge = Hearing(SILENT)
    assert not any(judge.is_lost(own, beats, float(now)) for now in range(0, 3600, 20)), why


def test_who_is_deaf() -> None:
    judge = Hearing(SILENT)
    assert not any(judge.is_lost(900.0, 5.0, float(now)) for now in range(0, 61, 20)), "Redis was away until just now"
    assert judge.is_lost(900.0, 5.0, 80.0)
    assert not judge.is_lost(900.0, None, 100.0), "away again: it begins anew"
    assert not judge.is_lost(900.0, 5.0, 120.0)


def test_the_thread_ends_a_deaf_worker_and_no_other(settings) -> None:
    """On a real Redis: signs of beat all the time, signs of the worker for a while."""
    settings.WORKER_SILENT_SECONDS = 0.6
    ended, stop, hears = threading.Event(), threading.Event(), threading.Event()
    hears.set()

    def signs() -> None:
        while not stop.wait(0.05):
            heartbeat.beat(settings.REDIS_URL, heartbeat.BEAT)
            if hears.is_set():
                heartbeat.beat(settings.REDIS_URL, "hearing-test")

    thread = threading.Thread(target=signs)
    thread.start()
    try:
        watching = hearing.listen("hearing-test", ended.set)
        assert not ended.wait(3.0)
        hears.clear()
        assert ended.wait(30)
        watching.join(5)
    finally:
        stop.set()
        thread.join()


def test_how_it_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Asked first, as systemd does; then, if its main loop stands still, at once."""
    done: list[tuple[str, int]] = []
    monkeypatch.setattr(hearing, "WARM_SECONDS", 0.0)
    monkeypatch.setattr(hearing.os, "kill", lambda pid, signal: done.append(("kill", int(signal))))
    monkeypatch.setattr(hearing.os, "_exit", lambda code: done.append(("exit", code)))
    hearing._end()
    assert done == [("kill", 15), ("exit", 1)]
