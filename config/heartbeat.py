"""The worker's sign of life: one key in Redis, read by `/readyz` and by the supervisor's watchdog.

A worker that is connected and has a free process shows it by doing the job `config.tasks.heartbeat`, which beat sends
three times in the silent time: a worker that went deaf after a reconnect doesn't. A worker whose processes are all busy
can't take the job and shows instead that its main loop still turns (`config.pulse`).
"""

import time

import redis

KEY = "bdx:heartbeat"
# Three missed signs make a worker silent (WORKER_SILENT_SECONDS, 60 unless the environment says otherwise).
SIGNS = 3
KEEP_SECONDS = 24 * 3600


def beat(url: str) -> None:
    """Write the present time. Raises redis.RedisError."""
    with _client(url) as client:
        client.set(KEY, repr(time.time()), ex=KEEP_SECONDS)


def age(url: str) -> float | None:
    """Seconds since the last sign of life; None when there was none. Raises redis.RedisError."""
    with _client(url) as client:
        written = client.get(KEY)
    return None if written is None else max(0.0, time.time() - float(written))


def is_fresh(url: str, silent_seconds: float) -> bool:
    """Whether a worker gave a sign of life lately. Raises redis.RedisError."""
    found = age(url)
    return found is not None and found <= silent_seconds


def _client(url: str) -> redis.Redis:
    return redis.Redis.from_url(url, socket_timeout=3, socket_connect_timeout=3)
