"""How many rows and events a piece of work wrote for good, by the server's own counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache

import pytest
from django.db import connection

# The server counts what a savepoint took back along with what stays, and books it later than it is written. Its view of
# these counts joins the whole catalogue each time; its functions take a table.
TABLES = "SELECT oid, relname FROM pg_class WHERE relkind = 'r' AND relname ~ '^(registry|outreach|reports)_'"
COUNTS = """
    SELECT coalesce(sum(pg_stat_get_xact_tuples_inserted(t) + pg_stat_get_xact_tuples_updated(t)
                        + pg_stat_get_xact_tuples_deleted(t)) FILTER (WHERE t <> %(trail)s), 0),
           coalesce(sum(pg_stat_get_xact_tuples_inserted(t)) FILTER (WHERE t = %(trail)s), 0)
    FROM unnest(%(tables)s::oid[]) t
"""


@cache
def _tables() -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(TABLES)
        return {name: oid for oid, name in cursor.fetchall()}


def _counts() -> tuple[int, int]:
    tables = _tables()
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, {"tables": list(tables.values()), "trail": tables["registry_auditevent"]})
        rows, events = cursor.fetchone()
    return int(rows), int(events)


@dataclass
class Written:
    """Counts since it was made; `gone` is what savepoints took back."""

    start: tuple[int, int] = field(default_factory=_counts)
    gone: tuple[int, int] = (0, 0)

    def since(self) -> tuple[int, int]:
        """(rows, events) that stay."""
        rows, events = (now - then - gone for now, then, gone in zip(_counts(), self.start, self.gone, strict=True))
        return rows, events


@contextmanager
def counted() -> Iterator[Written]:
    """Count what is written inside, in an open transaction; what a savepoint takes back counts for nothing."""
    found, begun = Written(), {}
    make, take_back = connection.savepoint, connection.savepoint_rollback

    def savepoint() -> str | None:
        stays = found.since()
        name = make()
        begun[name] = stays
        return name

    def rollback(name: str) -> None:
        take_back(name)
        lost = [now - then for now, then in zip(found.since(), begun[name], strict=True)]
        found.gone = (found.gone[0] + lost[0], found.gone[1] + lost[1])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(connection, "savepoint", savepoint)
        patch.setattr(connection, "savepoint_rollback", rollback)
        yield found
