"""Runs the web, the worker and beat together. `python -m config.servers.supervisor` or, for people, `make run`.

One Ctrl-C stops everything in order: the main processes are asked first, so that running work may end; after 15 s
whole groups are killed; Valkey goes next, PostgreSQL by its reaper once its last user is gone.

Programs are forked from the supervisor, which has loaded what they need: four that each load Django take three times as
long to start, and share no memory. The supervisor has no thread and no connection that a fork could break.
"""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from multiprocessing.process import BaseProcess
from types import FrameType

GRACE_SECONDS = 15
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60
# prctl(2): the signal a process gets when its parent dies.
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None
FORK = multiprocessing.get_context("fork")
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(slots=True)
class Child:
    """One program that is kept running. A program that dies young waits longer and longer before its next start."""

    name: str
    main: Callable[[], object]
    say: Callable[[str], None]
    process: BaseProcess | None = None
    started: float = 0.0
    pause: float = 1.0
    due: float = field(default=0.0)

    def start(self) -> None:
        """Start it in a session of its own: the terminal's Ctrl-C reaches only the supervisor."""
        self.process = FORK.Process(target=_begin, args=(self.main, os.getpid()), name=self.name)
        self.process.start()
        self.started = time.monotonic()
        self.say(f"{self.name} 已启动（pid {self.process.pid}）")

    def look_after(self) -> None:
        """Notice a death, and start again when its pause is over."""
        now = time.monotonic()
        if self.process is None:
            if now >= self.due:
                self.start()
        elif (code := self.process.exitcode) is not None:
            self._plan_next(code, now)

    def ask(self, signal_number: int) -> None:
        """Signal the main process."""
        if not self.is_over():
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._pid(), signal_number)

    def kill_group(self) -> None:
        """End the main process and all it started."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._pid(), signal.SIGKILL)
            self.process.join()

    def age(self) -> float:
        """Seconds since its last start."""
        return time.monotonic() - self.started

    def is_over(self) -> bool:
        """Whether the main process has ended."""
        return self.process is None or self.process.exitcode is not None

    def _pid(self) -> int:
        assert self.process is not None and self.process.pid is not None
        return self.process.pid

    def _plan_next(self, code: int, now: float) -> None:
        assert self.process is not None
        # What the dead one left in its group would hold the port or the queue.
        self.kill_group()
        self.pause = 1.0 if now - self.started > STEADY_SECONDS else min(self.pause * 2, LONGEST_PAUSE)
        self.due, self.process = now + self.pause, None
        self.say(f"{self.name} 意外退出（{code}），{self.pause:.0f} 秒后重新启动")


def _begin(main: Callable[[], object], parent: int) -> None:
    """In the child, before its program: a supervisor that is killed itself takes its children along (Linux)."""
    os.setsid()
    for number in SIGNALS:
        signal.signal(number, signal.default_int_handler if number == signal.SIGINT else signal.SIG_DFL)
    go_along(parent)
    main()


def go_along(parent: int) -> None:
    """Let this child end with its parent, however that ends."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:  # it is gone already and sends no signal any more
        os._exit(1)


class Supervisor:
    """Keeps children running until a signal, and calls `watch` about once a second in between."""

    def __init__(
        self, programs: Mapping[str, Callable[[], object]], watch: Callable[["Supervisor"], None], name: str
    ) -> None:
        self.name = name
        self.children = {title: Child(title, main, self.say) for title, main in programs.items()}
        self.watch = watch
        self.stopping = False

    def run(self) -> None:
        """Start all, look after them, stop all."""
        for number in SIGNALS:
            signal.signal(number, self._stop)
        try:
            while not self.stopping:
                for child in self.children.values():
                    child.look_after()
                self.watch(self)
                self._doze()
        finally:
            self.stop_children()

    def stop_children(self) -> None:
        """Ask the main processes, wait, then end whatever is left of their groups."""
        self.say("正在停止……")
        for child in self.children.values():
            child.ask(signal.SIGTERM)
        deadline = time.monotonic() + GRACE_SECONDS
        while time.monotonic() < deadline and not all(child.is_over() for child in self.children.values()):
            time.sleep(0.05)
        for child in self.children.values():
            child.kill_group()

    def say(self, sentence: str) -> None:
        """One line for people, on stderr."""
        print(f"[{self.name}] {sentence}", file=sys.stderr, flush=True)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _doze(self) -> None:
        # In slices: a signal handler only sets a flag, and nobody likes to wait a second for Ctrl-C.
        for _ in range(10):
            if self.stopping:
                return
            time.sleep(0.1)
