"""A member's own pages among everybody's canaries: hers alone; asked in the node's scope instead, they leak."""

import pytest

from outreach.web.me import door
from registry.models.identity import system_scope
from tests.faults.harness import FULL
from tests.walls.asking import HERSELF
from tests.walls.canaries import Planted, plant
from tests.walls.crawler import Crawler
from tests.world import World

pytestmark = pytest.mark.usefixtures("bare")
# What addresses are about is found out once.
FITTED: dict[str, list[str]] = {}
ACCOUNTS = [f"{HERSELF}a11m", f"{HERSELF}a11u"]


def look(planted: Planted) -> Crawler:
    """Her pages, their links, their forms, objects of everybody's in their addresses."""
    crawler = Crawler(planted, ACCOUNTS, thorough=FULL, fitted=FITTED)
    crawler.routes = {route: pattern for route, pattern in crawler.routes.items() if route.startswith("me/")}
    for account in ACCOUNTS:
        for url in crawler.plain():
            crawler.ask(account, "GET", url)
    crawler.follow()
    for account in ACCOUNTS:
        for url in crawler.objects_for(account):
            crawler.ask(account, "GET", url)
        crawler.post_forms(account)
    assert crawler.broken == {}
    return crawler


def test_a_personal_session_sees_one_member(db: None, world: World, monkeypatch: pytest.MonkeyPatch, say) -> None:
    planted = plant(world, rosters=False)
    crawler = look(planted)
    say(f"her pages: {sum(crawler.requests.values())} requests, {sum(crawler.seen_own.values())} own canaries")
    assert crawler.leaks == []
    assert all(crawler.seen_own[account] > 5 for account in ACCOUNTS)
    monkeypatch.setattr(door, "member_scope", lambda path, member: system_scope(path))
    assert look(planted).leaks != []
