"""Advisory file locks. The kernel lets go of them when their last holder dies, kill -9 included."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class FileLock:
    """`flock` on one file. Forked children share it, programs started by exec do not."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._handle: int | None = None

    def shared(self) -> None:
        """Wait for a shared hold and keep it until `release` or death."""
        fcntl.flock(self._open(), fcntl.LOCK_SH)

    def exclusive(self) -> None:
        """Wait until nobody else holds it, then keep it."""
        fcntl.flock(self._open(), fcntl.LOCK_EX)

    def try_shared(self) -> bool:
        """Take a shared hold unless somebody has it exclusively."""
        return self._try(fcntl.LOCK_SH)

    def try_exclusive(self) -> bool:
        """Take it unless anybody else has it."""
        return self._try(fcntl.LOCK_EX)

    def release(self) -> None:
        """Let go; other holders keep theirs."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Hold it exclusively for the block."""
        self.exclusive()
        try:
            yield
        finally:
            self.release()

    def is_free(self) -> bool:
        """Whether nobody at all holds it at this moment."""
        probe = FileLock(self.path)
        try:
            return probe.try_exclusive()
        finally:
            probe.release()

    def _open(self) -> int:
        if self._handle is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        return self._handle

    def _try(self, kind: int) -> bool:
        try:
            fcntl.flock(self._open(), kind | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
