"""Which kinds of row a piece of work looks for under a key, by the questions that it puts to the database."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import connection

from tests.walls.canaries import scoped_models

BEFORE_A_VALUE = re.compile(r'"(\w+)"\."(\w+)" (?:=|IN) \(?$')


@contextmanager
def keys_looked_up(key: UUID) -> Iterator[set[str]]:
    """The names of scoped models whose keys were compared with `key` inside."""
    found: set[str] = set()

    def note(execute: Any, sql: str, params: Sequence[Any] | None, many: bool, context: Any) -> Any:
        if isinstance(params, list | tuple):
            found.update(_models(sql, params, key))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def _models(sql: str, params: Sequence[Any], key: UUID) -> Iterator[str]:
    scoped = {model.__name__ for model in scoped_models()}
    for text, value in zip(sql.split("%s"), params, strict=False):
        where = BEFORE_A_VALUE.search(text) if str(value) == str(key) else None
        name = _kind(*where.groups()) if where else ""
        if name in scoped:
            yield name


def _kind(table: str, column: str) -> str:
    """The kind of row whose key stands in that column; empty for none."""
    columns = ((model, field) for model in apps.get_models() for field in model._meta.concrete_fields)
    for model, field in columns:
        if (model._meta.db_table, field.column) == (table, column):
            kind = field.related_model if field.is_relation else model if field.primary_key else None
            return kind.__name__ if isinstance(kind, type) else ""
    return ""
