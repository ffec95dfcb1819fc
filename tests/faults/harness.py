"""What the fault tests share: a stack of its own to break, its processes, and the book of figures.

Short here and there, full under `make faults` (FAULTS=full), where each figure is written into docs/faults.md.
"""

import datetime
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from typing import TypeVar

import psutil

from config.servers.stop import stop

T = TypeVar("T")

CHECKOUT = Path(__file__).resolve().parents[2]
BOOK = CHECKOUT / "docs" / "faults.md"
FULL = os.environ.get("FAULTS") == "full"
SERVER_VARIABLES = ("DATABASE_URL", "MIGRATION_DATABASE_URL", "REDIS_URL", "PYTEST_XDIST_WORKER")

HEAD = """\
# Faults

Faults made on purpose on real servers, and what they cost. Written by `make faults`; `make test` holds a short copy of
each. `n` is how often the fault was made or how many cases were tried, `seconds` how long that took.

| id | what | n | figure | held | seconds | commit | date |
|---|---|---:|---:|---|---:|---|---|
"""


class Book:
    """When the present test began, and how many figures this run has noted."""

    began = time.monotonic()
    noted = 0


def rounds(short: int, full: int) -> int:
    """How often to repeat: `short` in `make test`, `full` in `make faults`."""
    return full if FULL else short


def by_turns(things: Sequence[T], at: int, of: int) -> Sequence[T]:
    """Everything at full size; else one in `of`, for whom comes `at`-th: so many of them ask for all of it together."""
    return things if FULL else things[at % of :: of]


def figure(number: str, what: str, value: float, unit: str, passed: bool, *, n: int) -> None:
    """Note a measured figure and require that it held and that something was tried. `number` is its id in the list of
    tests. In full size it goes into docs/faults.md, one row an id and name."""
    said = f"{value:g} {unit}".strip()
    print(f"{number} {what}: {said} (n = {n})")
    Book.noted += 1
    passed = passed and n > 0
    if FULL:
        seconds = time.monotonic() - Book.began
        cells = (number, what, f"{n:,}", said, "yes" if passed else "NO", f"{seconds:.0f}", _commit(), _today())
        _write(number, what, f"| {' | '.join(cells)} |")
    assert passed, f"{number} {what}: {said} (n = {n})"


def _write(number: str, what: str, row: str) -> None:
    lines = BOOK.read_text("utf-8").splitlines() if BOOK.exists() else []
    rows = {_key(line): line for line in lines if line.startswith("| ") and not line.startswith("| id |")}
    rows[number, what] = row
    BOOK.parent.mkdir(exist_ok=True)
    BOOK.write_text(HEAD + "".join(f"{rows[key]}\n" for key in sorted(rows)), "utf-8")


def _key(line: str) -> tuple[str, str]:
    _, number, what, *_ = line.split("|")
    return number.strip(), what.strip()


def _commit() -> str:
    """The commit that was tested; a plus says that files were changed since, the book itself aside."""
    changed = _git("status", "--porcelain", "--untracked-files=no", "--", ".", ":(exclude)docs/faults.md")
    return (_git("rev-parse", "--short", "HEAD") or "?") + ("+" if changed else "")


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=CHECKOUT, capture_output=True, text=True, check=False)
    return done.stdout.strip()


def _today() -> str:
    return str(datetime.date.today())


def environment(data_dir: Path, **more: str) -> dict[str, str]:
    """The environment of a local installation of its own, whatever the tests themselves run on."""
    kept = {name: value for name, value in os.environ.items() if name not in SERVER_VARIABLES}
    return kept | {"DJANGO_SETTINGS_MODULE": "config.settings.local", "DATA_DIR": str(data_dir)} | more


def free_port() -> int:
    """A port that was free a moment ago."""
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def until(true: Callable[[], object], patience: float, what: str | Callable[[], str] = "it") -> float:
    """Seconds until `true()`; fails the test after `patience` seconds, saying `what` (asked only then)."""
    began = time.monotonic()
    while not true():
        late = time.monotonic() - began >= patience
        assert not late, f"{what() if callable(what) else what} did not happen within {patience} s"
        time.sleep(0.05)
    return time.monotonic() - began


def living(data_dir: Path) -> list[str]:
    """Command lines of every process that has to do with a data folder, reapers and zombies aside."""
    found = []
    for process in psutil.process_iter():
        try:
            line = " ".join(process.cmdline())
            involved = str(data_dir) in line or process.cwd().startswith(str(data_dir))
            if involved and process.status() != psutil.STATUS_ZOMBIE:
                found.append(line)
        except (psutil.Error, OSError):  # it ended while it was looked at
            continue
    return found


class Program:
    """A program that was started, with what it says on stderr, line by line."""

    def __init__(self, command: list[str], env: dict[str, str]) -> None:
        self.began = time.monotonic()
        self.process = subprocess.Popen(
            command, cwd=CHECKOUT, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
            start_new_session=True,
        )  # fmt: skip
        self.lines: list[str] = []
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stderr is not None
        self.lines.extend(iter(self.process.stderr.readline, ""))

    def said(self, word: str) -> bool:
        """Whether a line with `word` was printed."""
        return any(word in line for line in self.lines)

    def end(self, signal_number: int = signal.SIGINT, patience: float = 60) -> int:
        """Send a signal, wait for the end, return the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal_number)
        code = self.process.wait(patience)
        self._reader.join(5)
        assert self.process.stderr is not None
        self.process.stderr.close()
        return code


class Stack(Program):
    """The whole running system (`python -m config.run migrate`) on a data folder of its own."""

    def __init__(self, data_dir: Path, *prepare: str, **more: str) -> None:
        self.port = free_port()
        self.data_dir = data_dir
        env = environment(data_dir, PORT=str(self.port), **more)
        super().__init__([sys.executable, "-m", "config.run", *prepare], env)

    def get(self, path: str) -> int:
        """Status of a page; 0 while nobody answers."""
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=5)) as web:
                web.request("GET", path)
                return web.getresponse().status
        except (OSError, HTTPException):
            return 0

    def wait_ready(self, patience: float = 90) -> float:
        """Wait for a 200 from /readyz; seconds since the start."""
        until(lambda: self.get("/readyz") == 200, patience, "/readyz 200")
        return time.monotonic() - self.began

    def child(self, name: str) -> psutil.Process:
        """The main process of web, worker or beat."""
        started = [line for line in self.lines if f"{name} 已启动" in line]
        return psutil.Process(int(started[-1].split("pid ")[1].rstrip("）\n")))

    def starts(self, name: str) -> int:
        """How often a child was started."""
        return sum(f"{name} 已启动" in line for line in self.lines)


@contextmanager
def stack(data_dir: Path, *prepare: str, **more: str) -> Iterator[Stack]:
    """A Stack that is ended in any case, its servers with it."""
    running = Stack(data_dir, *prepare, **more)
    try:
        yield running
    finally:
        running.end()
        stop_servers(data_dir)


def stop_servers(data_dir: Path) -> None:
    """End whatever a test left behind."""
    stop(data_dir.absolute())


def kill_tree(process: psutil.Process) -> None:
    """kill -9 for a process and all below it, at one stroke."""
    for victim in [process, *process.children(recursive=True)]:
        victim.kill()
