"""A point in time from a base backup and the archived log, with the settings of docs/operations.md (F04).

Full size only: it is PostgreSQL's own machinery, tried here on clusters of the test's own.
"""

import shutil
import subprocess
import time
from pathlib import Path

import psycopg
import pytest

from config.servers import Postgres, embedded
from config.servers.postgres import SUPERUSER, programs
from tests.faults.harness import FULL, figure, rounds, stop_servers, until

pytestmark = [
    pytest.mark.fault,
    pytest.mark.timeout(600),
    pytest.mark.skipif(not FULL, reason="只在 make faults 里跑：PostgreSQL 自己的机制"),
]

ARCHIVING = """
wal_level = replica
archive_mode = on
archive_timeout = 300
archive_command = 'test ! -f {archive}/%f && cp %p {archive}/.%f && mv {archive}/.%f {archive}/%f'
"""
RECOVERING = """
archive_mode = off
hot_standby = off
restore_command = 'cp {archive}/%f %p'
recovery_target_time = '{at}'
recovery_target_action = promote
"""
ADDED = "INSERT INTO happened DEFAULT VALUES RETURNING id, clock_timestamp()::text"


def configure(server: Postgres, text: str) -> None:
    """More settings, the last word of postgresql.conf."""
    with (server.folder / "postgresql.conf").open("a") as file:
        file.write(text)


def test_a_moment_is_reached_to_the_row(tmp_path: Path) -> None:
    archive = tmp_path / "archive"
    archive.mkdir()
    first = embedded(tmp_path / "first").postgres
    wrong = tried = 0
    try:
        first.ensure()
        configure(first, ARCHIVING.format(archive=archive))
        first.stop()
        first.ensure()
        base = tmp_path / "base"
        take = [programs() / "pg_basebackup", "-D", base, "-c", "fast", "-d", first.url_of(SUPERUSER, "postgres")]
        with psycopg.connect(first.owner_url(), autocommit=True) as link:
            link.execute("CREATE TABLE happened (id bigserial PRIMARY KEY)")
            link.execute(ADDED)
            subprocess.run(take, check=True)
            moments = [link.execute(ADDED).fetchone() for _ in range(40)]
            last = link.execute("SELECT pg_walfile_name(pg_current_wal_lsn())").fetchone()
        with psycopg.connect(first.url_of(SUPERUSER, "postgres"), autocommit=True) as link:
            link.execute("SELECT pg_switch_wal()")
        assert last is not None
        until(lambda: (archive / last[0]).exists(), 60, "the archive")
        began = time.monotonic()
        for turn in range(rounds(1, 3)):
            wanted, at = moments[10 * (turn + 1)] or (0, "")
            found = _recovered(tmp_path / f"second{turn}", base, archive, at)
            # The moment is when the row had been added, and before it was committed: that one row may be either way.
            wrong += found not in (wanted, wanted - 1)
            tried += wanted
        seconds = (time.monotonic() - began) / rounds(1, 3)
    finally:
        stop_servers(tmp_path / "first")
    figure("F04", "recovered to a moment between rows: other rows than its own", wrong, "", wrong == 0, n=tried)
    figure("F04", "recovered to a moment: seconds, start of the server included", seconds, "s", seconds < 60, n=tried)


def _recovered(folder: Path, base: Path, archive: Path, at: str) -> int:
    """How many rows a cluster has that was recovered to the moment."""
    second = embedded(folder).postgres
    folder.mkdir()
    shutil.copytree(base, second.folder)
    second.folder.chmod(0o700)
    configure(second, RECOVERING.format(archive=archive, at=at))
    (second.folder / "recovery.signal").touch()
    second._configure()
    second._pg_ctl("start", "-W", "-s", "-l", str(second._log()))
    try:
        until(lambda: _is_promoted(second), 60, "the promotion")
        with psycopg.connect(second.owner_url(), autocommit=True) as link:
            row = link.execute("SELECT count(*) FROM happened").fetchone()
            link.execute(ADDED)
        assert row is not None
        return int(row[0])
    finally:
        stop_servers(folder)


def _is_promoted(server: Postgres) -> bool:
    try:
        with psycopg.connect(server.owner_url()) as link:
            return link.execute("SELECT NOT pg_is_in_recovery()").fetchone() == (True,)
    except psycopg.OperationalError:
        return False
