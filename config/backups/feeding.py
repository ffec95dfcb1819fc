"""What lies encrypted, handed to a program's input as it is opened."""

import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from pyrage import x25519

from config.backups import age


class Pipe:
    """A program's input. What it won't read any more is dropped, and everything is opened all the same: the last byte
    of a file says no less of it than the first."""

    def __init__(self, target: IO[bytes]) -> None:
        self.target, self.is_open = target, True

    def write(self, data: bytes) -> None:
        """All of it, or nothing once the program has ended."""
        if self.is_open:
            try:
                self.target.write(data)
            except BrokenPipeError:
                self.is_open = False

    def flush(self) -> None:
        """As files do."""

    def close(self) -> None:
        """The end of the input."""
        with suppress(BrokenPipeError):
            self.target.close()


def feed(
    command: Sequence[str], environment: Mapping[str, str], path: Path, identities: Sequence[x25519.Identity]
) -> tuple[int, str]:
    """(exit code, what was said on stderr) of a program that reads what `path` holds.

    Raises Failed as `age.unseal`; the program is killed then, and never takes a part for the whole.
    """
    with subprocess.Popen(
        command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
    ) as child:
        assert child.stdin is not None and child.stderr is not None
        pipe = Pipe(child.stdin)
        try:
            age.unseal(path, identities, pipe)
        except BaseException:
            child.kill()
            raise
        finally:
            pipe.close()
        said = child.stderr.read().decode(errors="replace")
        return child.wait(), said
