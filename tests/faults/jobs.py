"""Jobs for the fault tests, on the project's own Celery application: `celery -A tests.faults.jobs worker`."""

import os
import time

import redis
from django.conf import settings

import config.celery
from config.celery import app

__all__ = ["app", "book", "nap", "slow"]

if "WORKERS_SECONDS" in os.environ:
    config.celery.WORKERS_SECONDS = int(os.environ["WORKERS_SECONDS"])  # type: ignore[attr-defined]
    # Nothing else of the main loop is to notice a mute Redis first.
    app.conf.broker_transport_options["unacked_restore_interval"] = 3600
if "CELERYS_OWN_REQUEST" in os.environ:
    app.Task.Request = "celery.worker.request:Request"


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


@app.task
def nap(seconds: float) -> None:
    """Take a while and note nothing."""
    time.sleep(seconds)
