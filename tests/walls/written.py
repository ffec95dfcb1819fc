"""How many rows and events a piece of work wrote for good, by the server's own counts."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from django.db import connection

# The server counts what a savepoint took back along with what stays, and books it later than it is written.
COUNTS = """
    SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del) FILTER (WHERE relname <> 'registry_auditevent'), 0),
           coalesce(sum(n_tup_ins) FILTER (WHERE relname = 'registry_auditevent'), 0)
    FROM pg_stat_xact_user_tables WHERE relname ~ '^(registry|outreach|reports)_'
"""


def _counts() -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(COUNTS)
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
