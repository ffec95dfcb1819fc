"""G04, G06: the one-time code."""

import base64
import re
import secrets
from importlib import import_module
from unittest import mock

import pyotp
import pytest
import time_machine
from django.apps import apps
from django.test import Client
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice
from pytest_django import Settings

from registry.domain import second_factor
from registry.lib.crypto import CipherError
from registry.models import Authenticator
from tests.accounts.people import events, inside, login
from tests.world import World

A = "district-a"
CODE = "/login/code/"
SETUP = "/account/authenticator/"


@pytest.fixture
def bound(world: World, client: Client, frozen: time_machine.Traveller) -> tuple[pyotp.TOTP, list[str]]:
    """An account with an authenticator, and its recovery codes; the clock stands at a fresh code."""
    login(client, A)
    page = client.get(SETUP).content.decode()
    totp = pyotp.TOTP(re.search(r'id="totp-secret">([A-Z2-7 ]+)<', page)[1].replace(" ", ""))
    answer = client.post(SETUP, {"token": totp.now()}).content.decode()
    codes = re.findall(r">([0-9a-z]{5}-[0-9a-z]{5})<", answer)
    assert len(set(codes)) == 10
    client.post("/logout/")
    frozen.shift(60)
    return totp, codes


def test_the_database_holds_no_secret_in_clear(bound: tuple[pyotp.TOTP, list[str]], world: World) -> None:
    stored, secret = TOTPDevice.objects.get(), base64.b32decode(bound[0].secret)
    assert secret.hex() not in stored.key and secret not in base64.b64decode(stored.key)
    assert Authenticator.objects.get().bin_key == secret
    # Moved to another account, it opens nothing.
    TOTPDevice.objects.update(user_id=world.users["district-b"].pk)
    with pytest.raises(CipherError):
        assert Authenticator.objects.get().bin_key


def test_secrets_from_before_are_sealed_and_go_on_working(world: World) -> None:
    """What the migration does with a row of the past, and back."""
    migration = import_module("registry.migrations.0011_sealed_authenticators")
    user, secret = world.users[A], secrets.token_bytes(20)
    device = TOTPDevice.objects.create(user_id=user.pk, name="旧的", confirmed=True, key=secret.hex())
    migration.seal(apps, None)
    assert Authenticator.objects.get(pk=device.pk).bin_key == secret
    client = half_in()
    assert client.post(CODE, {"token": pyotp.TOTP(base64.b32encode(secret).decode()).now()}).status_code == 302
    assert inside(client)
    migration.unseal(apps, None)
    assert TOTPDevice.objects.get(pk=device.pk).key == secret.hex()


def half_in() -> Client:
    """A browser past the password."""
    client = Client()
    assert login(client, A).status_code == 302
    assert client.get("/account/posting/").headers["Location"].startswith(CODE)
    return client


def test_code_opens_once(bound: tuple[pyotp.TOTP, list[str]]) -> None:
    code = bound[0].now()
    first, second = half_in(), half_in()
    assert first.post(CODE, {"token": code}).status_code == 302
    assert inside(first)
    page = second.post(CODE, {"token": code})
    assert "已经用过" in page.content.decode()
    assert not inside(second)


def test_replay_without_the_mark_succeeds(bound: tuple[pyotp.TOTP, list[str]]) -> None:
    code = bound[0].now()
    half_in().post(CODE, {"token": code})
    TOTPDevice.objects.update(last_t=-1)
    second = half_in()
    second.post(CODE, {"token": code})
    assert inside(second)


def test_five_tries_in_a_quarter_of_an_hour(
    bound: tuple[pyotp.TOTP, list[str]], frozen: time_machine.Traveller
) -> None:
    with mock.patch.object(TOTPDevice, "verify_token", autospec=True, return_value=False) as asked:
        client = half_in()
        for guess in range(20):
            client.post(CODE, {"token": f"{guess:06}"})
    assert asked.call_count == 5
    assert client.post(CODE, {"token": bound[0].now()}).status_code == 429
    frozen.shift(15 * 60 - 1)
    client = half_in()
    assert client.post(CODE, {"token": bound[0].now()}).status_code == 429
    frozen.shift(1)
    assert client.post(CODE, {"token": bound[0].now()}).status_code == 302


def test_guessing_without_the_limit_goes_on(bound: tuple[pyotp.TOTP, list[str]], settings: Settings) -> None:
    settings.LOCKOUT_TOKEN = (10**6, 900)
    with mock.patch.object(TOTPDevice, "verify_token", autospec=True, return_value=False) as asked:
        client = half_in()
        for guess in range(9):
            client.post(CODE, {"token": f"{guess:06}"})
    assert asked.call_count == 9


def test_session_id_changes_at_the_second_factor(bound: tuple[pyotp.TOTP, list[str]]) -> None:
    client = half_in()
    before = client.cookies["bdx_session"].value
    client.post(CODE, {"token": bound[0].now()})
    assert client.cookies["bdx_session"].value != before
    stranger = Client()
    stranger.cookies["bdx_session"] = before
    assert not inside(stranger)


@pytest.mark.parametrize("page", ["/account/password/", SETUP, SETUP + "picture.svg", "/account/posting/"])
def test_half_a_login_opens_nothing_else(bound: tuple[pyotp.TOTP, list[str]], page: str) -> None:
    client = half_in()
    assert client.get(page).headers["Location"].startswith(CODE)
    assert client.post(page, {"posting": "x"}).headers["Location"].startswith(CODE)


def test_recovery_code_opens_once_and_is_not_stored(bound: tuple[pyotp.TOTP, list[str]]) -> None:
    code = bound[1][3]
    stored = set(StaticToken.objects.values_list("token", flat=True))
    assert len(stored) == 10 and not stored & {item.replace("-", "") for item in bound[1]}
    first, second = half_in(), half_in()
    first.post(CODE, {"token": code.upper()})
    second.post(CODE, {"token": code})
    assert (inside(first), inside(second)) == (True, False)


def test_officer_resets_a_lost_phone(world: World, bound: tuple[pyotp.TOTP, list[str]]) -> None:
    with world.at("security_admin-a"):
        second_factor.reset(by=world.users["security_admin-a"], user=world.users[A])
    client = Client()
    login(client, A)
    assert inside(client)
    assert "account.second_factor_reset" in [event.action for event in events(world)]


@pytest.mark.parametrize(
    ("name", "needed"),
    [
        ("district-a", True),
        ("security_admin-a", True),
        ("auditor-a", True),
        ("street-a1", False),
        ("community-a11", False),
    ],
)
def test_roles_that_need_it(world: World, client: Client, settings: Settings, name: str, needed: bool) -> None:
    settings.REQUIRE_SECOND_FACTOR = True
    login(client, name)
    assert inside(client) or needed
    answer = client.get("/account/password/done/")
    assert (answer.status_code == 302) == needed
    if needed:
        assert answer.headers["Location"].startswith(SETUP)
        assert "必须先绑定" in client.get(SETUP).content.decode()


def test_picture_is_an_svg_of_ours_and_gone_when_bound(world: World, client: Client) -> None:
    login(client, A)
    answer = client.get(SETUP + "picture.svg")
    assert answer.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in answer.content and b"<script" not in answer.content
    TOTPDevice.objects.update(confirmed=True)
    session = client.session
    session["otp_device_id"] = TOTPDevice.objects.get().persistent_id
    session.save()
    assert client.get(SETUP + "picture.svg").status_code == 404
