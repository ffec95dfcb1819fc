"""A table that somebody holds: pages that need it are refused, and keep nobody else waiting (E14)."""

import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import psycopg
import pytest

from config.gunicorn import LOCK_MS, threads
from tests.faults.harness import FULL, figure, until
from tests.faults.street import Street
from tests.waiting import waiting
from tests.world import World

pytestmark = [pytest.mark.fault, pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.timeout(300)]
PAGE, ALIVE, WAITING = "/suggest/list/", "/healthz", 2 * threads
# Nobody waits longer here for a lock than needs be to see who waits for whom.
BOUND = LOCK_MS if FULL else 1_000
# Those before it wait for the lock in two turns; and a machine with other work on it.
PATIENCE = 2 * BOUND / 1000 + 10


def asked(port: int, path: str, patience: float) -> tuple[str, float, str]:
    """(status or what went wrong, seconds, Retry-After)."""
    began, line = time.monotonic(), HTTPConnection("127.0.0.1", port, timeout=patience)
    try:
        line.request("GET", path, headers={"X-Forwarded-For": "198.19.7.7"})
        answer = line.getresponse()
        said = str(answer.status), answer.headers.get("Retry-After", "")
    except (OSError, HTTPException) as error:
        said = type(error).__name__, ""
    finally:
        line.close()
    return said[0], time.monotonic() - began, said[1]


@contextmanager
def held(cursor: psycopg.Cursor, table: str) -> Iterator[None]:
    """Nobody else can read the table meanwhile."""
    cursor.execute("BEGIN")
    cursor.execute(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE")
    try:
        yield
    finally:
        cursor.execute("ROLLBACK")


def crowd(street: Street, cursor: psycopg.Cursor) -> tuple[list[tuple[str, float, str]], tuple[str, float, str]]:
    """What those who ask for the table get, and who asks for something else meanwhile."""
    found: list[tuple[str, float, str]] = []
    with held(cursor, "outreach_suggestion"):
        askers = [
            threading.Thread(target=lambda: found.append(asked(street.port, PAGE, 3 * PATIENCE)))
            for _ in range(WAITING)
        ]
        for asker in askers:
            asker.start()
        until(lambda: waiting(cursor) >= threads, 60, lambda: f"{waiting(cursor)} wait")
        bounded = "STREET_PATIENT" not in street.more
        other = asked(street.port, ALIVE, PATIENCE if bounded else 4 * BOUND / 1000)
        if bounded:
            for asker in askers:
                asker.join()
    for asker in askers:
        asker.join()
    return found, other


def test_whoever_waits_for_a_lock_keeps_nobody_else_waiting(
    world: World, superuser_cursor: psycopg.Cursor, tmp_path: Path
) -> None:
    street = Street(tmp_path, WEB_WORKERS="1", STREET_LOCK_MS=str(BOUND))
    try:
        found, other = crowd(street, superuser_cursor)
        assert other[0] == "200", other
        assert Counter(status for status, _, _ in found) == {"503": WAITING}
        assert all(after for _, _, after in found)
        figure("E14", "a table held: longest wait for somebody else's page", other[1], "s", other[1] < PATIENCE, n=1)
        assert asked(street.port, PAGE, PATIENCE)[0] == "200"
    finally:
        street.close()


def test_without_bounds_everybody_waits(world: World, superuser_cursor: psycopg.Cursor, tmp_path: Path) -> None:
    street = Street(tmp_path, WEB_WORKERS="1", STREET_PATIENT="1")
    try:
        found, other = crowd(street, superuser_cursor)
        assert other[0] == "TimeoutError" and {status for status, _, _ in found} == {"200"}
    finally:
        street.close()
