"""Workers forked from a process that has loaded the program: a start costs a hundredth of one from nothing.

They are processes like any other, to be killed; who tests how a process starts uses `harness.Program`.
"""

import multiprocessing
import os
import runpy
import sys
import tempfile
import warnings
from collections.abc import Callable
from importlib import import_module, reload
from pathlib import Path

import psutil

from tests.faults.harness import kill_tree

_NURSERY = multiprocessing.get_context("forkserver")
_NURSERY.set_forkserver_preload(["tests.faults.loaded", "tests.faults.intake_worker", "tests.faults.message_worker"])


class Forked:
    """`main(*arguments)` in a process of its own, at work on `database`, with what it says on stderr; its settings are
    those of a process that was started with `environment`."""

    def __init__(self, main: Callable[..., int], database: str, *arguments: str, **environment: str) -> None:
        handle, name = tempfile.mkstemp(prefix="bdx-said-")
        os.close(handle)
        self._said = Path(name)
        self.process = _NURSERY.Process(target=_work, args=(name, database, main, arguments, environment))
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

    def signal(self, number: int) -> None:
        """Send a signal to it alone."""
        assert self.process.pid is not None
        os.kill(self.process.pid, number)

    def kill(self) -> None:
        """kill -9 for it and all below it, if it lives."""
        if not self.has_ended():
            kill_tree(psutil.Process(self.process.pid))

    def end(self, patience: float = 60) -> int:
        """Wait for the end; the exit code, negative for a signal."""
        self.process.join(patience)
        code = self.process.exitcode
        assert code is not None, f"still at work after {patience} s: {self.text()}"
        self.process.close()
        self._said.unlink()
        return code


def module(name: str, *arguments: str) -> int:
    """As `python -W ignore -m name arguments` does it: a `main` for `Forked`."""
    warnings.simplefilter("ignore")
    sys.argv = [name, *arguments]
    runpy.run_module(name, run_name="__main__", alter_sys=True)
    return 0


def _work(
    said: str, database: str, main: Callable[..., int], arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    from django.conf import settings

    os.setsid()
    os.dup2(os.open(said, os.O_WRONLY | os.O_APPEND), 2)
    if environment:
        _read_again(environment)
    settings.DATABASES["default"]["NAME"] = database
    sys.exit(main(*arguments))


def _read_again(environment: dict[str, str]) -> None:
    """Let the settings follow from these variables. The database server stays."""
    from django.conf import settings

    os.environ.update(environment)
    fresh = reload(import_module(os.environ["DJANGO_SETTINGS_MODULE"]))
    for name in filter(str.isupper, set(dir(fresh)) - {"DATABASES"}):
        setattr(settings, name, getattr(fresh, name))
