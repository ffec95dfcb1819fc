"""What the two embedded servers have in common: starting once, being shared, stopping with the last user.

Every process that uses a server holds a shared lock on its *hold* file until it dies. A detached reaper waits for
that file exclusively and then stops the server, so that the last one out turns off the light, whatever killed it.
"""

import contextlib
import subprocess
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from pathlib import Path

import psutil

from config.refusal import Refusal
from config.servers.locks import FileLock

CHECKOUT = Path(__file__).resolve().parents[2]
STOP_SECONDS = 20


class EmbeddedServer(ABC):
    """One server with its data in one folder. Times are seconds."""

    title: str

    def __init__(self, folder: Path, *, durable: bool = True) -> None:
        self.folder = folder.resolve()
        self.durable = durable
        self.hold = self._lock("hold")
        self.gate = self._lock("gate")
        self.reaper = self._lock("reaper")

    def ensure(self) -> str:
        """Start the server unless it runs, keep it alive until this process ends, and return its URL."""
        with self.gate.alone():
            self.hold.shared()
            if not self.is_running():
                self.start()
            self._ensure_reaper()
        return self.url()

    def release(self) -> None:
        """Stop needing the server."""
        self.hold.release()

    def release_and_wait(self, patience: float = STOP_SECONDS) -> bool:
        """Stop needing the server and wait until it is down; False when somebody else still uses it."""
        self.release()
        deadline = time.monotonic() + patience
        used_since = time.monotonic()
        while not self.reaper.is_free() and time.monotonic() < deadline:
            if not self._somebody_uses_it():
                used_since = time.monotonic()
            if time.monotonic() - used_since > 0.5:
                return False
            time.sleep(0.05)
        return self.process() is None

    def stop(self) -> None:
        """Stop the server now, gently first, whoever uses it."""
        process = self.process()
        if process is None:
            return
        for ask in (self.ask_to_stop, psutil.Process.terminate, psutil.Process.kill):
            with contextlib.suppress(psutil.NoSuchProcess):
                ask(process)
            if wait_until(lambda: not is_alive(process), 10):
                return

    def leftovers(self) -> list[psutil.Process]:
        """Processes that have the data folder as their working directory."""
        return [process for process in psutil.process_iter() if _works_in(process, self.folder)]

    def wait_for_leftovers(self, patience: float = 5) -> None:
        """Let the children of a killed server end, and end them when they don't."""
        if wait_until(lambda: not self.leftovers(), patience):
            return
        for process in self.leftovers():
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        wait_until(lambda: not self.leftovers(), patience)

    @abstractmethod
    def process(self) -> psutil.Process | None:
        """The server's main process, if it is alive and has our folder, not a copy of it."""

    @abstractmethod
    def is_running(self) -> bool:
        """Whether the server is ours and takes connections."""

    @abstractmethod
    def start(self) -> None:
        """Start it; called behind the gate. Raises Refusal."""

    @abstractmethod
    def url(self) -> str:
        """Where to connect to."""

    def ask_to_stop(self, process: psutil.Process) -> None:
        """The gentlest signal that ends the server without waiting for its clients."""
        process.terminate()

    def _lock(self, kind: str) -> FileLock:
        return FileLock(self.folder.with_name(f"{self.folder.name}.{kind}"))

    def _somebody_uses_it(self) -> bool:
        probe = self._lock("hold")
        try:
            return probe.try_shared() and not self.reaper.is_free()
        finally:
            probe.release()

    def _ensure_reaper(self) -> None:
        if not self.reaper.is_free():
            return
        command = [sys.executable, "-m", "config.servers.reaper", type(self).__name__, str(self.folder)]
        with subprocess.Popen(
            command,
            cwd=CHECKOUT,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        ) as starter:
            assert starter.stdout is not None
            if not starter.stdout.readline():
                raise Refusal(f"看护 {self.title} 的进程没有启动，请再试一次。")


def _works_in(process: psutil.Process, folder: Path) -> bool:
    try:
        return bool(process.cwd() == str(folder))
    except (psutil.Error, OSError):
        return False


def is_alive(process: psutil.Process) -> bool:
    """Whether a process still runs; a zombie that nobody collects does not."""
    try:
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False


def wait_until(true: Callable[[], bool], patience: float) -> bool:
    """Poll until `true()`, at most `patience` seconds; whether it came true."""
    deadline = time.monotonic() + patience
    while not true():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def read_pid(path: Path) -> psutil.Process | None:
    """The live process that a pid file names on its first line."""
    try:
        return psutil.Process(int(path.read_text().split("\n", 1)[0]))
    except (OSError, ValueError, psutil.Error):
        return None
