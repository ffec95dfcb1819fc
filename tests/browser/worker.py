"""A real Celery worker, in a process of its own, on the database of this test run."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

from config.celery import app
from tests.faults.harness import Program, environment, until


@contextmanager
def worker() -> Iterator[Program]:
    """Start a worker that listens to this run only, and end it."""
    command = [sys.executable, "-m", "celery", "-A", "config.celery", "--quiet", "worker", "--concurrency", "1"]
    alone = ["--without-gossip", "--without-mingle", "--without-heartbeat"]
    started = Program([*command, "-Q", _queue(), *alone], _environment())
    try:
        until(lambda: started.said("ready."), 60, "the worker's start")
        yield started
    finally:
        started.end()


@contextmanager
def given_work() -> Iterator[None]:
    """What is put off meanwhile goes to that worker."""
    before, app.conf.task_default_queue = app.conf.task_default_queue, _queue()
    app.amqp.__dict__.pop("queues", None)
    try:
        yield
    finally:
        app.conf.task_default_queue = before
        app.amqp.__dict__.pop("queues", None)


def _queue() -> str:
    return f"bdx-{os.getpid()}"


def _environment() -> dict[str, str]:
    """The app role on the test database, and the keys and the broker of the tests."""
    return environment(settings.DATA_DIR, DATABASE_URL=_database_url(), REDIS_URL=settings.REDIS_URL)


def _database_url() -> str:
    here = connection.settings_dict
    query = {name: here[name.upper()] for name in ("host", "port") if here[name.upper()]}
    user, password = quote(here["USER"]), quote(here["PASSWORD"] or "")
    return f"postgresql://{user}:{password}@/{quote(here['NAME'])}?{urlencode(query)}"
