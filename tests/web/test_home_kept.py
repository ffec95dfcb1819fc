"""A large node's first page: its numbers are kept for some minutes, and say since when; small nodes' never are."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.redis import RedisSerializer
from redis.exceptions import ConnectionError as Away

from config.cache import Json
from registry.lib import clock
from registry.web import home_kept
from tests.web.staff import client_of, text_of
from tests.world import World

pytestmark = pytest.mark.django_db
SAYS = "本页的数字是"


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """One member is many; what is kept is this test's alone. Time stands still."""
    monkeypatch.setattr(home_kept, "LARGE", 1)
    monkeypatch.setattr(home_kept, "PREFIX", str(uuid4()))
    with time_machine.travel(clock.local(clock.now()).replace(hour=10, minute=5), tick=False):
        yield


def in_custody(world: World, name: str) -> str:
    """在册, as that account's first page says, and whether it says since when."""
    answer = client_of(world, name).get("/")
    number = next(figure["number"] for figure in answer.context["figures"] if figure["label"] == "在册")
    return number + (" 10:05" if f"{SAYS} 10:05 数的" in text_of(answer) else "")


def test_a_small_node_sees_every_change_at_once(world: World) -> None:
    for number in (1, 2):
        world.member("a11", number)
        assert in_custody(world, "street-a1") == str(number)


@pytest.mark.usefixtures("large")
def test_a_large_nodes_numbers_are_five_minutes_old_at_most(world: World) -> None:
    world.member("a11", 1)
    assert in_custody(world, "street-a1") == "1"
    world.member("a11", 2)
    assert in_custody(world, "street-a1") == "1 10:05"
    with time_machine.travel(clock.now() + timedelta(minutes=home_kept.MINUTES), tick=False):
        assert in_custody(world, "street-a1") == "2"


@pytest.mark.usefixtures("large")
def test_owner_colleague_and_outsider_each_see_their_own(world: World) -> None:
    world.member("a11", 1)
    seen = {name: in_custody(world, name) for name in ("street-a1", "community-a11", "community-a12", "street-b1")}
    assert seen == {"street-a1": "1", "community-a11": "1", "community-a12": "0", "street-b1": "0"}
    world.member("a12", 2)
    assert in_custody(world, "community-a12") == "1", "of nobody nothing was kept"
    assert in_custody(world, "district-a") == "2", "somebody else's numbers are no answer"


def test_a_key_without_the_user_would_show_what_others_counted(
    world: World, large: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: one key for everybody."""
    monkeypatch.setattr(home_kept, "_key", lambda name: home_kept.PREFIX + name)
    world.member("a11", 1)
    assert in_custody(world, "street-a1") == "1"
    assert in_custody(world, "street-b1") == "1 10:05"


@pytest.mark.usefixtures("large")
def test_while_one_counts_anew_the_others_see_what_there_was(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.member("a11", 1)
    in_custody(world, "street-a1")
    world.member("a11", 2)
    with time_machine.travel(clock.now() + timedelta(minutes=home_kept.MINUTES), tick=False):
        monkeypatch.setattr(home_kept, "counted", lambda key, seconds: 2)
        assert in_custody(world, "street-a1") == "1 10:05"


@pytest.mark.usefixtures("large")
def test_without_redis_everything_is_counted(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: object) -> None:
        raise Away

    for verb in ("get", "set", "count"):
        monkeypatch.setattr(home_kept.cache, verb, away)
    for number in (1, 2):
        world.member("a11", number)
        assert in_custody(world, "street-a1") == str(number)


@pytest.mark.usefixtures("large")
@pytest.mark.parametrize("lies_there", [b"no JSON", b"[1, 2]", b'{"parts": {}}', b"7"])
def test_whatever_else_lies_there_is_passed_over(
    world: World, monkeypatch: pytest.MonkeyPatch, lies_there: bytes
) -> None:
    monkeypatch.setattr(home_kept.cache, "get", lambda key: Json().loads(lies_there))
    world.member("a11", 1)
    assert in_custody(world, "street-a1") == "1"


def test_what_lies_in_redis_is_data_and_never_a_program(tmp_path: Path) -> None:
    """The control: Django's own way of reading it runs what somebody put there."""
    ran = tmp_path / "ran"
    planted = f"cposix\nsystem\n(S'touch {ran}'\ntR.".encode()
    with pytest.raises(ValueError, match="Expecting value"):
        Json().loads(planted)
    assert not ran.exists()
    RedisSerializer().loads(planted)
    assert ran.exists()


def test_the_cache_reads_and_writes_so() -> None:
    assert settings.CACHES["default"]["OPTIONS"]["serializer"] == f"{Json.__module__}.{Json.__qualname__}"
    key = str(uuid4())
    cache.set(key, {"姓名": [1, None]}, 60)
    assert cache.get(key) == {"姓名": [1, None]}
