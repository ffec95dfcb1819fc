"""The crawl's negative controls, each wall alone (A26), and that a foreign key is answered like a missing one (A04)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

import pytest
from django.db import transaction

from registry.lib.ids import uuid7
from registry.models import Member
from registry.models.scoped import InScope
from tests.faults.harness import FULL, by_turns
from tests.owner import as_owner
from tests.walls.canaries import Planted, plant
from tests.walls.crawler import Crawler
from tests.walls.pages import body_of, route_of
from tests.walls.written import counted
from tests.world import World

pytestmark = pytest.mark.usefixtures("bare")
# What addresses are about is found out once.
FITTED: dict[str, list[str]] = {}
ACCOUNTS = ["community-a11", "system_admin-a"]
VARIES = re.compile(r'(csrfmiddlewaretoken" value="|X-CSRFToken": "|bdx_csrf=|bdx_session=|expires=)[^";]*')


@contextmanager
def manager_off() -> Iterator[None]:
    """The manager's condition is always true."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(InScope, "as_sql", lambda self, compiler, connection: ("TRUE", ()))
        yield


def look(planted: Planted) -> int:
    """How many foreign canaries a short crawl finds: plain addresses, their links, objects. Short of the full size the
    accounts take turns, and half of it is asked."""
    crawler, every = Crawler(planted, ACCOUNTS, fitted=FITTED), 12 if FULL else 72
    for at, account in enumerate(ACCOUNTS):
        for url in by_turns(crawler.plain(), at, 6):
            crawler.ask(account, "GET", url)
    crawler.follow()
    for at, account in enumerate(ACCOUNTS):
        for url in crawler.objects()[at * 6 :: every]:
            crawler.ask(account, "GET", url)
    assert sum(crawler.seen_own.values()) > 100
    return len(crawler.leaks)


@pytest.mark.slow
@pytest.mark.timeout(1200)
def test_each_inner_wall_holds_alone_and_without_both_pages_leak(transactional_db: None, world: World, say) -> None:
    planted = plant(world)
    with manager_off():
        assert look(planted) == 0
    with as_owner():  # who passes row-level security
        assert look(planted) == 0
        with manager_off():
            leaked = look(planted)
    say(f"crawl, negative control: manager and row-level security off: {leaked} leaks; either one alone: 0")
    assert leaked > 100


@pytest.mark.slow
def test_a_foreign_key_is_answered_like_a_missing_one(transactional_db: None, world: World, say) -> None:
    planted, compared = plant(world, rosters=False), 0
    crawler = Crawler(planted, ["community-a11", "liaison-a11", "system_admin-a"], fitted=FITTED)
    for at, account in enumerate(crawler.accounts):
        for url in crawler.plain() if FULL or at == 0 else crawler.plain()[at::4]:
            crawler.ask(account, "GET", url)
    crawler.follow()
    for at, (account, url, hidden) in enumerate(_hidden_ones(crawler)):
        foreign = _answer(crawler, account, "GET", url, hidden, hidden)
        takes_get = foreign[0] != HTTPStatus.METHOD_NOT_ALLOWED
        # Short of the full size every other page is asked by GET alone; what takes none is always posted to.
        for method in ("GET",) if takes_get and not FULL and at % 2 else ("GET", "POST"):
            known = foreign if method == "GET" else None
            assert any(_same(crawler, account, method, url, hidden, said) for said in (known, None)), (method, url)
            compared += 1
    say(f"foreign key = missing key: {compared} pairs of answers compared, all equal")
    assert compared > (300 if FULL else 100)


def _hidden_ones(crawler: Crawler) -> Iterator[tuple[str, str, str]]:
    """(account, address, key in it that the account does not see): one for each route, the accounts by turns."""
    done: set[str] = set()
    for at, url in enumerate(crawler.objects()):
        account, route = crawler.accounts[at % len(crawler.accounts)], route_of(url)
        hidden = next((key for key in crawler.models if key in url), "")
        if route not in done and hidden and not _visible(crawler, account, hidden):
            done.add(route)
            yield account, url, hidden


def _same(crawler: Crawler, account: str, method: str, url: str, hidden: str, foreign: tuple | None) -> bool:
    """Asked again when they differ: once a minute an answer renews the session's cookie, whatever was asked."""
    foreign = foreign or _answer(crawler, account, method, url, hidden, hidden)
    return foreign == _answer(crawler, account, method, url, hidden, str(uuid7()))


def _visible(crawler: Crawler, account: str, key: str) -> bool:
    return crawler.planted.visible(crawler.scopes[account], crawler.labels[key])


def _answer(crawler: Crawler, account: str, method: str, url: str, hidden: str, key: str) -> tuple[int, str]:
    with transaction.atomic():
        response = crawler.clients[account].generic(method, url.replace(hidden, key))
        transaction.set_rollback(True)
    text = VARIES.sub(r"\1", body_of(response).replace(key, "…"))
    # The admin names the key it did not find, with its underscores quoted.
    return response.status_code, text.replace(key.replace("-", "_2D"), "…")


def test_what_stays_is_counted_and_what_was_taken_back_is_not(transactional_db: None, world: World) -> None:
    """The crawl's count: a row that a refused step took back is none, one that stays without a word in the trail is."""
    node = world.nodes["a11"]
    with world.system(), counted() as written:
        for refused in (True, False, True):
            with transaction.atomic():
                row = Member(
                    id=uuid7(), owner_path=node.path, organisation=node, direction="in", status="lead", name="何小山"
                )
                row.save(force_insert=True)
                with transaction.atomic():
                    row.save()
                    transaction.set_rollback(True)
                transaction.set_rollback(refused)
        assert written.since() == (1, 0)
