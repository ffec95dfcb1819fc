"""The real system on a test's database: two workers and three beats with a broker of their own, to be broken."""

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psutil
import pytest
import redis
from celery import Celery
from django.db import connection

from config.celery_options import broker_url, options
from config.servers.valkey import Valkey
from registry.lib import clock
from tests.faults import live_process
from tests.faults.forked import Forked
from tests.faults.harness import until
from tests.outreach.post import MORNING

VISIBILITY, SILENT = 5, 6
BEATS = 3


class Live:
    """Its processes by name, its broker, its clock."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.valkey = Valkey(folder / "valkey", durable=True)
        self.url = self.valkey.ensure()
        self.redis = redis.Redis.from_url(self.url)
        self.offset = (MORNING - datetime.now(UTC)).total_seconds()
        self.set_clock(0)
        self.running: dict[str, Forked] = {}
        self.app = Celery("sender", broker=broker_url(self.url))
        self.app.conf.update(options(VISIBILITY))

    def set_clock(self, seconds: float) -> None:
        """Let it be ten in the morning plus what has passed, moved by so many seconds."""
        self.moved = seconds
        (self.folder / "clock").write_text(str(self.offset + seconds))

    def now(self) -> datetime:
        """What the processes take for now."""
        return datetime.now(UTC) + timedelta(seconds=self.offset + self.moved)

    def follow(self, patch: pytest.MonkeyPatch) -> None:
        """The test itself goes by the same clock."""
        patch.setattr(clock, "now", self.now)
        patch.setattr(clock, "today", lambda: clock.local(self.now()).date())

    def start(self, *names: str) -> None:
        """Start what does not run, and wait until all of it is ready; beats are called beat0, beat1, beat2."""
        fresh = [name for name in names if not self.lives(name)]
        (self.folder / "hold").unlink(missing_ok=True)
        for name in fresh:
            self.kill(name)
            self.running[name] = self._program(name)
        for name in fresh:
            word = "ready" if name.startswith("beat") else "ready."
            program = self.running[name]
            until(lambda p=program, w=word: p.said(w) or p.has_ended(), 120, f"the start of {name}")
            assert program.said(word), program.text()

    def _program(self, name: str) -> Forked:
        env = {"REDIS_URL": self.url, "TASK_VISIBILITY_SECONDS": str(VISIBILITY), "WORKER_SILENT_SECONDS": str(SILENT)}
        kind, number = (name[:4], name[4:]) if name.startswith("beat") else (name, "")
        schedule = [str(self.folder / f"schedule{number}")] if number else []
        database = str(connection.settings_dict["NAME"])
        return Forked(live_process.main, database, str(self.folder), kind, *schedule, **env)

    def until(self, true: Callable[[], object], patience: float, what: str | Callable[[], str]) -> float:
        """The harness's `until`; meanwhile what ended is started anew, as whoever started it does: a worker that went
        deaf ends itself."""

        def supervised() -> object:
            self.start(*self.running)
            return true()

        return until(supervised, patience, what)

    def lives(self, name: str) -> bool:
        """Whether a process of that name runs."""
        return name in self.running and not self.running[name].has_ended()

    def kill(self, name: str) -> None:
        """kill -9 for it and all below it."""
        if name in self.running:
            with suppress(psutil.NoSuchProcess):
                self.running[name].kill()
            self.running.pop(name).end()

    def kill_pool_process(self, name: str) -> bool:
        """kill -9 for one of its pool's processes; whether there was one."""
        with suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.running[name].process.pid).children()[-1:]:
                child.kill()
                return True
        return False

    def kill_redis(self) -> None:
        """kill -9 for Redis, and a new one on its file."""
        server = self.valkey.process()
        assert server is not None
        server.kill()
        server.wait(20)
        self.valkey.ensure()

    def tick(self, *names: str) -> None:
        """Send ticks as beat does."""
        for name in names:
            queue = {"queue": "messages"} if name.endswith("messages") else {}
            self.app.send_task(name, **queue)

    def rest(self) -> None:
        """Hold the beats and let the workers come to an end, so that the database can be emptied."""
        (self.folder / "hold").touch()
        until(self._is_at_rest, 60, "the workers' rest")

    def _is_at_rest(self) -> bool:
        """Nothing in the queues, and for a second nobody at work: what a worker had taken already is done by then."""
        self.redis.flushall()
        for _ in range(10):
            if busy():
                return False
            time.sleep(0.1)
        return True

    def close(self) -> None:
        """End everything."""
        for name in list(self.running):
            self.kill(name)
        self.redis.close()
        self.app.close()
        self.valkey.release_and_wait()


def busy() -> int:
    """How many other connections of this database are in the middle of something."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            " AND state <> 'idle'"
        )
        return int(cursor.fetchone()[0])
