"""Tools of the attacks: write past the verbs, and see that the database refuses."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import DatabaseError, connection, transaction

LONG_AGO = datetime.date(2024, 1, 1)


@contextmanager
def refused() -> Iterator[None]:
    """The block must fail in the database, at the latest when its deferred keys are checked."""
    with pytest.raises(DatabaseError), transaction.atomic():
        yield
        settle()


def settle() -> None:
    """Check the deferred keys now, as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def sql(statement: str, *values: object) -> int:
    """Run one statement as the app role; returns the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


def asked(statement: str, *values: object) -> object:
    """The one value that a statement of the app role answers with."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        row = cursor.fetchone()
        return row and row[0]
