"""`python -m config.servers.stop FOLDER…`: end what runs on these data folders, supervisor first."""

import contextlib
import sys
from pathlib import Path

import psutil

from config.servers import embedded
from config.servers.lifecycle import read_pid, wait_until
from config.servers.locks import FileLock

SUPERVISOR_SECONDS = 40


def stop(data_dir: Path) -> None:
    """End the supervisor of a data folder and both servers, whoever still uses them."""
    lock = FileLock(data_dir / "supervisor.lock")
    if data_dir.is_dir() and not lock.is_free() and (supervisor := read_pid(data_dir / "supervisor.pid")):
        with contextlib.suppress(psutil.NoSuchProcess):
            supervisor.terminate()
        wait_until(lock.is_free, SUPERVISOR_SECONDS)
    servers = embedded(data_dir)
    for server in (servers.valkey, servers.postgres):
        server.stop()


if __name__ == "__main__":
    for folder in sys.argv[1:]:
        stop(Path(folder).absolute())
