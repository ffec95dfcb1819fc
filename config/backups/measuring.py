"""One moment of the database, held for everything that a backup says of it; and what every table holds.

A checksum is the sum of 64 bits of each row's SHA-256, so that it does not depend on the order of rows. It is there to
find what was lost or changed on the way; that nobody made it up is what the seals are for.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import psycopg
from psycopg import sql

from config.backups.failed import Failed
from config.backups.tools import connect

LOCK = 0x6261_636B  # one backup of a database at a time
TABLES = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' ORDER BY relname"
# Rows as text look the same whatever server and role were told to show.
SHOWN = {
    "timezone": "UTC", "datestyle": "ISO, YMD", "intervalstyle": "postgres", "bytea_output": "hex",
    "extra_float_digits": "1", "statement_timeout": "0", "idle_in_transaction_session_timeout": "0",
    "row_security": "off",
}  # fmt: skip
MEASURE = sql.SQL("""
SELECT count(*), coalesce(sum(
    ('x' || encode(substring(sha256(convert_to(t::text, 'UTF8')) FROM 1 FOR 8), 'hex'))::bit(64)::bigint), 0)::text
FROM {} AS t
""")

Tables = dict[str, tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A moment of the database, for as long as the connection holds it."""

    link: psycopg.Connection
    name: str
    at: datetime
    version: str
    major: int

    def tables(self) -> Tables:
        """(rows, checksum) of every table at that moment."""
        return tables_of(self.link)

    def migrations(self) -> list[list[str]]:
        """[app, name] of what was applied."""
        rows = self.link.execute("SELECT app, name FROM public.django_migrations ORDER BY app, name").fetchall()
        return [list(row) for row in rows]


@contextmanager
def snapshot() -> Iterator[Snapshot]:
    """Hold a moment that other connections can share, reading alone. Raises Failed when another backup does."""
    with connect() as link:
        link.isolation_level, link.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        show_plainly(link)
        row = link.execute(
            "SELECT pg_try_advisory_xact_lock(%s), pg_export_snapshot(), now(), current_setting('server_version')",
            [LOCK],
        ).fetchone()
        assert row is not None
        free, name, at, version = row
        if not free:
            raise Failed("这个库正在做另一次备份（another backup is running）：等它做完再来，什么也没有写。")
        if not link.execute("SELECT to_regclass('public.django_migrations') IS NOT NULL").fetchone() == (True,):
            raise Failed("库里还没有表（nothing to back up）：请先运行 manage.py migrate。")
        yield Snapshot(link, name, at, version, link.info.server_version // 10_000)


def show_plainly(link: psycopg.Connection) -> None:
    """For the rest of this transaction."""
    for name, value in SHOWN.items():
        link.execute(sql.SQL("SET LOCAL {} = {}").format(sql.Identifier(name), sql.Literal(value)))


def tables_of(link: psycopg.Connection) -> Tables:
    """(rows, checksum) of every table; `show_plainly` comes first."""
    found: Tables = {}
    for (name,) in link.execute(TABLES).fetchall():
        row = link.execute(MEASURE.format(sql.Identifier("public", name))).fetchone()
        assert row is not None
        found[name] = (row[0], row[1])
    return found


def tables_now() -> Tables:
    """(rows, checksum) of every table of Django's database at this moment."""
    with connect() as link:
        link.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        show_plainly(link)
        return tables_of(link)
