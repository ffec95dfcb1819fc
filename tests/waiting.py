"""Who waits for somebody else's lock, so that a test goes on when it has come to that."""

from typing import Any

# Of this database alone: the others of the cluster are other tests. Any role may read it of any other's connection.
_WAITING = (
    "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE NOT granted AND datname = current_database()"
)


def waiting(cursor: Any) -> int:
    """How many locks are waited for; `cursor` is Django's or psycopg's."""
    cursor.execute("SELECT pg_stat_clear_snapshot()")
    cursor.execute(_WAITING)
    return int(cursor.fetchone()[0])
