"""A file from bytes to rows that are ready to be staged; a big one in a process of its own, so that two cores work.

The checking process (`python -m registry.intake.staging.examining`) has no keys and no database. It starts the reading
process and hands its rows on, checked; a hostile file still meets nobody but the reading process.
"""

import ctypes
import signal
import subprocess
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from registry.intake.files.reading import ROOT
from registry.intake.files.refusals import Refusal
from registry.intake.headings.plans import Wishes
from registry.intake.rows.around import Surroundings
from registry.intake.sheets.reports import Summary, check_file
from registry.intake.staging.ahead import bulk_work
from registry.intake.staging.counting import Counts
from registry.intake.staging.payloads import Payloads, Ready
from registry.lib.confinement import PR_SET_PDEATHSIG

APART_FROM = 100_000  # bytes of a file that is worth a process of its own
ROWS, END, REFUSED, BROKEN = "rows", "end", "refused", "broken"


class ExaminationError(RuntimeError):
    """The checking process failed; says where, and nothing of the file."""


@dataclass(slots=True)
class Examination:
    """One file to be checked; `summary` and `counts` are complete when its last block is out."""

    source: Path | bytes
    wishes: Wishes
    around: Surroundings
    block: int
    summary: Summary = field(default_factory=Summary)
    counts: Counts = field(default_factory=Counts)

    def blocks(self) -> Iterator[list[Ready]]:
        """All rows, checked here or apart. Raises Refusal and ExaminationError."""
        size = self.source.stat().st_size if isinstance(self.source, Path) else len(self.source)
        return self.here() if size < APART_FROM else self._apart()

    def here(self) -> Iterator[list[Ready]]:
        """All rows, checked in this process."""
        rows = check_file(self.source, self.wishes.filename, self.around.context, self.wishes, self.summary)
        return Payloads(self.around, self.counts).blocks(rows, self.block)

    def _apart(self) -> Iterator[list[Ready]]:
        with _process(self) as pipe:
            while True:
                kind, *told = _next(pipe)
                if kind == ROWS:
                    yield [Ready(*row) for row in told[0]]
                elif kind == END:
                    self.summary, self.counts = told
                    return
                else:
                    raise Refusal(*told) if kind == REFUSED else ExaminationError(*told)


@contextmanager
def _process(work: Examination) -> Iterator[Connection]:
    """The checking process at work; it goes with the block, and with us."""
    ours, theirs = Pipe()
    with ours, _as_descriptor(work) as (task, descriptors):
        process = subprocess.Popen(
            [sys.executable, "-E", "-s", "-m", "registry.intake.staging.examining", str(theirs.fileno())],
            cwd=ROOT,
            env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
            pass_fds=[theirs.fileno(), *descriptors],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        theirs.close()
        try:
            ours.send(task)
            yield ours
        finally:
            process.kill()
            process.wait()


@contextmanager
def _as_descriptor(work: Examination) -> Iterator[tuple[Examination, list[int]]]:
    """A file in memory has a path in our own process only: it is handed on as an open descriptor."""
    if isinstance(work.source, bytes):
        yield work, []
        return
    with work.source.open("rb") as file:
        yield replace(work, source=Path(f"/dev/fd/{file.fileno()}")), [file.fileno()]


def _next(pipe: Connection) -> tuple[Any, ...]:
    try:
        message: tuple[Any, ...] = pipe.recv()
    except (EOFError, ConnectionResetError):
        return BROKEN, "died"
    return message


def main() -> int:
    """The checking process: takes an Examination from the pipe, and answers with blocks and a last word."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    with Connection(int(sys.argv[1])) as pipe, bulk_work():
        work: Examination = pipe.recv()
        try:
            for block in work.here():
                pipe.send((ROWS, [tuple(row) for row in block]))
            pipe.send((END, work.summary, work.counts))
        except Refusal as refusal:
            pipe.send((REFUSED, refusal.kind, refusal.message))
        except Exception as problem:
            pipe.send((BROKEN, _where(problem)))
    return 0


def _where(problem: Exception) -> str:
    """Kind and place of an error. Its text may quote a cell, and stays here."""
    frame = traceback.extract_tb(problem.__traceback__)[-1]
    return f"{type(problem).__name__} in {Path(frame.filename).name}:{frame.lineno}"


if __name__ == "__main__":
    sys.exit(main())
