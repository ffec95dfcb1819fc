"""The reading process, forked from one that has loaded its libraries: loading them takes a tenth of a second a file.

It is confined as always and dies alone as always; only its beginning is another. Files about that beginning, and about
what hostile files do to it, start it as the product does (`STARTED_ANEW`).
"""

import atexit
import functools
import gc
import json
import os
import select
import signal
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from dataclasses import asdict
from importlib import import_module
from typing import IO

from registry.intake.files import reading, sandbox
from registry.intake.files.limits import Limits

STARTED_ANEW = frozenset({"test_hostile", "test_reading", "test_intake_upload"})
NUMBER = struct.Struct("i")
HEARD = 1 << 16  # bytes of one order: a name and the limits


class Forked:
    """What the product asks of a process it has started: its output, whether it lives, its end."""

    def __init__(self, stdout: IO[bytes], told: int) -> None:
        self.stdout, self._told = stdout, told
        self.pid: int = NUMBER.unpack(os.read(told, NUMBER.size))[0]
        self._code: int | None = None

    def poll(self) -> int | None:
        """How it ended; None while it lives."""
        return self.wait() if self._code is not None or select.select([self._told], [], [], 0)[0] else None

    def kill(self) -> None:
        """End it at once."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Wait for its end: its exit code, or what killed it as a negative number."""
        if self._code is None:
            self._code = NUMBER.unpack(os.read(self._told, NUMBER.size))[0]
            os.close(self._told)
        return self._code


def start(file: IO[bytes], filename: str, limits: Limits) -> Forked:
    """In the place of `registry.intake.files.reading._start`."""
    order = json.dumps([reading._printable(filename), json.dumps(asdict(limits))]).encode()
    (shown, out), (told, tells) = os.pipe(), os.pipe()
    socket.send_fds(_loaded(), [order], [file.fileno(), out, tells])
    os.close(out)
    os.close(tells)
    return Forked(os.fdopen(shown, "rb"), told)


@functools.cache
def _loaded() -> socket.socket:
    """The line to the loaded process, begun once; it ends when this end is closed."""
    ours, theirs = socket.socketpair()
    command = [sys.executable, "-E", "-s", "-m", "tests.intake.warm", str(theirs.fileno())]
    process = subprocess.Popen(command, cwd=reading.ROOT, pass_fds=[theirs.fileno()], stderr=subprocess.DEVNULL)
    theirs.close()
    atexit.register(_end, process, ours)
    return ours


def _end(process: subprocess.Popen[bytes], line: socket.socket) -> None:
    line.close()
    process.wait()


def serve(line: socket.socket) -> None:
    """Fork a reader for each order, and tell how each ended."""
    readers: dict[int, tuple[int, int]] = {}
    poll = select.poll()
    poll.register(line, select.POLLIN)
    while True:
        for descriptor, _ in poll.poll():
            if descriptor in readers:
                poll.unregister(descriptor)
                _tell_the_end(descriptor, *readers.pop(descriptor))
                continue
            order, descriptors, *_ = socket.recv_fds(line, HEARD, 3)
            if not order:
                return
            pid, tells = _fork(json.loads(order), *descriptors)
            watched = os.pidfd_open(pid)
            readers[watched] = pid, tells
            poll.register(watched, select.POLLIN)


def _fork(order: list[str], file: int, out: int, tells: int) -> tuple[int, int]:
    if (pid := os.fork()) == 0:
        os.setsid()
        os.dup2(out, 1)
        os.close(out)
        os.set_inheritable(file, True)
        sys.argv[1:] = [str(file), *order]
        os._exit(sandbox.main())
    os.close(file)
    os.close(out)
    os.write(tells, NUMBER.pack(pid))
    return pid, tells


def _tell_the_end(watched: int, pid: int, tells: int) -> None:
    os.close(watched)
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    with suppress(BrokenPipeError):
        os.write(tells, NUMBER.pack(code))
    os.close(tells)


if __name__ == "__main__":
    for name in sandbox.READERS.values():
        import_module(name)
    gc.freeze()
    serve(socket.socket(fileno=int(sys.argv[1])))
