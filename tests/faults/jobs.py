"""Jobs for the fault tests, on the project's own Celery application: `celery -A tests.faults.jobs worker`."""

import os
import time

import redis
from django.conf import settings

from config.celery import app

__all__ = ["app", "book", "slow"]


def book() -> redis.Redis:
    """Where jobs note what they did."""
    return redis.Redis.from_url(settings.REDIS_URL, decode_responses=True)


@app.task
def slow(token: str, seconds: float) -> None:
    """Note the process that began, take a while, note the end."""
    with book() as notes:
        notes.rpush(f"began:{token}", os.getpid())
        time.sleep(seconds)
        notes.rpush(f"done:{token}", os.getpid())
