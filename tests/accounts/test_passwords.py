"""G09: what a password must be."""

import re

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import Settings

from registry.lib import clock
from registry.models import User
from tests.accounts.people import inside, later, login
from tests.world import PASSWORD, World

WEAK = [
    "dangyuan2026", "jiangmen123", "Dangyuan@2026", "d@ngyu4n2026", "wodemimashi888", "woaizhongguo2026!",
    "zhangsan19850601", "Password123!", "1qaz2wsx3edc", "qwertyuiop123", "aaaaaaaaaaaa", "20261123112233",
    "hexiaoshan1985", "HeXiaoShan@2026", "xuexiqiangguo1", "jianghaiqu440704", "Admin@123456", "jiangnan#2026#",
    "short7!",
]  # fmt: skip
STRONG = ["Demo-7k2m-Pq9x", "correct horse battery", "不断线-Test-2026", "k7#Lm2!qTz9w", "三只 cats + 7 只船"]


@pytest.fixture
def person() -> User:
    """Somebody with a name to be guessed from."""
    return User(username="yongming", name="何小山", owner_path="0001")


@pytest.mark.parametrize("password", [*WEAK, "yongming-yongming"])
def test_weak_ones_are_refused(password: str, person: User) -> None:
    with pytest.raises(ValidationError):
        validate_password(password, person)


def test_what_is_too_short_is_told_in_chinese(person: User) -> None:
    with pytest.raises(ValidationError) as refused:
        validate_password("短7!", person)
    assert "密码太短，至少要有 10 个字符。" in refused.value.messages
    assert not [said for said in refused.value.messages if re.search("[a-z]{3}", said)]


@pytest.mark.parametrize("password", STRONG)
def test_strong_ones_are_taken(password: str, person: User) -> None:
    validate_password(password, person)


def test_common_checkers_alone_take_the_weak_ones(settings: Settings) -> None:
    settings.AUTH_PASSWORD_VALIDATORS = [
        rule for rule in settings.AUTH_PASSWORD_VALIDATORS if not rule["NAME"].startswith("registry.")
    ]
    validate_password("dangyuan2026")
    validate_password("jiangmen123")


def test_dengbao_asks_for_three_kinds(person: User, settings: Settings) -> None:
    validate_password("correct horse battery", person)
    settings.DENGBAO_PROFILE = True
    with pytest.raises(ValidationError, match="至少三种"):
        validate_password("correct horse battery", person)
    validate_password("Demo-7k2m-Pq9x", person)


def test_dengbao_asks_for_a_change_after_ninety_days(world: World, client: Client, settings: Settings) -> None:
    name = "community-a11"
    with world.at("system_admin-a"):
        User.objects.filter(username=name).update(password_changed_at=clock.now())
    settings.DENGBAO_PROFILE = True
    with later(days=89):
        login(client, name)
        assert inside(client)
    with later(days=91):
        login(client, name)
        assert not inside(client)
        assert "用得太久了" in client.get("/account/password/").content.decode()
        settings.DENGBAO_PROFILE = False
        assert inside(client)


def test_wrong_old_password_is_counted(world: World, client: Client) -> None:
    login(client, "community-a11")
    new = "Quite-Another-77-Thing"
    for _ in range(5):
        page = client.post("/account/password/", {"old": "wrong", "new": new, "again": new})
        assert "旧密码不对" in page.content.decode()
    assert client.post("/account/password/", {"old": PASSWORD, "new": new, "again": new}).status_code == 429


def test_the_form_says_what_is_wrong(world: World, client: Client) -> None:
    login(client, "community-a11")

    def said(new: str, again: str) -> str:
        return client.post("/account/password/", {"old": PASSWORD, "new": new, "again": again}).content.decode()

    assert "太容易被猜到" in said("dangyuan2026", "dangyuan2026")
    assert "两次输入的新密码不一样" in said("Quite-Another-77-Thing", "Quite-Another-78-Thing")
    assert "新密码和旧密码一样" in said(PASSWORD, PASSWORD)
