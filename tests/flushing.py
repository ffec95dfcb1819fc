"""Empties the database after a transactional test.

Django truncates every table, a hundred and more of them, and fills content types and permissions anew: more than half
a second of a core for a test that left twenty rows. On the tests' own server its superuser deletes the rows of the
tables that have any; those two tables stay as they are.
"""

import os
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
    here = connection.settings_dict
    where = {"host": here["HOST"] or None, "port": here["PORT"] or None, "dbname": here["NAME"], "user": SUPERUSER}
    with psycopg.connect(**where, password=None) as found:
        found.execute("SET LOCAL session_replication_role = replica")
        for (table,) in found.execute(_which_have_rows()).fetchall():
            found.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))


@cache
def _which_have_rows() -> sql.Composed:
    names = sorted(set(connection.introspection.django_table_names(only_existing=False)) - KEPT)
    return sql.SQL(" UNION ALL ").join(HAS_ROWS.format(sql.Literal(name), sql.Identifier(name)) for name in names)
