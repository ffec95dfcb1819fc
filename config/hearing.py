"""A worker that went deaf says so and ends itself, so that whoever started it starts a new one.

After a Redis that took connections and said nothing, a worker's main process may sit connected and take no more jobs.
`config.run` replaces a silent worker; under systemd nobody listens, so the worker does it itself.
"""

import os
import signal
import threading
import time
from collections.abc import Callable

import structlog
from django.conf import settings
from redis import RedisError

from config import heartbeat

# What a worker may take to end its jobs after it was asked to, before it ends at once.
WARM_SECONDS = 30.0

log = structlog.get_logger("bdx.worker")


class Hearing:
    """Judges from looks at Redis whether this worker could have heard and did not.

    `silent_seconds` is both how old the worker's own sign must be and for how long Redis and beat must have been well:
    without Redis nobody hears, without beat nobody asks.
    """

    def __init__(self, silent_seconds: float) -> None:
        self.silent_seconds = silent_seconds
        self.asked_since: float | None = None

    def is_lost(self, own_age: float | None, beats_age: float | None, now: float) -> bool:
        """Whether the worker is deaf. Ages of the signs in seconds, None for none or no answer; `now` is monotonic."""
        if beats_age is None or beats_age > self.silent_seconds:
            self.asked_since = None
            return False
        if self.asked_since is None:
            self.asked_since = now
        is_silent = own_age is None or own_age > self.silent_seconds
        return is_silent and now - self.asked_since > self.silent_seconds


def listen(queue: str, end: Callable[[], None] | None = None) -> threading.Thread:
    """Look three times in the silent time, from a thread of the main process; `end` is called once if it is lost."""
    thread = threading.Thread(target=_watch, args=(queue, end or _end), name="hearing", daemon=True)
    thread.start()
    return thread


def _watch(queue: str, end: Callable[[], None]) -> None:
    silent = float(settings.WORKER_SILENT_SECONDS)
    hearing = Hearing(silent)
    while not hearing.is_lost(_age(queue), _age(heartbeat.BEAT), time.monotonic()):
        time.sleep(silent / heartbeat.SIGNS)
    log.error("the worker is deaf: it ends, to be started anew", queue=queue or "default")
    end()


def _age(queue: str) -> float | None:
    try:
        return heartbeat.age(settings.REDIS_URL, queue)
    except RedisError:
        return None


def _end() -> None:
    """Ask the own process to end as systemd would; one whose main loop stands still ends at once, after a while."""
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(WARM_SECONDS)
    os._exit(1)
