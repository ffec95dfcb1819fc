"""A new key for what lies encrypted: every value under an older key of the ring is opened and sealed with the first.

It runs beside everything else, as the tables' owner, who passes row-level security: the rows are everybody's. A value
says which key it was sealed with, so whoever was killed goes on where it was. Rows that somebody holds are left for the
next turn; nobody waits for more than a batch.
"""

import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection, transaction
from django.db.models import Field, Model

from registry.lib.crypto import END, CipherError, key_of
from registry.models.authenticator import Authenticator
from registry.models.identity import districts, system_scope
from registry.models.sealed import SealedBytesField, SealedField, cipher, context_of
from registry.models.unit import record, work

# Rows of one transaction: of texts, and of files, which may have some megabytes each.
TEXTS, FILES = 200, 8
TURNS, PAUSE = 5, 1.0  # seconds between two turns over a table in which somebody held rows
# A key's id has at most 11 signs (config.env_values.KEY_ID), and a zero byte ends it.
HEAD = 12

_COUNT = """
SELECT encode(substr({column}, 1, greatest(position('\\x00'::bytea IN substr({column}, 1, {head})) - 1, 0)), 'escape'),
       count(*)
FROM {table} WHERE octet_length({column}) > 0 GROUP BY 1
"""
_OLDER = "(octet_length({column}) > 0 AND substr({column}, 1, octet_length(%(head)s::bytea)) <> %(head)s)"
_ROWS = """
SELECT {key}, {columns} FROM {table}
WHERE (%(after)s::uuid IS NULL OR {key} > %(after)s) AND ({older})
ORDER BY {key} LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED
"""
_WRITE = "UPDATE {table} SET {changes} WHERE {key} = %s"


@dataclass(frozen=True, slots=True)
class Table:
    """A model with the columns of it that are encrypted."""

    model: type[Model]
    columns: tuple[Field[Any, Any], ...]

    @property
    def label(self) -> str:
        """What people call it."""
        return str(self.model._meta.verbose_name)

    @property
    def key(self) -> str:
        """The column of its primary key."""
        return str(self.model._meta.pk and self.model._meta.pk.column)

    @property
    def batch(self) -> int:
        """Rows of one transaction."""
        return FILES if any(isinstance(one, SealedBytesField) for one in self.columns) else TEXTS

    def fill(self, template: str, *columns: str) -> str:
        """A statement with the names of this table in it; they are this code base's own."""
        meta, quote = self.model._meta, connection.ops.quote_name
        names = dict.fromkeys(name for one in self.columns for name in (one.column, _bound(one)) if name)
        parts = {
            "older": " OR ".join(_OLDER.replace("{column}", quote(str(one.column))) for one in self.columns),
            "columns": ", ".join(map(quote, names)),
            "changes": ", ".join(f"{quote(name)} = %s" for name in columns),
            "column": "".join(map(quote, columns[:1])),
            "table": quote(meta.db_table),
            "key": quote(self.key),
            "head": str(HEAD),
        }
        for name, value in parts.items():
            template = template.replace("{" + name + "}", value)
        return template


@dataclass(slots=True)
class Outcome:
    """What became of the values of a table: how many were sealed anew, which can't be opened, {key id: values} now."""

    done: int = 0
    broken: set[str] = field(default_factory=set)
    standing: Counter[str] = field(default_factory=Counter)


def tables() -> list[Table]:
    """Every model with an encrypted column."""
    found = []
    for model in apps.get_models():
        columns = [one for one in model._meta.local_concrete_fields if isinstance(one, SealedField | SealedBytesField)]
        if columns and not model._meta.proxy:
            found.append(Table(model, tuple(columns)))
    return found


def sees_all() -> bool:
    """Whether this connection's role passes row-level security."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolbypassrls OR rolsuper FROM pg_roles WHERE rolname = current_user")
        return bool(cursor.fetchone()[0])


def census(table: Table) -> Counter[str]:
    """{key id: values} of a table."""
    found: Counter[str] = Counter()
    for column in table.columns:
        with connection.cursor() as cursor:
            cursor.execute(table.fill(_COUNT, str(column.column)))
            found.update(dict(cursor.fetchall()))
    return found


def authenticators() -> Counter[str]:
    """{key id: secrets} of the second factors, which lie in a table of a library."""
    return Counter(device.sealed_with for device in Authenticator.objects.all())


def rekey(table: Table) -> Outcome:
    """Seal what an older key sealed anew, a batch a transaction."""
    found = Outcome()
    for turn in range(TURNS):
        if turn:
            time.sleep(PAUSE)
        found.done += _turn(table, found.broken)
        found.standing = census(table)
        if found.standing.total() - found.standing[current()] == len(found.broken):
            break
    return found


def rekey_authenticators() -> Outcome:
    """The same for the second factors."""
    found = Outcome()
    for key in list(Authenticator.objects.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            device = Authenticator.objects.select_for_update().get(pk=key)
            try:
                found.done += device.seal_anew()
            except CipherError:
                found.broken.add(f"{Authenticator._meta.verbose_name} {device.user_id}")
    found.standing = authenticators()
    return found


def note(values: int) -> None:
    """It stands in the trail of every district."""
    for path in districts():
        with work(system_scope(path)):
            record("keys.changed", owner_path=path, object_type="key", object_id=current(), values=values)


def current() -> str:
    """Id of the key that everything is to be sealed with."""
    return cipher().current.decode()


def _turn(table: Table, broken: set[str]) -> int:
    """Once over the table, in the order of its key."""
    done, after = 0, None
    while True:
        with transaction.atomic():
            rows = _rows(table, after)
            done += sum(_write(table, row, broken) for row in rows)
        if not rows:
            return done
        after = rows[-1][table.key]


def _rows(table: Table, after: UUID | None) -> list[dict[str, Any]]:
    """The next rows with a value under another key, held until the end of the transaction."""
    said = {"after": after, "most": table.batch, "head": cipher().current + END}
    with connection.cursor() as cursor:
        cursor.execute(table.fill(_ROWS), said)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def _write(table: Table, row: dict[str, Any], broken: set[str]) -> int:
    """Store the row's older values under the first key; returns how many."""
    key, fresh = row[table.key], {}
    for column, old in _older_of(table, row):
        try:
            fresh[str(column.column)] = _anew(table, column, key, row, old)
        except CipherError:
            broken.add(f"{table.label} {key} {column.verbose_name}")
    if fresh:
        with connection.cursor() as cursor:
            cursor.execute(table.fill(_WRITE, *fresh), [*fresh.values(), key])
    return len(fresh)


def _older_of(table: Table, row: dict[str, Any]) -> Iterator[tuple[Field[Any, Any], bytes]]:
    for column in table.columns:
        value = bytes(row[str(column.column)] or b"")
        if value and key_of(value) != cipher().current:
            yield column, value


def _anew(table: Table, column: Field[Any, Any], key: UUID, row: dict[str, Any], old: bytes) -> bytes:
    """The same value under the first key, bound to the same place."""
    bound = _bound(column)
    place = f"{column.name}:{row[bound]}" if bound else column.name
    context = context_of(table.model._meta.db_table, key, place)
    return cipher().seal_bytes(cipher().open_bytes(old, context), context)


def _bound(column: Field[Any, Any]) -> str:
    return column.bound_to if isinstance(column, SealedBytesField) else ""
