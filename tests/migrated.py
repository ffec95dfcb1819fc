"""One migrated database for all that need one: the first who asks migrates it, everybody else copies it.

Migrating costs some eight seconds of a core, copying a fifth of one. The database is named after the bytes of all
migrations, so that it may outlive a run and still never be an old one; whoever makes a new one drops those before.
"""

import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.db import connection
from psycopg import sql

from config.servers.postgres import DATABASE, SUPERUSER, Postgres, programs

LOCK = 0x6D69_6772  # held while one is looked for and made
BEGINNING = "migrated_buduanxian_"


def _digest() -> str:
    """What the schema follows from: our migrations with their SQL, others by their versions."""
    found = hashlib.sha256()
    for app in sorted(apps.get_app_configs(), key=lambda app: app.label):
        folder = Path(app.path) / "migrations"
        for file in sorted(folder.rglob("*")) if folder.is_dir() else ():
            if file.suffix in (".py", ".sql"):
                found.update(str(file.relative_to(folder)).encode() + file.read_bytes())
        found.update(app.name.encode())
    found.update(version("django").encode())
    return found.hexdigest()[:16]


def migrated(owner: dict[str, Any]) -> str:
    """The name of a migrated database to copy; it is made where it is missing."""
    name = BEGINNING + _digest()
    with _maintenance(owner) as maintenance:
        maintenance.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        known = {found for (found,) in maintenance.execute("SELECT datname FROM pg_database").fetchall()}
        if name not in known:
            for old in sorted(found for found in known if found.startswith(BEGINNING)):
                maintenance.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
            _make(maintenance, name)
    return name


def _maintenance(owner: dict[str, Any]) -> psycopg.Connection:
    return psycopg.connect(
        host=owner["HOST"] or None, port=owner["PORT"] or None, dbname="postgres",
        user=owner["USER"], password=owner["PASSWORD"] or None, autocommit=True,
    )  # fmt: skip


def _make(maintenance: psycopg.Connection, name: str) -> None:
    """Django migrates its test database, which then takes the name. A try that was killed leaves none of that name."""
    kept = connection.settings_dict["NAME"]
    made = connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.settings_dict["NAME"] = kept
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    maintenance.execute(rename.format(sql.Identifier(made), sql.Identifier(name)))


def copy_to(server: Postgres, owner: dict[str, Any]) -> None:
    """Fill another server's new database with what `migrated` holds: a tenth of what migrating it would cost."""
    with _spare(owner) as name:
        dump = [programs() / "pg_dump", "--host", owner["HOST"], "--username", SUPERUSER, name]
        load = [programs() / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", server.url_of(SUPERUSER, DATABASE)]
        with subprocess.Popen(dump, stdout=subprocess.PIPE) as dumping:
            subprocess.run(load, stdin=dumping.stdout, stdout=subprocess.DEVNULL, check=True)
        assert dumping.returncode == 0


@contextmanager
def _spare(owner: dict[str, Any]) -> Iterator[str]:
    """A copy to be read: while anybody reads the migrated one itself, nobody else can copy it."""
    name = sql.Identifier(made := f"test_buduanxian_{os.getpid()}_spare")
    with _maintenance(owner) as maintenance:
        maintenance.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(migrated(owner))))
        try:
            yield made
        finally:
            maintenance.execute(sql.SQL("DROP DATABASE {} (FORCE)").format(name))
