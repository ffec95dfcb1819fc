"""Workers forked from a process that has loaded the program: a start costs a hundredth of one from nothing.

They are processes like any other, to be killed; who tests how a process starts uses `harness.Program`.
"""

import multiprocessing
import os
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

_NURSERY = multiprocessing.get_context("forkserver")
_NURSERY.set_forkserver_preload(["tests.faults.loaded", "tests.faults.intake_worker", "tests.faults.message_worker"])


class Forked:
    """`main(*arguments)` in a process of its own, at work on `database`, with what it says on stderr."""

    def __init__(self, main: Callable[..., int], database: str, *arguments: str) -> None:
        handle, name = tempfile.mkstemp(prefix="bdx-said-")
        os.close(handle)
        self._said = Path(name)
        self.process = _NURSERY.Process(target=_work, args=(name, database, main, arguments))
        self.process.start()

    def said(self, word: str) -> bool:
        """Whether that was printed."""
        return word in self.text()

    def text(self) -> str:
        """All that was printed."""
        return self._said.read_text(errors="replace")

    def has_ended(self) -> bool:
        """Whether it came to an end or was killed."""
        return self.process.exitcode is not None

    def end(self, patience: float = 60) -> int:
        """Wait for the end; the exit code, negative for a signal."""
        self.process.join(patience)
        code = self.process.exitcode
        assert code is not None, f"still at work after {patience} s: {self.text()}"
        self.process.close()
        self._said.unlink()
        return code


def _work(said: str, database: str, main: Callable[..., int], arguments: tuple[str, ...]) -> None:
    from django.conf import settings

    os.setsid()
    os.dup2(os.open(said, os.O_WRONLY | os.O_APPEND), 2)
    settings.DATABASES["default"]["NAME"] = database
    sys.exit(main(*arguments))
