"""A worker or a beat of the real system on a test's database.

Its clock is the real one, moved by the seconds in FOLDER/clock. Leases, pauses and ticks are short: what takes minutes
takes seconds. While FOLDER/poison is there, the job that looks for duplicates kills whoever does it; with FOLDER/slow
an intake waits, with FOLDER/hold beats hold still.
"""

import os
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

KINDS = {
    "worker": ["worker", "--concurrency", "2"],
    "messages": ["worker", "--queues", "messages", "--hostname", "messages@%h", "--concurrency", "1"],
    "beat": ["beat", "--pidfile", ""],
}
QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "INFO"]
TICK = 4.0
# What nobody waits for here keeps its minute: three beats would ask two processes for it again and again.
UNHURRIED = {"reports.tasks.tick_exports", "reports.tasks.refresh_board", "registry.tasks.find_new_pairs"}
SHORT = timedelta(seconds=0.2)
# Longer than a loaded machine takes for anything else; the test takes the file away.
HELD = 60


def main(folder: str, kind: str, schedule: str = "") -> int:
    """Work until killed."""
    from django.conf import settings

    settings.DATA_DIR = Path(folder)  # for the anchors of the trail
    move_clock(Path(folder) / "clock")
    make_short()
    poison(Path(folder))
    import config.celery
    from config.beat import Scheduler
    from config.celery import app

    config.celery.WORKERS_SECONDS = 5  # type: ignore[attr-defined]
    tick = Scheduler.tick
    Scheduler.tick = lambda self: 0.1 if (Path(folder) / "hold").exists() else tick(self)  # type: ignore[method-assign]
    app.conf.beat_schedule = {name: hurried(entry) for name, entry in app.conf.beat_schedule.items()}
    arguments = KINDS[kind] + (["--schedule", schedule] if schedule else QUIET)
    print("ready", file=sys.stderr, flush=True)
    app.start(["--quiet", *arguments])
    return 0


def move_clock(file: Path) -> None:
    """`registry.lib.clock` says what the file says."""
    from registry.lib import clock

    def now() -> datetime:
        return datetime.now(UTC) + timedelta(seconds=float(file.read_text()))

    clock.now = now  # type: ignore[assignment]
    clock.today = lambda: clock.local(now()).date()  # type: ignore[assignment]


def make_short() -> None:
    """Leases of a second or two, pauses of a fifth of one."""
    from outreach.domain import outbox, outcomes, reconciling
    from registry.domain import jobs
    from registry.intake.staging import claims, staged
    from registry.intake.writing import applying
    from registry.models import job

    staged.BLOCK = applying.CHUNK = 100  # whole packs
    claims.LEASE, claims.PAUSE, claims.BEAT = timedelta(seconds=1.5), SHORT, 0.4
    jobs.LEASE = job.LEASE = job.HORIZON[job.JobState.RUNNING] = timedelta(seconds=1.5)
    jobs.PAUSES, jobs.BEAT = (SHORT, SHORT), 0.4
    outbox.LEASE, outcomes.PAUSES = timedelta(seconds=2), (SHORT, SHORT)
    reconciling.ASK_EVERY, reconciling.BOOKS_LAG = SHORT, timedelta(seconds=1)


def hurried(entry: dict) -> dict:
    """An entry of the timetable that comes every four seconds instead of every minute; nightly ones stay."""
    keeps = entry["task"] in UNHURRIED or not isinstance(entry["schedule"], float)
    return entry if keeps else entry | {"schedule": TICK}


def poison(folder: Path) -> None:
    """Leave time for a kill in the work, and kill whoever takes the poison; each death is a line of a file."""
    from registry import tasks
    from registry.intake.staging.claims import Claim

    progress, harmless = Claim.progress, tasks.NIGHTLY["find_duplicates"]

    def slowly(held: Claim, *figures: int) -> None:
        time.sleep(0.1)
        until = time.monotonic() + HELD
        while (folder / "slow").exists() and time.monotonic() < until:
            time.sleep(0.1)
        progress(held, *figures)

    def deadly(path: str) -> int:
        if (folder / "poison").exists():
            with (folder / "deaths").open("a") as deaths:
                deaths.write(f"{path}\n")
            os.kill(os.getpid(), signal.SIGKILL)
        return harmless(path)

    Claim.progress = slowly  # type: ignore[method-assign]
    tasks.NIGHTLY["find_duplicates"] = deadly
    count = tasks.jobs.attempt

    def counted(name: str, path: str, act: Callable[[], int], **how: bool) -> int | None:
        return act() if (folder / "uncounted").exists() else count(name, path, act, **how)

    tasks.jobs.attempt = counted  # type: ignore[assignment]
