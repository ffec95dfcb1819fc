"""Tokens: kept as hashes, shown once, bound to a posting, dead when anything they hang on ends (G16)."""

import hashlib
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import psycopg
import pytest
import time_machine
from django.test import Client

from registry.domain import accounts, tokens
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib.scope import Scope
from registry.models import ApiToken, AuditEvent, User
from registry.models.unit import work
from tests.api.caller import program, standing_of, token_of
from tests.walls.forging import refused, sql
from tests.web.staff import client_of, text_of
from tests.world import World

PAGE = "/account/tokens/"
TOKEN = re.compile(r"bdx_[0-9a-f]{64}")


def asked(token: str, path: str = "/api/v1/members/", client: Client | None = None) -> Any:
    """The answer to a program with that token."""
    return (client or Client()).get(path, headers={"Authorization": f"Token {token}"})


def test_a_token_is_shown_once_and_stored_as_a_hash(
    transactional_db: None, world: World, owner_cursor: psycopg.Cursor
) -> None:
    client = client_of(world, "community-a11")
    issued = client.post(PAGE, {"name": "社区报表", "days": "90"})
    token = TOKEN.findall(text_of(issued))[0]
    assert issued.headers["Cache-Control"] == "no-store, private"
    assert asked(token).status_code == 200
    listed = text_of(client.get(PAGE))
    assert "社区报表" in listed and token[:8] in listed and not TOKEN.search(listed)
    (row,) = owner_cursor.execute("SELECT to_jsonb(t)::text FROM registry_apitoken t").fetchone()
    assert hashlib.sha512(token.encode()).hexdigest() in row
    assert token[9:] not in row
    sessions = owner_cursor.execute("SELECT session_data FROM django_session").fetchall()
    assert token not in str(sessions)
    with world.at("auditor-a"):
        (event,) = AuditEvent.objects.filter(action="token.issued")
        assert token[9:] not in str(event.__dict__)


def end_posting(world: World, user: User) -> None:
    accounts.end_posting(by=None, posting=world.postings[user.username])


def change_password(world: World, user: User) -> None:
    accounts.set_password(by=user, user=user, password="另一个-Test-2026-xyz")


def set_password_afresh(world: World, user: User) -> None:
    accounts.set_password(by=world.users["system_admin-a"], user=user, password="另一个-Test-2026-xyz")


def disable(world: World, user: User) -> None:
    accounts.set_active(by=world.users["system_admin-a"], user=user, active=False)


def revoke(world: World, user: User) -> None:
    tokens.revoke(by=user, token=ApiToken.objects.get(user=user))


@pytest.mark.parametrize(
    ("what", "said"),
    [
        (end_posting, "任职已结束"),
        (change_password, "改过密码"),
        (set_password_afresh, "改过密码"),
        (disable, "账号已停用"),
        (revoke, "已撤销"),
    ],
)
def test_a_token_dies_with_what_it_hangs_on(world: World, what: Callable[[World, User], None], said: str) -> None:
    token = token_of(world, "community-a11")
    assert asked(token).status_code == 200
    with world.system("a"):
        what(world, world.users["community-a11"])
    answer = asked(token)
    assert (answer.status_code, answer.headers["Content-Type"]) == (401, "application/problem+json")
    assert answer.headers["WWW-Authenticate"] == "Token"
    assert said in answer.json()["detail"]


def test_without_the_check_the_old_password_would_still_open(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The negative control of the test above."""
    token = token_of(world, "community-a11")
    with world.system("a"):
        change_password(world, world.users["community-a11"])
    monkeypatch.setattr(tokens, "_check_account", lambda token, user: None)
    assert asked(token).status_code == 200


def test_an_expired_token_and_a_wrong_one_open_nothing(world: World) -> None:
    token = token_of(world, "community-a11", days=7)
    with time_machine.travel(clock.now() + timedelta(days=7, minutes=1), tick=False):
        assert "已过有效期" in asked(token).json()["detail"]
    for wrong in (token[:-1] + ("0" if token[-1] != "0" else "1"), token[:15], "", "bdx_", "甲", "a b"):
        assert asked(wrong.encode().decode("latin-1")).status_code == 401, wrong


def test_a_role_that_needs_a_second_factor_has_no_token_without_one(world: World, settings: Any) -> None:
    early = token_of(world, "district-a")
    settings.REQUIRE_SECOND_FACTOR = True
    assert "两步验证" in asked(early).json()["detail"]
    user, standing = world.users["district-a"], standing_of(world, "district-a")
    with world.at("district-a"), pytest.raises(Refused, match="两步验证"):
        tokens.issue(by=user, standing=standing, name="报表", days=30, second_factor_passed=False)
    assert asked(token_of(world, "community-a11")).status_code == 200


def test_a_token_counts_at_the_api_alone_and_before_any_session(world: World) -> None:
    here, there = world.member("a11", 1), world.member("b11", 2)
    token = token_of(world, "community-a11")
    page = asked(token, "/members/")
    assert (page.status_code, page.headers["Location"]) == (302, "/login/?next=/members/")
    other = client_of(world, "district-b")
    assert asked(token, f"/api/v1/members/{here.pk}/", other).status_code == 200
    assert asked(token, f"/api/v1/members/{there.pk}/", other).status_code == 404
    assert asked("bdx_0", f"/api/v1/members/{there.pk}/", other).status_code == 401
    assert other.get(f"/api/v1/members/{there.pk}/").status_code == 200


def test_the_table_shows_nobody_elses_tokens(world: World) -> None:
    token_of(world, "community-a11")
    nobody, sees_all = Scope(path=""), {"community-a11", "system_admin-a", "security_admin-a"}
    with work(nobody):
        assert sql("SELECT * FROM registry_apitoken") == 0
    for name in world.users:
        with world.at(name):
            assert sql("SELECT * FROM registry_apitoken") == (name in sees_all), name
    with world.at("liaison-a11"):
        stolen = ApiToken(
            owner_path=world.nodes["a11"].path, user=world.users["community-a11"], name="x", digest="x", token_key="x",
            posting=world.postings["community-a11"], created=clock.now(), expiry=clock.now() + timedelta(days=1),
        )  # fmt: skip
        with refused():
            stolen.save(force_insert=True)
    with world.at("community-a11"):
        for change in ("expiry = now() + '9 years'", "digest = 'x'", "user_id = gen_random_uuid()"):
            with refused():
                sql(f"UPDATE registry_apitoken SET {change}")
        assert sql("UPDATE registry_apitoken SET revoked_at = now()") == 1
        with refused():
            sql("UPDATE registry_apitoken SET revoked_at = NULL")
        assert sql("DELETE FROM registry_apitoken") == 0


def test_who_may_revoke(world: World) -> None:
    token_of(world, "community-a11")
    with world.at("community-a11"):
        token = ApiToken.objects.get()
    path = f"{PAGE}{token.pk}/revoke/"
    for outsider in ("community-a12", "street-a1", "liaison-a11", "district-b"):
        assert client_of(world, outsider).post(path).status_code == 404, outsider
    assert client_of(world, "auditor-a").post(path).status_code == 403
    assert client_of(world, "auditor-a").get(PAGE).status_code == 403
    assert "已撤销" in text_of(client_of(world, "community-a11").post(path, follow=True))
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="token.revoked").count() == 1


@pytest.mark.parametrize("officer", ["system_admin", "security_admin"])
def test_officers_revoke_in_their_district(world: World, officer: str) -> None:
    token = token_of(world, "community-a11")
    with world.at("community-a11"):
        chosen = {"action": "revoke", "_selected_action": str(ApiToken.objects.get().pk)}
    url = "/admin/registry/apitoken/"
    client_of(world, f"{officer}-b").post(url, chosen)
    assert asked(token).status_code == 200
    client_of(world, "auditor-a").post(url, chosen)
    assert asked(token).status_code == 200
    shown = text_of(client_of(world, f"{officer}-a").get(url))
    assert "测试程序" in shown and not TOKEN.search(shown)
    client_of(world, f"{officer}-a").post(url, chosen)
    assert asked(token).status_code == 401


def test_ten_tokens_are_enough(world: World) -> None:
    client = client_of(world, "community-a11")
    for number in range(10):
        assert TOKEN.search(text_of(client.post(PAGE, {"name": f"程序{number}", "days": "7"})))
    assert "最多 10 个" in text_of(client.post(PAGE, {"name": "再一个", "days": "7"}))
    assert "有效" in text_of(client.post(PAGE, {"name": "永远", "days": "99999"}))


def test_the_use_is_noted(world: World) -> None:
    api = program(world, "community-a11")
    api.get("members/")
    with world.at("community-a11"):
        assert ApiToken.objects.get().used_at is not None
