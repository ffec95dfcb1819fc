"""The third wall: every address, every role, looking for canaries (A03, A04, A05, A08, A09, A12, A14, A33)."""

import os
import time
from collections import Counter

import pytest

from tests.faults.harness import FULL, figure
from tests.walls.canaries import plant
from tests.walls.crawler import Crawler
from tests.world import World

# Their codes hang on a wall: tests/outreach/test_activity_door.py and test_leads.py open them.
BY_A_CODE = {"me/here/<slug:code>/", "register/<slug:code>/"}
# Personal sessions of members.
HERSELVES = ("her-a11m", "her-b11u")
ONE_OF_EACH = [
    "", "street-a1", "district-a", "community-a11", "liaison-a11", "auditor-a", "system_admin-a", "security_admin-a",
    *HERSELVES,
]  # fmt: skip


@pytest.mark.usefixtures("bare")
@pytest.mark.fault
@pytest.mark.slow
@pytest.mark.timeout(4 * 3600)
def test_no_address_shows_a_foreign_canary(transactional_db: None, world: World, say) -> None:
    planted = plant(world)
    begun = time.perf_counter()
    crawler = Crawler(planted, _accounts(world), thorough=FULL)
    crawler.crawl()
    routes, hit = set(crawler.routes), {route for route in crawler.hits if crawler.hits[route]}
    say(
        f"crawl: {len(routes)} addresses, {len(crawler.accounts)} accounts, {sum(crawler.requests.values())} requests"
        f" {dict(crawler.requests)}, {sum(planted.count.values()) - planted.count['too short']} canaries and"
        f" {len(planted.numbers)} numbers planted, {sum(crawler.seen_own.values())} own canaries seen,"
        f" {len(crawler.leaks)} leaks, {time.perf_counter() - begun:.0f} s"
    )
    leaks = Counter(
        (leak.account.partition("-")[0], leak.method, _shape(leak.url), leak.label) for leak in crawler.leaks
    )
    assert not leaks, "\n".join(f"{count} × {leak}" for leak, count in leaks.most_common(40))
    # Of some accounts alone there may be addresses that none of them is led to.
    assert "CRAWLERS" in os.environ or routes - hit == set(), "never reached"
    assert crawler.broken == Counter(), "server errors"
    answered = {route for route, codes in crawler.hits.items() if set(codes) - {403, 404, 405}}
    assert "CRAWLERS" in os.environ or routes - answered == BY_A_CODE, "reached but never answered"
    writes, refusals = crawler.told.pop("writes", 0), crawler.told.pop("refusals", 0)
    say(f"trail: {writes} writing and {refusals} refused requests are in it, {sum(crawler.told.values())} are not")
    assert crawler.told == Counter(), "written or refused without a word in the trail"
    what = f"{len(routes)} addresses asked by {len(crawler.accounts)} accounts: foreign canaries"
    figure("A03", what, len(crawler.leaks), "leaks", not leaks, n=sum(crawler.requests.values()))
    silent = [account for account in crawler.accounts if account and not crawler.seen_own[account]]
    assert silent == [], "an account that sees nothing of its own proves nothing"


def _accounts(world: World) -> list[str]:
    """One of each role; with FAULTS=full everybody, or those named in CRAWLERS: four hours can be had in parts."""
    return os.environ.get("CRAWLERS", "").split() or (["", *world.users, *HERSELVES] if FULL else ONE_OF_EACH)


def _shape(url: str) -> str:
    from tests.walls.pages import UUID_TEXT

    return UUID_TEXT.sub("…", url)[:110]
