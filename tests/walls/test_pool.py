"""Pool hygiene: a reused connection carries nobody's scope on (A27)."""

import random
import threading
from contextlib import suppress

import psycopg
import pytest
from django.db import connection, connections, transaction
from psycopg import sql

from registry.lib.scope import ScopeMissing, active, peek
from registry.models import Member, Posting, Site
from registry.models.unit import SETTINGS, work
from tests.faults.harness import figure, rounds
from tests.world import World

THREADS, REQUESTS = 16, rounds(400, 20_000)
NODES = ("a11", "a12", "a21", "b11")


class Oops(Exception):
    """What goes wrong in the middle of a request."""


def settings_now() -> list[str]:
    """What the database knows of the scope at this moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT " + ", ".join(f"coalesce(current_setting('buduanxian.{name}', true), '')" for name in SETTINGS)
        )
        return list(cursor.fetchone())


def count_by_sql() -> int:
    """Members that the connection shows to somebody who bypasses the manager."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM registry_member")
        return cursor.fetchone()[0]


@pytest.mark.fault
@pytest.mark.slow
def test_a_pool_never_serves_yesterdays_scope(transactional_db: None, world: World, say) -> None:
    """Threads reuse their connections; some requests break, one in ten forgets its scope and must see nothing."""
    for number, node in enumerate(NODES):
        for extra in range(number + 1):
            world.member(node, number * 10 + extra + 1)
    expected = {f"community-{node}": number + 1 for number, node in enumerate(NODES)}
    scopes = {name: world.scope(name) for name in expected}
    tally = {"right": 0, "wrong": 0, "forgot": 0, "forgot and saw": 0, "broke": 0}
    lock, failures = threading.Lock(), []

    def serve(seed: int) -> None:
        rng = random.Random(seed)
        try:
            for _ in range(REQUESTS // THREADS):
                outcome = _request(rng, scopes, expected)
                with lock:
                    tally[outcome] += 1
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=serve, args=(seed,)) for seed in range(THREADS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    say(f"pool: {sum(tally.values())} requests on {THREADS} reused connections: {tally}")
    assert failures == []
    wrong = tally["wrong"] + tally["forgot and saw"]
    figure(
        "A27", f"{THREADS} threads on reused connections: wrong answers", wrong, "", not wrong, n=sum(tally.values())
    )
    assert min(tally["right"], tally["forgot"], tally["broke"]) > 0


def _request(rng: random.Random, scopes: dict, expected: dict[str, int]) -> str:
    if rng.random() < 0.1:
        with transaction.atomic():
            return "forgot and saw" if count_by_sql() else "forgot"
    name = rng.choice(list(scopes))
    with suppress(Oops), work(scopes[name]):
        right = count_by_sql() == Member.objects.count() == expected[name]
        if rng.random() < 0.2:
            raise Oops
        return "right" if right else "wrong"
    return "broke"


def test_a_session_wide_setting_would_leak(transactional_db: None, world: World) -> None:
    """Negative control: the same connection with `set_config(…, false)` serves the next request the old scope."""
    world.member("a11", 1)
    path = world.nodes["a11"].path
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('buduanxian.low', %s, false), set_config('buduanxian.high', %s, false)",
            [path, path + "~"],
        )
    assert count_by_sql() == 1
    connection.close()
    assert count_by_sql() == 0


def test_an_emptied_setting_opens_a_naive_policy_and_not_ours(
    transactional_db: None, world: World, owner_connection: psycopg.Connection
) -> None:
    """Negative control: after a first transaction the setting is '', not NULL; without nullif() that is everything."""
    world.member("a11", 1)
    world.member("b11", 2)
    with world.at("community-a11"):
        pass
    assert set(settings_now()) == {""}
    assert count_by_sql() == 0
    low = "current_setting('buduanxian.low', true)"
    naive = f"owner_path >= {low} AND owner_path < {low} || '~'"
    owner_connection.execute(
        sql.SQL("CREATE POLICY naive ON registry_member FOR SELECT USING ({})").format(sql.SQL(naive))
    )
    try:
        assert count_by_sql() == 2
    finally:
        owner_connection.execute("DROP POLICY naive ON registry_member")


def test_nested_units_put_the_outer_scope_back(world: World, db: None) -> None:
    world.member("a11", 1)
    world.member("b11", 2)
    with world.at("community-a11") as outer:
        before = settings_now()
        with world.at("district-b"):
            assert count_by_sql() == 1
            with world.at("liaison-a11"):
                assert count_by_sql() == 0
            assert count_by_sql() == 1
        assert (settings_now(), peek()) == (before, outer)
        with suppress(Oops), world.at("district-b"):
            raise Oops
        assert (settings_now(), peek()) == (before, outer)
        with suppress(Exception), world.at("district-b"), connection.cursor() as cursor:
            cursor.execute("SELECT 1/0")
        assert (settings_now(), peek()) == (before, outer)
        assert Member.objects.count() == count_by_sql() == 1


def test_nothing_stays_behind_inside_a_longer_transaction(world: World, db: None) -> None:
    """A unit of work inside somebody's atomic block: afterwards the block sees nothing again, error or not."""
    world.member("a11", 1)
    with transaction.atomic():
        with world.at("district-a"):
            assert count_by_sql() == 1
        assert set(settings_now()) == {""}
        assert count_by_sql() == 0
        with suppress(Oops), world.at("district-a"):
            raise Oops
        assert count_by_sql() == 0
        with pytest.raises(ScopeMissing):
            Member.objects.count()


def test_a_thread_has_no_scope_of_its_own(db: None, world: World) -> None:
    """A new thread starts with an empty context: what it asks raises."""
    outcome: list[object] = []

    def ask() -> None:
        try:
            outcome.append(Site.objects.count())
        except ScopeMissing:
            outcome.append("raised")
        finally:
            connections.close_all()

    with world.at("district-a"):
        thread = threading.Thread(target=ask)
        thread.start()
        thread.join()
    assert outcome == ["raised"]


def test_a_scope_without_a_transaction_is_worth_nothing(db: None, world: World) -> None:
    """Only work() tells the database; the context variable alone opens no row."""
    world.member("a11", 1)
    with active(world.scope("district-a")):
        assert Member.objects.count() == 0
        assert Posting.objects.count() == 0
