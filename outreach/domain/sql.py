"""Statements over sets, put together from pieces whose values all go by name."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db import connection
from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class Sql:
    """A piece of SQL with its values, by name."""

    text: str
    values: Mapping[str, Any] = field(default_factory=dict)


def fill(template: str, values: Mapping[str, Any], **pieces: Sql) -> Sql:
    """`template` with each {piece} in its place, and everybody's values. Templates are literals of this code base."""
    text, found = template, dict(values)
    for name, piece in pieces.items():
        text = text.replace("{" + name + "}", piece.text)
        found |= piece.values
    return Sql(text, found)


def of_queryset(queryset: QuerySet[Any, Any], name: str = "q") -> Sql:
    """A queryset as a piece: behind the scope's walls like every other."""
    text, values = queryset.query.get_compiler(connection=connection).as_sql()
    parts = text.split("%s")
    names = [f"{name}{number}" for number in range(len(values))]
    named = "".join(part + (f"%({name})s" if name else "") for part, name in zip(parts, [*names, ""], strict=True))
    return Sql(named, dict(zip(names, values, strict=True)))


def run(statement: Sql) -> int:
    """Execute it; returns how many rows it touched."""
    return _executed(statement)[0]


def fetch(statement: Sql) -> list[tuple[Any, ...]]:
    """Execute it; returns the rows that it returns."""
    return _executed(statement)[1]


def _executed(statement: Sql) -> tuple[int, list[tuple[Any, ...]]]:
    with connection.cursor() as cursor:
        cursor.execute(statement.text, dict(statement.values))
        return int(cursor.rowcount), list(cursor.fetchall()) if cursor.description else []
