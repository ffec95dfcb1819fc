"""Rows in bulk, although row-level security bans COPY: into a temporary table, then INSERT … SELECT by the policies."""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import psycopg
from django.db import connection

Params = Sequence[Any] | Mapping[str, Any]
NULL = r"\N"
_SPECIAL = re.compile(r"[\\\t\n\r\x00]")
_ESCAPES = {"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\x00": ""}


def text(value: str) -> str:
    """A text as a field of COPY's text format."""
    return _SPECIAL.sub(_escape, value) if _SPECIAL.search(value) else value


def _escape(match: re.Match[str]) -> str:
    return _ESCAPES[match[0]]


def octets(value: bytes | None) -> str:
    """Bytes as a field of COPY's text format; None is NULL."""
    return NULL if value is None else "\\\\x" + value.hex()


def cell(value: Any) -> str:
    """Any column value as a field of COPY's text format."""
    if type(value) is str:
        return text(value)
    if value is None:
        return NULL
    if type(value) is bytes:
        return "\\\\x" + value.hex()
    if type(value) is bool:
        return "t" if value else "f"
    return text(str(value))


def temporary(name: str, columns: Sequence[tuple[str, str]]) -> None:
    """A temporary table of this connection, empty at each commit. Names and types are literals of this code base."""
    listed = ", ".join(f"{column} {kind}" for column, kind in columns)
    execute(f"CREATE TEMP TABLE IF NOT EXISTS {name} ({listed}) ON COMMIT DELETE ROWS")


def copy(name: str, columns: Sequence[str], lines: str) -> None:
    """Fill a temporary table from lines of COPY's text format."""
    with connection.cursor() as cursor, cursor.copy(f"COPY {name} ({', '.join(columns)}) FROM STDIN") as stream:
        stream.write(lines)


def insert(sql: str, rows: Iterable[Sequence[Any]]) -> None:
    """One statement for many rows whose values are sent beside it: as literals, big binary ones cost twenty times that.

    Bytes have the placeholder %b.
    """
    connection.ensure_connection()
    with psycopg.Cursor(connection.connection) as cursor:
        cursor.executemany(sql, rows)


def execute(sql: str, params: Params = ()) -> int:
    """Run one statement; returns the number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        touched: int = cursor.rowcount
    return touched


def fetch(sql: str, params: Params = ()) -> list[tuple[Any, ...]]:
    """Rows of one statement."""
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def digest(parts: Iterable[bytes]) -> str:
    """SHA-256 over a batch, in hex: what the trail keeps of it."""
    total = hashlib.sha256()
    for part in parts:
        total.update(part)
    return total.hexdigest()
