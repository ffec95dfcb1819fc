"""Our end of the reading process: start it, take its rows block by block, survive whatever happens to it."""

import contextlib
import fcntl
import io
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from registry.intake.files.limits import MB, Limits
from registry.intake.files.refusals import Refusal
from registry.intake.files.wire import Cell, Comment, load

ROOM = MB  # that the reader may be ahead of us: with the usual 64 KB, each would wait for the other all the time
ROOT = Path(__file__).resolve().parents[3]
Row = tuple[int, list[Cell]]
_MADE: dict[str, Callable[[Any], Any]] = {"merges": tuple, "struck": tuple, "comments": Comment._make}
MEMORY_DEATHS = (signal.SIGABRT, signal.SIGKILL, signal.SIGSEGV, signal.SIGBUS)


@dataclass(slots=True)
class Sheet:
    """One sheet as it is announced, before its rows. Merges are (top, left, bottom, right), all numbers 1-based.

    `struck` are the cells that are struck out, (row, column), and where it is only a part, what is left and what is
    struck; `comments` are what is said about rows and stands in no cell.
    `corrections`: the book bears the mark of our own workbook of rows to be mended.
    """

    name: str
    visible: bool = True
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[int] = field(default_factory=list)
    encoding: str | None = None
    struck: list[tuple[Any, ...]] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    corrections: bool = False


class Workbook:
    """A file being read. Use as a context manager; take `sheets()` once, and each sheet's rows before the next.

    >>> with Workbook(path, "roster.xlsx") as book:
    ...     for sheet, rows in book.sheets():
    ...         for number, cells in rows:
    ...             ...
    """

    def __init__(self, source: Path | str | bytes, filename: str = "", limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self.filename = filename or (Path(source).name if isinstance(source, (str, Path)) else "")
        self.kind: str | None = None
        self._lines = b""
        self._left = self.limits.wall
        self._file = _open(source, self.limits)
        self._process: subprocess.Popen[bytes] | None = None
        self._pending: dict[str, Any] | None = None

    def __enter__(self) -> Self:
        self._process = _start(self._file, self.filename, self.limits)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()
        if self._process is not None:
            if self._process.poll() is None:
                self._process.kill()
            if self._process.stdout:
                self._process.stdout.close()
            self._process.wait()

    def sheets(self) -> Iterator[tuple[Sheet, Iterator[Row]]]:
        """Each sheet with its rows: (spreadsheet row number, cells). Blank rows may be left out. Raises Refusal."""
        while (message := self._next()) is not None:
            if message["t"] == "book":
                self.kind = message["kind"]
            elif message["t"] == "sheet":
                rows = self._rows()
                yield Sheet(**{key: _as_announced(key, value) for key, value in message.items() if key != "t"}), rows
                for _ in rows:  # what the caller left unread
                    pass

    def _rows(self) -> Iterator[Row]:
        while (message := self._next()) is not None:
            if message["t"] != "rows":
                self._pending = message
                return
            yield from enumerate(message["rows"], message["at"])

    def _next(self) -> dict[str, Any] | None:
        """The next message; None at the end. A refusal, a death or a silence of the reader is raised as Refusal."""
        if self._pending is not None:
            message, self._pending = self._pending, None
            return None if message["t"] == "end" else message
        line = self._line()
        if line is None:
            raise self._post_mortem()
        try:
            message = load(line)
        except ValueError as problem:
            raise Refusal("damaged") from problem
        if message["t"] == "refused":
            raise Refusal(message["kind"], message.get("message", ""))
        if message["t"] == "end":
            self._pending = message
            return None
        return message

    def _line(self) -> bytes | None:
        assert self._process is not None and self._process.stdout is not None
        pieces = [self._lines]
        while b"\n" not in pieces[-1]:
            chunk = self._wait_and_read(self._process.stdout)
            if not chunk:
                return None
            pieces.append(chunk)
        line, _, self._lines = b"".join(pieces).partition(b"\n")
        return line

    def _wait_and_read(self, pipe: IO[bytes]) -> bytes:
        began = time.monotonic()
        ready, _, _ = select.select([pipe], [], [], max(0.0, self._left))
        self._left -= time.monotonic() - began
        if not ready:
            raise Refusal("timeout")
        return os.read(pipe.fileno(), MB)

    def _post_mortem(self) -> Refusal:
        """The pipe closed without a last word: say what the process died of."""
        assert self._process is not None
        code = self._process.wait()
        if code == -signal.SIGXCPU:
            return Refusal("timeout")
        return Refusal("memory" if -code in MEMORY_DEATHS else "damaged")


def _as_announced(name: str, value: Any) -> Any:
    made = _MADE.get(name)
    return value if made is None else [made(item) for item in value]


def _open(source: Path | str | bytes, limits: Limits) -> IO[bytes] | io.FileIO:
    """An open file for the reader. Bytes (decrypted uploads) go to memory, not to a disk."""
    file: IO[bytes] | io.FileIO
    if isinstance(source, bytes):
        file = _anonymous()
        file.write(source)
        file.flush()
        file.seek(0)
    else:
        file = io.FileIO(source)
    size = os.fstat(file.fileno()).st_size
    if size == 0 or size > limits.file_bytes:
        file.close()
        raise Refusal("too_large" if size else "empty_file")
    return file


def _anonymous() -> IO[bytes]:
    if hasattr(os, "memfd_create"):
        return os.fdopen(os.memfd_create("intake", os.MFD_CLOEXEC), "w+b")
    return tempfile.TemporaryFile()


def _printable(filename: str) -> str:
    return "".join(char for char in Path(filename).name if char.isprintable())[-100:]


def _start(file: IO[bytes] | io.FileIO, filename: str, limits: Limits) -> subprocess.Popen[bytes]:
    descriptor = file.fileno()
    arguments = [str(descriptor), _printable(filename), json.dumps(asdict(limits))]
    process = subprocess.Popen(
        [sys.executable, "-E", "-s", "-m", "registry.intake.files.sandbox", *arguments],
        cwd=ROOT,
        env={"LANG": "C.UTF-8", "PATH": "/usr/bin:/bin"},
        pass_fds=[descriptor],
        close_fds=True,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    if process.stdout and hasattr(fcntl, "F_SETPIPE_SZ"):
        with contextlib.suppress(OSError):  # a system that grants no more gives the usual size
            fcntl.fcntl(process.stdout, fcntl.F_SETPIPE_SZ, ROOM)
    return process
