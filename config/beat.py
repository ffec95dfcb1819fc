"""Beat, with a sign of life of its own and a clock that may step back.

Celery reckons the next run from the last one by the wall clock: when that steps back an hour, nothing would run for an
hour. What ran "in the future" counts as run now.
"""

import logging
import time
from contextlib import suppress
from datetime import timedelta
from typing import Any

from celery.beat import PersistentScheduler
from django.conf import settings
from django.db import DatabaseError, connection
from redis import RedisError

from config import heartbeat

# A clock that is put right by so much is no step.
SLACK = timedelta(seconds=5)

log = logging.getLogger("bdx.beat")


class Scheduler(PersistentScheduler):
    """Celery's own, which also says that it lives."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.next_sign = 0.0
        super().__init__(*args, **kwargs)

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due; seconds until the next look."""
        if self.step_back():
            self._heap = None
        if time.monotonic() >= self.next_sign:
            self.next_sign = time.monotonic() + settings.WORKER_SILENT_SECONDS / heartbeat.SIGNS
            give_sign()
        wanted: float = super().tick(*args, **kwargs)
        return min(wanted, max(self.next_sign - time.monotonic(), 0.1))

    def step_back(self) -> bool:
        """Let entries that ran later than now have run now; whether there were any."""
        found = False
        for entry in self.schedule.values():
            now = entry.default_now()
            if entry.last_run_at and entry.last_run_at > now + SLACK:
                log.warning("the clock stepped back", extra={"entry": entry.name})
                entry.last_run_at, found = now, True
        return found


def give_sign() -> None:
    """In Redis and in the database, each as far as it answers; that Redis doesn't is an alarm."""
    from registry.choices.jobs import Process
    from registry.domain import signs

    answers = False
    with suppress(RedisError):
        heartbeat.beat(settings.REDIS_URL, heartbeat.BEAT)
        answers = True
    try:
        signs.sign(Process.BEAT)
        signs.note_redis(answers)
    except DatabaseError:
        log.warning("no database: beat's sign of life is not written")
    finally:
        connection.close()
