"""What the benchmarks share: a database of their own, a watch on memory, and the last line."""

import contextlib
import json
import os
import subprocess
import sys
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

import psutil

CHECKOUT = Path(__file__).resolve().parents[1]
MB = 1 << 20


def prepare(folder: str) -> Path:
    """Point this process at embedded servers in `var/<folder>` and migrate them. Call before Django is set up."""
    data_dir = CHECKOUT / "var" / folder
    quiet = {"LOG_LEVEL": "WARNING"}  # the table is read, not the log of requests
    os.environ |= {"DATA_DIR": str(data_dir), "DJANGO_SETTINGS_MODULE": "config.settings.local", **quiet}
    for name in ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    command = [sys.executable, "-W", "ignore", "manage.py", "migrate", "--verbosity", "0", "--skip-checks"]
    subprocess.run(command, cwd=CHECKOUT, check=True)
    return data_dir


class MemoryWatch:
    """Peak memory of a process and all below it: proportional set size, so that shared pages count once.

    >>> with MemoryWatch(pid) as watch:
    ...     ...
    >>> watch.peak  # bytes
    """

    def __init__(self, pid: int, every: float = 0.05) -> None:
        self.process, self.every, self.peak = psutil.Process(pid), every, 0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
                 ) -> None:  # fmt: skip
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._stop.wait(self.every):
            self.peak = max(self.peak, self._now())

    def _now(self) -> int:
        try:
            family = [self.process, *self.process.children(recursive=True)]
        except psutil.Error:
            return 0
        return sum(map(_memory, family))


def _memory(process: psutil.Process) -> int:
    """The sandbox forbids reading its shares: then its resident set, which is more."""
    try:
        return int(process.memory_full_info().pss)
    except psutil.Error:
        pass
    try:
        return int(process.memory_info().rss)
    except psutil.Error:
        return 0


def postmaster() -> psutil.Process:
    """The database server of this benchmark."""
    lines = (Path(os.environ["DATA_DIR"]) / "postgres" / "postmaster.pid").read_text().splitlines()
    return psutil.Process(int(lines[0]))


def family_seconds(process: psutil.Process) -> float:
    """CPU seconds of a process, of those below it and of those that it has outlived."""
    total = 0.0
    for member in (process, *process.children()):
        with contextlib.suppress(psutil.Error):
            times = member.cpu_times()
            total += times.user + times.system
    ended = process.cpu_times()
    return total + ended.children_user + ended.children_system


def conclude(name: str, figure: float, unit: str, ratio: float, peer: str, passed: bool) -> int:
    """Print the last line; the exit code says whether the figure held."""
    said = {
        "name": name,
        "figure": round(figure, 1),
        "unit": unit,
        "ratio": round(ratio, 2),
        "peer": peer,
        "pass": passed,
    }
    print(json.dumps(said, ensure_ascii=False))
    return 0 if passed else 1
