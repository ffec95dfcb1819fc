"""A full disk and a database that goes away are answered as what they are, in words, with nothing kept (E06)."""

import errno
from collections.abc import Iterator

import psycopg
import pytest
import redis
from django.db import OperationalError
from django.test import Client

from registry.lib import clock
from registry.models import Member
from registry.web.failing import AGAIN, status_of
from tests.web.staff import client_of, text_of
from tests.world import World, clerk, id_number, phone

FAILS = """
CREATE FUNCTION fails() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {what} RETURN NEW; END $$;
CREATE TRIGGER fails BEFORE INSERT ON registry_member FOR EACH ROW EXECUTE FUNCTION fails()
"""
FULL = "RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';"
AWAY = "PERFORM pg_terminate_backend(pg_backend_pid());"


def caused(cause: BaseException, error: BaseException | None = None) -> BaseException:
    """As Django raises it: its own error from the driver's."""
    found = error or OperationalError("wrapped")
    found.__cause__ = cause
    return found


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (caused(psycopg.errors.DiskFull("no space")), 507),
        (OSError(errno.ENOSPC, "no space"), 507),
        (caused(OSError(errno.EDQUOT, "quota"), RuntimeError("upload")), 507),
        (caused(psycopg.errors.AdminShutdown("terminating")), 503),
        (caused(psycopg.errors.CrashShutdown("terminating")), 503),
        (caused(psycopg.errors.TooManyConnections("sorry")), 503),
        (caused(psycopg.errors.QueryCanceled("statement timeout")), 503),
        (caused(psycopg.errors.DeadlockDetected("deadlock")), 503),
        (caused(psycopg.OperationalError("connection refused")), 503),
        (redis.ConnectionError("refused"), 503),
        (caused(psycopg.errors.UniqueViolation("twice")), 500),
        (OSError(errno.ENOENT, "not there"), 500),
        (ValueError("ours"), 500),
        (None, 500),
    ],
)
def test_what_an_error_came_from_says_the_status(error: BaseException | None, status: int) -> None:
    assert status_of(error) == status


def test_errors_that_go_round_in_a_circle_come_to_an_end() -> None:
    first, second = ValueError("one"), ValueError("two")
    first.__cause__, second.__cause__ = second, first
    assert status_of(first) == 500


@pytest.fixture
def failing(transactional_db: None, world: World, owner_cursor: psycopg.Cursor) -> Iterator[psycopg.Cursor]:
    """Take the trigger away again, whatever happened."""
    yield owner_cursor
    owner_cursor.execute("DROP FUNCTION IF EXISTS fails CASCADE")


def visitor(world: World) -> Client:
    client = client_of(world, clerk("a11"))
    client.raise_request_exception = False
    return client


def register(client: Client, world: World):
    data = {
        "direction": "in", "name": "何小山", "id_number": id_number(7), "phone": phone(7),
        "organisation": str(world.nodes["a11"].pk), "action": "save", "reported_on": str(clock.today()),
    }  # fmt: skip
    return client.post("/members/new/", data)


def registered(world: World) -> int:
    with world.system():
        return int(Member.objects.count())


@pytest.mark.parametrize(
    ("what", "status", "words"),
    [
        (FULL, 507, "服务器的磁盘满了"),
        (AWAY, 503, "系统暂时办不了，请稍等一会儿"),
        ("PERFORM 1 / 0;", 500, "系统出了点问题"),
    ],
)
def test_a_page_says_what_failed_and_the_next_request_works(
    world: World, failing: psycopg.Cursor, what: str, status: int, words: str
) -> None:
    client = visitor(world)
    assert register(client, world).status_code == 302, "it works before"
    failing.execute("DELETE FROM registry_movement; DELETE FROM registry_member")
    failing.execute(FAILS.replace("{what}", what))
    answer = register(client, world)
    assert (answer.status_code, words in text_of(answer)) == (status, True), text_of(answer)
    assert answer.get("Retry-After") == (str(AGAIN) if status == 503 else None)
    assert client.get("/members/").status_code == 200
    assert registered(world) == 0
    failing.execute("DROP FUNCTION fails CASCADE")
    assert register(client, world).status_code == 302
    assert registered(world) == 1


@pytest.mark.parametrize(("what", "status", "code"), [(FULL, 507, "disk_full"), (AWAY, 503, "unavailable")])
def test_a_program_is_told_the_same(world: World, failing: psycopg.Cursor, what: str, status: int, code: str) -> None:
    client = visitor(world)
    failing.execute(FAILS.replace("{what}", what))
    body = {"name": "何小山", "id_number": id_number(7), "phone": phone(7), "direction": "in",
            "organisation": str(world.nodes["a11"].pk)}  # fmt: skip
    answer = client.post("/api/v1/members/", body, content_type="application/json")
    assert (answer.status_code, answer.headers["Content-Type"]) == (status, "application/problem+json")
    assert (answer.json()["code"], answer.json()["status"]) == (code, status)
    assert registered(world) == 0
