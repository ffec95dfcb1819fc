"""Stops an embedded server when nobody holds it any more. Run as `python -m config.servers.reaper CLASS FOLDER`.

It detaches itself (double fork), so that it is nobody's child and no signal meant for a terminal reaches it.
"""

import os
import sys
from pathlib import Path

from config.servers.lifecycle import EmbeddedServer, wait_until
from config.servers.locks import FileLock
from config.servers.postgres import Postgres
from config.servers.valkey import Valkey

KINDS: dict[str, type[EmbeddedServer]] = {"Postgres": Postgres, "Valkey": Valkey}


def main(kind: str, folder: str) -> None:
    """Take the reaper's lock, report, wait for the last user, stop the server."""
    server = KINDS[kind](Path(folder))
    if os.fork():
        os._exit(0)
    if not _take(server.reaper):
        return
    os.write(sys.stdout.fileno(), b"ready\n")
    _forget_terminal()
    server.hold.exclusive()
    server.stop()
    # In this order: whoever waits for the hold must find that no reaper is left, and start one.
    server.reaper.release()
    server.hold.release()
    os._exit(0)  # at once: whoever waited may look whether anything of it still lives


def _take(lock: FileLock, patience: float = 2) -> bool:
    """A passing `is_free` of another process may hold the lock for a moment."""
    return wait_until(lock.try_exclusive, patience)


def _forget_terminal() -> None:
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nothing, stream)
    os.chdir("/")


if __name__ == "__main__":
    main(*sys.argv[1:])
