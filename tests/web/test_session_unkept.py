"""A session that can't be kept when everything else was done: what was done is not denied."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import psycopg
import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client

from registry.models import ContactLog, Member
from registry.web import session_store
from tests.web.staff import client_of
from tests.web.test_contacts import said
from tests.world import World, clerk

pytestmark = pytest.mark.django_db(transaction=True)
OURS, DJANGOS = "registry.web.session_store.SessionMiddleware", "django.contrib.sessions.middleware.SessionMiddleware"
Faults = Callable[..., None]


@pytest.fixture
def member(world: World) -> Member:
    return world.member("a11", 1)


@pytest.fixture
def fault(superuser_cursor: psycopg.Cursor, monkeypatch: pytest.MonkeyPatch) -> Iterator[Faults]:
    """`fault(times)`: so often the server ends the connection just before the session is saved; `fault(ended=True)`:
    the session was ended elsewhere meanwhile."""
    saved = session_store.SessionStore.save

    def install(times: int = 0, *, ended: bool = False) -> None:
        left = [times]

        def save(self: session_store.SessionStore, must_create: bool = False) -> None:
            if left[0]:
                left[0] -= 1
                connection.ensure_connection()
                pid = connection.connection.info.backend_pid
                superuser_cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])
            if ended:
                Session.objects.all().delete()
            saved(self, must_create)

        monkeypatch.setattr(session_store.SessionStore, "save", save)

    yield install
    connection.close()


def noted(client: Client, world: World, member: Member) -> tuple[int, int]:
    """Note a contact: (status, how many there are)."""
    answer = client.post(f"/members/{member.pk}/contacts/new/", said(client_key=str(uuid4())))
    with world.at(clerk("a11")):
        return answer.status_code, ContactLog.objects.filter(member=member).count()


def test_a_connection_that_was_lost_is_made_anew(world: World, member: Member, fault: Faults) -> None:
    client = client_of(world, clerk("a11"))
    fault(1)
    assert noted(client, world, member) == (302, 1)
    assert "已记下" in client.get(f"/members/{member.pk}/").content.decode()


def test_where_it_stays_away_the_answer_goes_out(world: World, member: Member, fault: Faults) -> None:
    client = client_of(world, clerk("a11"))
    fault(2)
    assert noted(client, world, member) == (302, 1)
    page = client.get(f"/members/{member.pk}/")
    assert page.status_code == 200 and "已记下" not in page.content.decode()


def test_a_session_that_was_ended_meanwhile(world: World, member: Member, fault: Faults) -> None:
    client = client_of(world, clerk("a11"))
    fault(ended=True)
    assert noted(client, world, member) == (302, 1)
    assert client.get(f"/members/{member.pk}/").headers["Location"].startswith("/login/")


def test_djangos_own_denies_what_was_done(
    world: World, member: Member, fault: Faults, settings: pytest.FixtureRequest
) -> None:
    settings.MIDDLEWARE = [DJANGOS if name == OURS else name for name in settings.MIDDLEWARE]  # type: ignore[attr-defined]
    client = client_of(world, clerk("a11"))
    fault(1)
    assert noted(client, world, member) == (400, 1)
