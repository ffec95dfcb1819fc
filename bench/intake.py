"""A street's ledger of 100,000 rows from upload to committed members, beside django-import-export on the same file.

Ours: received (encrypted), read in the sandbox, checked, staged, accepted, written, committed, each through the stages
that the page and the worker use; the time between the clerk's clicks does not count.

The peer imports the same file into a plain table of texts in three ways, see `bench/import_export_peer.py`: as
installed (row by row with a preview, its defaults; the ratio in the last line is against this one, because it is what a
district would get and does what ours does for the clerk), and tuned for speed, with and without the preview.

Run: `python -m bench.intake [--rows N] [--runs N] [--peer-rows N]`.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from bench import common, ledger

ROWS, RUNS, PEER_ROWS = 100_000, 3, 5_000
TARGET, TARGET_RATIO, TARGET_MEMORY = 5_000.0, 10.0, 400 * common.MB
PEERS = {
    "installed": "import-export as installed: preview, import",
    "tuned": "import-export tuned: preview, import",
    "bare": "import-export tuned: import alone",
}
STREET, CLERK = "440704001000", "jiangnan"


def main() -> int:
    """Measure both, print the table, say whether the figures hold."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--runs", type=int, default=RUNS)
    parser.add_argument("--peer-rows", type=int, default=PEER_ROWS)
    parser.add_argument("--worker", metavar="FILE", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        return work_once(Path(options.worker))
    data_dir = common.prepare("bench-intake")
    seed()
    file = data_dir / f"ledger-{options.rows}.xlsx"
    if not file.exists():
        print(f"writing a ledger of {options.rows:,} rows …", flush=True)
        ledger.write(file, options.rows)
    runs = [ours(file) for _ in range(options.runs)]
    return report(options.rows, runs, peer(file, min(options.peer_rows, options.rows)))


def seed() -> None:
    """The demo's tree and accounts."""
    import django

    django.setup()
    from registry.domain import seeding

    seeding.seed("Bench-7-quiet-otters")


def ours(file: Path) -> dict[str, Any]:
    """One run in a process of its own, its memory watched."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.intake", "--worker", str(file)]
    worker = subprocess.Popen(command, cwd=common.CHECKOUT, stdout=subprocess.PIPE, text=True)
    with common.MemoryWatch(worker.pid) as watch:
        said, _ = worker.communicate()
    if worker.returncode:
        raise SystemExit(f"the run failed: {said}")
    told: dict[str, Any] = json.loads(said.splitlines()[-1])
    told["memory"] = watch.peak
    speed, memory = told["rows"] / told["seconds"], watch.peak / common.MB
    print(f"  run: {speed:,.0f} rows/s, {memory:.0f} MB, {told['stages']}", flush=True)
    print(f"       CPU seconds [here, its processes, the database]: {told['busy']}", flush=True)
    return told


def work_once(file: Path) -> int:
    """In the worker's process: every stage once, then back to where it was. Prints one line of JSON."""
    import django

    django.setup()
    from registry.intake import pipeline

    stage = Stages(CLERK, STREET)
    data = file.read_bytes()
    stage.timed("receive", lambda: stage.receive(file.name, data))
    stage.timed("read and check", stage.run)
    stage.do(pipeline.start_check)
    stage.do(pipeline.apply)
    stage.timed("write and commit", stage.run)
    intake = stage.intake()
    assert intake.state == "applied" and intake.counts["applied"] == intake.rows_total, (intake.problem, intake.counts)
    told = {"rows": intake.rows_total, "seconds": sum(stage.times.values()), "stages": stage.times, "busy": stage.busy}
    stage.do(pipeline.undo)
    stage.run()
    print(json.dumps(told))
    return 0


class Stages:
    """One clerk's intake, stage by stage."""

    def __init__(self, username: str, code: str) -> None:
        from registry.lib import clock
        from registry.models import Organisation
        from registry.models.identity import standings, user_by_name
        from registry.models.unit import work

        self.work = work
        self.times: dict[str, float] = {}
        self.busy: dict[str, list[float]] = {}
        self.postmaster = common.postmaster()
        user = user_by_name(username)
        assert user is not None
        self.user = user
        self.scope = standings(self.user, clock.today())[0].scope(self.user)
        with work(self.scope):
            self.node = Organisation.objects.get(code=code)

    def timed(self, name: str, act: Any) -> None:
        """Do it and note the seconds."""
        began, busy = time.perf_counter(), self.processors()
        act()
        self.times[name] = round(time.perf_counter() - began, 2)
        self.busy[name] = [round(after - before, 2) for before, after in zip(busy, self.processors(), strict=True)]

    def processors(self) -> tuple[float, float, float]:
        """Seconds of CPU used so far: by this process, by the readers it started, by the database."""
        here, readers = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
        own, started = here.ru_utime + here.ru_stime, readers.ru_utime + readers.ru_stime
        return own, started, common.family_seconds(self.postmaster)

    def receive(self, name: str, data: bytes) -> None:
        """Upload."""
        from registry.intake import pipeline

        with self.work(self.scope):
            intake = pipeline.receive(by=self.user, organisation=self.node, file_name=name, data=data)
        self.key = intake.pk

    def intake(self) -> Any:
        """As it is now."""
        from registry.models import Intake

        with self.work(self.scope):
            return Intake.objects.get(pk=self.key)

    def do(self, ask: Any) -> None:
        """What a click does."""
        intake = self.intake()
        with self.work(self.scope):
            ask(by=self.user, intake=intake)

    def run(self) -> None:
        """What the worker does."""
        from registry.intake import running
        from registry.intake.staging.claims import claim_this

        held = claim_this(self.intake())
        assert held is not None
        assert running.run(held) == "done", self.intake().problem


def peer(file: Path, rows: int) -> dict[str, Any]:
    """django-import-export on the first `rows` of the same file, in a process and a schema of its own."""
    command = [sys.executable, "-W", "ignore", "-m", "bench.import_export_peer", str(file), str(rows)]
    done = subprocess.run(
        command, cwd=common.CHECKOUT, env=dict(os.environ), stdout=subprocess.PIPE, text=True, check=True
    )
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def report(rows: int, runs: list[dict[str, Any]], other: dict[str, Any]) -> int:
    """The table and the last line."""
    speed = statistics.median(run["rows"] / run["seconds"] for run in runs)
    memory = max(run["memory"] for run in runs)
    ratio = speed / other["installed"]
    print(f"\n{'':40}{'rows/s':>10}{'ours is':>10}{'peak MB':>10}")
    print(f"{'ours, median of ' + str(len(runs)):40}{speed:>10,.0f}{'':>10}{memory / common.MB:>10,.0f}")
    for name, title in PEERS.items():
        print(f"{title:40}{other[name]:>10,.0f}{speed / other[name]:>8.1f} ×")
    if other["rows"] != rows:
        print(f"the peer with {other['rows']:,} rows, taken as linear in its favour")
    print(f"targets: {TARGET:,.0f} rows/s, {TARGET_RATIO:.0f} × the peer, {TARGET_MEMORY // common.MB} MB")
    print(f"load average {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores\n")
    held = speed >= TARGET and ratio >= TARGET_RATIO and memory <= TARGET_MEMORY
    return common.conclude("intake", speed, "rows/s", ratio, f"django-import-export {other['version']}", held)


if __name__ == "__main__":
    sys.exit(main())
