"""G01–G03, G05, G06, G12: passwords, lockout, enumeration, fixation, redirects."""

import threading
from unittest import mock
from urllib.parse import urljoin

import pytest
import time_machine
from django.contrib.auth import hashers
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from registry.models import User
from registry.web import backends
from tests.accounts.people import LOGIN, events, inside, login
from tests.world import PASSWORD, World

A = "community-a11"


@pytest.fixture
def evaluated(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every password that is really compared or hashed at the door."""
    seen: list[str] = []

    def check(password: str, encoded: str) -> bool:
        seen.append(password)
        return hashers.check_password(password, encoded)

    def make(password: str) -> str:
        seen.append(password)
        return hashers.make_password(password)

    monkeypatch.setattr(backends, "check_password", check)
    monkeypatch.setattr(backends, "make_password", make)
    return seen


def test_login_and_logout_are_in_the_trail(world: World, client: Client) -> None:
    assert login(client, A).status_code == 302
    assert inside(client)
    assert client.post("/logout/").headers["Location"] == "/login/ended/?reason=logout"
    assert not inside(client)
    actions = [event.action for event in events(world) if event.actor == A]
    assert actions == ["login", "logout"]


def test_brute_force_evaluates_five_passwords_in_half_an_hour(
    world: World, evaluated: list[str], frozen: time_machine.Traveller
) -> None:
    for guess in range(200):
        frozen.shift(5)
        login(Client(REMOTE_ADDR=f"203.0.113.{guess}"), A, f"guess-{guess}")
    assert len(evaluated) == 5
    answer = login(Client(), A)
    assert answer.status_code == 429, "the right password is not looked at either"
    assert "以后" in answer.content.decode() and "安全管理员" in answer.content.decode()
    frozen.shift(30 * 60)
    assert login(Client(), A).status_code == 302


def test_brute_force_without_the_lockout_succeeds(world: World, evaluated: list[str], settings: Settings) -> None:
    settings.LOCKOUT_ACCOUNT = settings.LOCKOUT_ADDRESS = (10**6, 1800)
    for guess in range(12):
        login(Client(), A, f"guess-{guess}")
    assert len(evaluated) == 12
    assert login(Client(), A).status_code == 302


def test_own_login_gives_an_attacker_no_more_tries(world: World, evaluated: list[str]) -> None:
    for guess in range(4):
        login(Client(), A, f"guess-{guess}")
    assert login(Client(), A).status_code == 302
    for guess in range(10):
        login(Client(), A, f"again-{guess}")
    assert len([password for password in evaluated if password != PASSWORD]) == 5


@pytest.mark.django_db(transaction=True)
def test_guesses_at_the_same_time_do_not_overtake_the_count(world: World, evaluated: list[str]) -> None:
    def guess(number: int) -> None:
        try:
            login(Client(), A, f"guess-{number}")
        finally:
            connection.close()

    threads = [threading.Thread(target=guess, args=(number,)) for number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(evaluated) == 5


def test_spraying_is_held_to_twenty_failures_an_address(
    world: World, evaluated: list[str], frozen: time_machine.Traveller
) -> None:
    for number in range(100):
        login(Client(REMOTE_ADDR="198.51.100.7"), f"name-{number}", "Autumn-Leaf-77")
    assert len(evaluated) == 20
    assert login(Client(REMOTE_ADDR="198.51.100.8"), A).status_code == 302
    assert login(Client(REMOTE_ADDR="198.51.100.7"), "district-a").status_code == 429
    frozen.shift(3600)
    assert login(Client(REMOTE_ADDR="198.51.100.7"), "district-a").status_code == 302


def test_forged_forwarded_for_is_not_another_address(world: World, evaluated: list[str], settings: Settings) -> None:
    for number in range(60):
        login(Client(), f"name-{number}", "x", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}")
    assert len(evaluated) == 20
    settings.PROXY_COUNT = 1
    for number in range(30):
        login(Client(), f"more-{number}", "x", HTTP_X_FORWARDED_FOR=f"192.0.2.{number}, 198.51.100.9")
    assert len(evaluated) == 40


def test_one_ipv6_network_is_one_address(world: World, evaluated: list[str]) -> None:
    for number in range(40):
        login(Client(REMOTE_ADDR=f"2001:db8:1:2::{number:x}"), f"name-{number}", "x")
    assert len(evaluated) == 20


def test_owner_with_a_known_device_gets_in_while_the_name_is_hammered(world: World) -> None:
    known = Client()
    login(known, A)
    known.post("/logout/")
    for guess in range(10):
        login(Client(), A, f"guess-{guess}")
    assert login(Client(), A).status_code == 429
    assert login(known, A).status_code == 302


def test_known_device_has_five_tries_of_its_own(world: World, evaluated: list[str]) -> None:
    known = Client()
    login(known, A)
    known.post("/logout/")
    evaluated.clear()
    for guess in range(10):
        login(known, A, f"guess-{guess}")
    assert len(evaluated) == 5


def test_unknown_disabled_and_wrong_read_the_same(world: World) -> None:
    with world.at("system_admin-a"):
        User.objects.filter(username="community-a12").update(is_active=False)
    pages = set()
    for name in ("nobody-here", "community-a12", A):
        page = login(Client(), name, "Wrong-9-Password").content.decode()
        pages.add(page.replace(name, "NAME").split("csrfmiddlewaretoken")[0])
        assert "账号或密码不对" in page
    assert len(pages) == 1
    assert "账号或密码不对" in login(Client(), "community-a12").content.decode(), "right password, disabled account"


def test_unknown_and_wrong_cost_the_same(world: World, settings: Settings) -> None:
    """What takes time is hashing and asking: as much of both for a name that nobody has as for a wrong password."""
    settings.LOCKOUT_ACCOUNT = settings.LOCKOUT_ADDRESS = (10**6, 1800)

    def cost(name: str) -> tuple[int, int]:
        hasher = type(hashers.get_hasher())
        with (
            mock.patch.object(hasher, "encode", autospec=True, side_effect=hasher.encode) as hashed,
            CaptureQueriesContext(connection) as asked,
        ):
            login(Client(), name, "Wrong-9-Password")
        return hashed.call_count, len(asked)

    (hashed, asked), (hashed_for_nobody, asked_for_nobody) = cost(A), cost("nobody-here")
    assert hashed == hashed_for_nobody == 1
    assert asked == asked_for_nobody


def test_a_mistyped_name_is_not_kept(world: World) -> None:
    login(Client(), "My-Secret-Passw0rd", "x")
    login(Client(), A, "x")
    failed = [event for event in events(world) if event.action == "login.failed"]
    assert [event.actor for event in failed] == [A]


def test_session_id_changes_at_login(world: World, client: Client) -> None:
    client.get(LOGIN)
    session = client.session
    session["preset"] = "x"
    session.save()
    preset = session.session_key
    client.cookies["bdx_session"] = preset
    login(client, A)
    assert client.session.session_key != preset
    stranger = Client()
    stranger.cookies["bdx_session"] = preset
    assert not inside(stranger)


def test_fixation_without_the_new_id_succeeds(world: World, client: Client) -> None:
    session = client.session
    session["preset"] = "x"
    session.save()
    client.cookies["bdx_session"] = session.session_key
    with mock.patch("django.contrib.sessions.backends.base.SessionBase.cycle_key"):
        login(client, A)
    stranger = Client()
    stranger.cookies["bdx_session"] = session.session_key
    assert inside(stranger)


HOSTILE = [
    scheme + host
    for scheme in ("//", "///", "////", "http://", "https://", "HTTP:\\\\", "\\\\", "/\\", "\\/", "http:///", "http:",
                   "https:/", "javascript://", " //", "\t//", "\n//", "%09//", "ftp://", "//user@", "http://testserver@")
    for host in ("evil.example", "evil.example/path", "evil.example:80/", "evil.example%2f..", "here.evil.example")
]  # fmt: skip


def test_next_stays_here(world: World) -> None:
    wanted = [*HOSTILE, "javascript:alert(1)", "data:text/html,x", "/login/", "/logout/"]
    assert len(wanted) >= 100
    for address in wanted:
        answer = Client().post(LOGIN, {"username": A, "password": PASSWORD, "next": address})
        target = answer.headers["Location"]
        assert urljoin("http://testserver/login/", target).startswith("http://testserver/"), address
        assert target == "/", f"nothing of a hostile address is kept: {address}"


def test_next_of_ours_is_followed(world: World, client: Client) -> None:
    answer = client.post(LOGIN, {"username": A, "password": PASSWORD, "next": "/account/posting/?x=1"})
    assert answer.headers["Location"] == "/account/posting/?x=1"


def test_forged_host_is_refused(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["127.0.0.1"]
    assert client.get(LOGIN, HTTP_HOST="evil.example").status_code == 400
