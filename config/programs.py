"""What runs under the supervisor, by name: each is called in a child that was forked when Django was loaded."""

import runpy
import sys
import warnings
from collections.abc import Callable
from functools import partial

from config.celery_options import MESSAGES
from config.env import Environment


def programs(env: Environment) -> dict[str, Callable[[], object]]:
    """The web, the two workers and beat."""
    level = ("--loglevel", env.log_level)
    # Workers tell each other nothing: every such word is one more for which a mute Redis could hold up the main loop.
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat", *level)
    own = ("--queues", MESSAGES, "--hostname", "messages@%h")
    schedule = env.data_dir / "beat-schedule"
    return {
        "web": partial(_module, "gunicorn", "-c", "python:config.gunicorn", "config.wsgi"),
        "worker": partial(_celery, "worker", "--concurrency", str(env.worker_concurrency), *alone),
        # Messages have a worker of their own: they never wait behind an intake.
        "messages": partial(_celery, "worker", *own, "--concurrency", "1", *alone),
        "beat": partial(_celery, "beat", "--schedule", str(schedule), "--pidfile", "", *level),
    }


def _celery(*arguments: str) -> None:
    warnings.filterwarnings("ignore", "You're running the worker")
    _module("celery", "-A", "config.celery", "--quiet", *arguments)


def _module(name: str, *arguments: str) -> None:
    """As `python -m name arguments` does it."""
    sys.argv = [name, *arguments]
    runpy.run_module(name, run_name="__main__", alter_sys=True)
