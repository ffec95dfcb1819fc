"""The two roles of the database, and what a new database of this server starts with.

The rights are laid down in template1, so that the tests' databases inherit them.
"""

import psycopg
from psycopg import sql

from config.servers.role_names import APP, OWNER

EXTENSIONS = ("btree_gist", "pg_trgm")
# Everything later made by the owner, in any new database, can be used by the app role, and nothing more.
DEFAULT_PRIVILEGES = (
    ("SELECT, INSERT, UPDATE, DELETE", "TABLES"),
    ("USAGE, SELECT", "SEQUENCES"),
)


def establish(maintenance_url: str, template_url: str, database: str) -> None:
    """Make roles, template and database where they are missing. Both URLs are the superuser's; idempotent."""
    with psycopg.connect(maintenance_url, autocommit=True) as connection:
        _make_roles(connection)
        with psycopg.connect(template_url, autocommit=True) as template:
            _prepare_template(template)
        _make_database(connection, database)


def _make_roles(connection: psycopg.Connection) -> None:
    known = {name for (name,) in connection.execute("SELECT rolname FROM pg_roles")}
    wanted = {OWNER: sql.SQL("LOGIN CREATEDB BYPASSRLS"), APP: sql.SQL("LOGIN")}
    for name, rights in wanted.items():
        if name not in known:
            connection.execute(sql.SQL("CREATE ROLE {} {}").format(sql.Identifier(name), rights))


def _prepare_template(connection: psycopg.Connection) -> None:
    for name in EXTENSIONS:
        connection.execute(sql.SQL("CREATE EXTENSION IF NOT EXISTS {}").format(sql.Identifier(name)))
    for rights, kind in DEFAULT_PRIVILEGES:
        connection.execute(
            sql.SQL("ALTER DEFAULT PRIVILEGES FOR ROLE {} IN SCHEMA public GRANT {} ON {} TO {}").format(
                sql.Identifier(OWNER), sql.SQL(rights), sql.SQL(kind), sql.Identifier(APP)
            )
        )


def _make_database(connection: psycopg.Connection, database: str) -> None:
    found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [database]).fetchone()
    if found is None:
        names = (sql.Identifier(database), sql.Identifier(OWNER))
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(*names))
