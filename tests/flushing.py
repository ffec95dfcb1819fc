"""Empties the database after a transactional test.

Django truncates every table, a hundred and more of them, and fills content types and permissions anew: more than half
a second of a core for a test that left twenty rows. On the tests' own server its superuser deletes the rows of the
tables that have any; those two tables stay as they are.
"""

import os
from contextlib import suppress
from functools import cache

import psycopg
from django.db import connection
from django.test import TransactionTestCase
from psycopg import sql

from config.roles import become
from config.servers.postgres import SUPERUSER

KEPT = {"django_content_type", "auth_permission"}
HAS_ROWS = sql.SQL("SELECT {} WHERE EXISTS (SELECT 1 FROM {})")


def flush(case: TransactionTestCase) -> None:
    """In place of Django's: as the superuser where the server is ours, else as the owner, who may truncate."""
    connection.close()
    if os.environ.get("DATABASE_URL"):
        _truncate(case)
    else:
        _delete()


def _truncate(case: TransactionTestCase) -> None:
    become("owner")
    try:
        _DJANGOS_OWN(case)
    finally:
        become("app")


_DJANGOS_OWN = TransactionTestCase._fixture_teardown


def _delete() -> None:
    """Triggers and foreign keys are off meanwhile: what may only be added to is deleted too."""
    with suppress(psycopg.OperationalError):
        return _delete_on(_kept())
    let_go()  # somebody ended it: servers are restarted and connections cut on purpose here
    return _delete_on(_kept())


def _delete_on(found: psycopg.Connection) -> None:
    with found.transaction():
        for (table,) in found.execute(_which_have_rows(), prepare=True).fetchall():
            found.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


@cache
def _kept() -> psycopg.Connection:
    """One connection for the whole session: a new one reads the catalogue of a hundred tables before it can plan."""
    here = connection.settings_dict
    where = {"host": here["HOST"] or None, "port": here["PORT"] or None, "dbname": here["NAME"], "user": SUPERUSER}
    found = psycopg.connect(**where, password=None, autocommit=True)
    found.execute("SET session_replication_role = replica")
    return found


def let_go() -> None:
    """Close it: a database in use is neither copied nor dropped."""
    if _kept.cache_info().currsize:
        _kept().close()
        _kept.cache_clear()


@cache
def _which_have_rows() -> sql.Composed:
    names = sorted(set(connection.introspection.django_table_names(only_existing=False)) - KEPT)
    return sql.SQL(" UNION ALL ").join(HAS_ROWS.format(sql.Literal(name), sql.Identifier(name)) for name in names)
