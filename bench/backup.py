"""`python -m bench.backup [--members N]`: a backup, and a restore on another machine, beside pg_dump and pg_restore.

Both commands run as an operator runs them, start of the program included; the other machine is a second cluster. The
peers encrypt nothing, compare nothing and look at no trail.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bench import common, population, search

FOLDER, EMPTY = "bench-backup", "bench-backup-empty"
MEMBERS = 200_000
MOST = 4.0  # times what the peer takes


def main() -> int:
    """Fill, back up, check, restore, ask the peers; the last line says whether it held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=MEMBERS)
    members = parser.parse_args().members
    population.prepare(FOLDER)
    _fill(members)
    safe = common.CHECKOUT / "var" / f"{FOLDER}-safe"
    shutil.rmtree(safe, ignore_errors=True)
    safe.mkdir()
    public = _manage(FOLDER, "backup_key", str(safe / "key")).strip()
    backup = _seconds(FOLDER, "backup", str(safe), BACKUP_RECIPIENTS=public)
    (made,) = safe.glob("buduanxian-*")
    check = _seconds(FOLDER, "restore", str(made), "--identity", str(safe / "key"), "--check")
    _empty_machine()
    restore = _seconds(EMPTY, "restore", str(made), "--identity", str(safe / "key"))
    dump, load = _peers(safe / "plain.dump")
    size = sum(path.stat().st_size for path in made.iterdir()) / common.MB
    print(f"{members:,} members: {size:,.0f} MB; check {check:.1f} s")
    print(f"backup {backup:.1f} s, pg_dump alone {dump:.1f} s")
    print(f"restore {restore:.1f} s, pg_restore alone {load:.1f} s")
    ratio = max(backup / dump, restore / load)
    return common.conclude("backup", backup + restore, "s", ratio, "pg_dump, pg_restore alone", ratio <= MOST)


def _fill(members: int) -> None:
    with population.owner() as connection:
        organisations, _ = search.set_up()
        held = connection.execute("SELECT count(*) FROM registry_member").fetchone()[0]  # type: ignore[index]
        if members > held:
            population.grow(connection, organisations, held, members)


def _manage(folder: str, *command: str, **variables: str) -> str:
    env = os.environ | {"DATA_DIR": str(common.CHECKOUT / "var" / folder)} | variables
    line = [sys.executable, "-W", "ignore", "manage.py", *command]
    return subprocess.run(line, cwd=common.CHECKOUT, env=env, check=True, stdout=subprocess.PIPE, text=True).stdout


def _seconds(folder: str, *command: str, **variables: str) -> float:
    began = time.perf_counter()
    print(_manage(folder, *command, **variables), end="", flush=True)
    return time.perf_counter() - began


def _empty_machine() -> None:
    """A cluster of its own, the keys brought along, nothing migrated; up before the watch runs."""
    there = common.CHECKOUT / "var" / EMPTY
    subprocess.run([sys.executable, "-m", "config.servers.stop", str(there)], cwd=common.CHECKOUT, check=True)
    shutil.rmtree(there, ignore_errors=True)
    there.mkdir(parents=True)
    shutil.copy(common.CHECKOUT / "var" / FOLDER / "secrets.env", there)
    _server(there).ensure()


def _server(folder: Path):  # type: ignore[no-untyped-def]  # what is imported here has to come after the environment
    from config.servers import embedded

    return embedded(folder).postgres


def _peers(path: Path) -> tuple[float, float]:
    """Seconds of pg_dump and of pg_restore into another empty database, with their own defaults."""
    from config.servers.postgres import SUPERUSER, programs

    here, there = (_server(common.CHECKOUT / "var" / folder) for folder in (FOLDER, EMPTY))
    dump = [programs() / "pg_dump", "--format=custom", f"--file={path}", here.owner_url()]
    load = [
        programs() / "pg_restore",
        "--single-transaction",
        "--no-comments",
        f"--dbname={there.url_of(SUPERUSER, 'plain')}",
    ]
    create = [programs() / "createdb", f"--maintenance-db={there.url_of(SUPERUSER, 'postgres')}", "plain"]
    subprocess.run(create, check=True)
    began = time.perf_counter()
    subprocess.run(dump, check=True)
    dumped = time.perf_counter()
    subprocess.run([*load, path], check=True)
    return dumped - began, time.perf_counter() - dumped


if __name__ == "__main__":
    sys.exit(main())
