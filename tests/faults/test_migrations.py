"""Each migration down and up again with rows in all tables: schema and rows are as before (E09)."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from psycopg import sql

from config.servers.postgres import programs
from tests.conftest import become_app, become_owner
from tests.faults.harness import FULL, figure
from tests.walls.canaries import plant
from tests.world import World

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.timeout(3600)]
OURS = ("registry", "outreach", "reports")
# In the short copy the newest of each app: the one that the next installation goes through.
NEWEST = 1
# On the way back what roster rows said is in packs that the old program could not read: they go.
# Made anew it has its columns in the first order and the rights that new tables get: those who came later had changed
# both, and their ways back leave them so.
FIRST = ("registry", "0001_initial")
GOES = {("registry", "0012_lean_intake"): {"registry_intakerow"}}
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"

Key = tuple[str, str]


def test_each_migration_goes_down_and_up_again(transactional_db: None, world: World) -> None:
    plant(world, rosters=False)
    wrong = {}
    with scratch_copy():
        walked = _newest_first()
        for key, before in walked:
            if found := _down_and_up(key, before):
                wrong[key] = found
    assert wrong == {}
    figure("E09", "each migration down and up again with rows in all tables: not as before", len(wrong), "", not wrong,
           n=len(walked))  # fmt: skip


def test_a_way_back_that_is_missing_would_be_seen(transactional_db: None) -> None:
    with scratch_copy():
        before = _schema()
        _execute("CREATE FUNCTION left_behind() RETURNS integer LANGUAGE sql AS 'SELECT 1'")
        assert [block for block in _schema() - before if "left_behind" in block]


@contextmanager
def scratch_copy() -> Iterator[None]:
    """This process's connection is the owner's, in a copy of the test's database that is dropped afterwards."""
    name = connection.settings_dict["NAME"]
    copy = f"{name}_migrations"
    become_owner()
    try:
        with _maintenance() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(copy)))
            server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(copy), sql.Identifier(name)))
        connection.settings_dict["NAME"] = copy
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        with _maintenance() as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} (FORCE)").format(sql.Identifier(copy)))
        become_app()


def _maintenance() -> psycopg.Connection:
    at = connection.settings_dict
    return psycopg.connect(
        host=at["HOST"] or None, port=at["PORT"] or None, dbname="postgres",
        user=at["USER"], password=at["PASSWORD"] or None, autocommit=True,
    )  # fmt: skip


def _newest_first() -> list[tuple[Key, Key | tuple[str, None]]]:
    """Each migration of ours with the one before it in its app, in the order in which they can be taken back."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)
    ours = [(one.app_label, one.name) for one, _ in plan if one.app_label in OURS]
    by_app = {app: [name for label, name in ours if label == app] for app in OURS}
    walked = []
    for app, name in reversed(ours):
        at = by_app[app].index(name)
        if FULL or at >= len(by_app[app]) - NEWEST:
            walked.append(((app, name), (app, by_app[app][at - 1] if at else None)))
    return walked


def _down_and_up(key: Key, before: Key | tuple[str, None]) -> list[str]:
    """What is not as before; afterwards the migration is taken back for good."""
    schema, rows = _schema(), _rows()
    _migrate(before)
    kept = _rows().keys()
    _migrate(key)
    again = _rows()
    differing = [] if key == FIRST else _differences(schema, _schema())
    found = [f"{sign} {block[:200]}" for sign, some in differing for block in some]
    found += [
        f"{table}: {rows[table]} rows, then {again.get(table)}"
        for table in sorted(rows.keys() & kept - GOES.get(key, set()) - {"django_migrations"})
        if again.get(table) != rows[table]
    ]
    _migrate(before)
    return found


def _differences(schema: set[str], again: set[str]) -> list[tuple[str, set[str]]]:
    """What is missing and what is new. With the first migration go those of the libraries that stand upon it."""
    ours = {name for name in schema ^ again if any(app in name for app in OURS)}
    return [("-", schema - again & ours), ("+", again - schema & ours)]


def _migrate(target: Key | tuple[str, None]) -> None:
    MigrationExecutor(connection).migrate([target])


def _schema() -> set[str]:
    """Everything that PostgreSQL would need to make this schema: a statement each."""
    at = connection.settings_dict
    command = [programs() / "pg_dump", "--schema-only", "--host", at["HOST"], "--username", at["USER"], at["NAME"]]
    if at["PORT"]:
        command += ["--port", str(at["PORT"])]
    environment = os.environ | {"PGPASSWORD": at["PASSWORD"] or ""}
    text = subprocess.run(command, env=environment, capture_output=True, text=True, check=True).stdout
    return set(re.split(r"\n\n+", re.sub(r"(?m)^(--.*|\\(un)?restrict .*)\n", "", text)))


def _rows() -> dict[str, int]:
    """How many rows each table holds."""
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        names = [name for (name,) in cursor.fetchall()]
        counts = " UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in names)
        cursor.execute(counts)
        return dict(cursor.fetchall())


def _execute(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)
