"""A worker's sign of life: one key in Redis for each queue, read by `/readyz` and by the supervisor's watchdog.

A worker that is connected and has a free process shows it by doing the job `config.tasks.heartbeat`, which beat sends
three times in the silent time: a worker that went deaf after a reconnect doesn't. A worker whose processes are all busy
can't take the job and shows instead that its main loop still turns (`config.pulse`).
"""

import time

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

KEY = "bdx:heartbeat"
# Three missed signs make a worker silent (WORKER_SILENT_SECONDS, 60 unless the environment says otherwise).
SIGNS = 3
# Beat's own name among the queues.
BEAT = "beat"
KEEP_SECONDS = 24 * 3600


def key_of(queue: str = "") -> str:
    """Where the worker of that queue writes; the one of the default queue for an empty name."""
    return f"{KEY}:{queue}" if queue else KEY


def beat(url: str, queue: str = "") -> None:
    """Write the present time. Raises redis.RedisError."""
    with _client(url) as client:
        client.set(key_of(queue), repr(time.time()), ex=KEEP_SECONDS)


def age(url: str, queue: str = "") -> float | None:
    """Seconds since the last sign of life; None when there was none. Raises redis.RedisError."""
    with _client(url) as client:
        written = client.get(key_of(queue))
    return None if written is None else max(0.0, time.time() - float(written))


def is_fresh(url: str, silent_seconds: float, queue: str = "") -> bool:
    """Whether a worker gave a sign of life lately. Raises redis.RedisError."""
    found = age(url, queue)
    return found is not None and found <= silent_seconds


def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3, retry=Retry(NoBackoff(), 0))
