"""Every page of the staff site that has an address of its own, opened in a district of `--members` with four contacts
each and all tasks, by the district, a street and a community; the same at 10,000 members, for the growth.

The addresses come from the resolver: a page that is added tomorrow is measured tomorrow. A figure is one request with
an empty cache, as whoever comes first waits for it. Beside it the peer, the change list of a plain Django admin over
the same table without walls.
Run: `python -m bench.pages [--members 1000000] [--kept]`.
"""

import argparse
import statistics
import time
from collections.abc import Iterator
from typing import Any

from bench import month, month_rows, population, search
from bench.common import conclude

FOLDER = "bench-pages"
SMALL, EACH = 10_000, 4
TARGET_S = 3.0
SHOWN = 12
# What home was told: of nine in ten inflow members that their identity was checked, of four in five that they reported,
# of three in four how they were in the last half year, of seven in eight how they were judged in the last year.
TOLD = """
SELECT m.id, m.owner_path, matter,
    CASE matter WHEN 'receipt' THEN m.reported_on + 4 ELSE %(first)s::date - ago END AS day
FROM registry_member m CROSS JOIN (VALUES
    ('identity', 10, 300), ('receipt', 5, 0), ('situation', 4, 10), ('review', 8, 40)) AS said (matter, every, ago)
WHERE m.direction = 'in' AND m.reported_on IS NOT NULL AND ascii(right(m.id::text, 3)) %% said.every > 0
"""
HOME_CONTACT = {
    "owner_path": "row.owner_path", "node_at_event": "row.owner_path", "member_id": "row.id", "side": "'home'",
    "matter": "row.matter", "happened_at": "row.day + time '11:00'", "recorded_at": "row.day + time '11:05'",
    "channel": "'phone'", "outcome": "'reached'",
}  # fmt: skip
Seconds = dict[tuple[str, str], float]


def main() -> int:
    """Grow, open, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--kept", action="store_true", help="open the pages of what is there from the last run")
    parser.add_argument("--only", default="", help="only addresses with this in them")
    options = parser.parse_args()
    population.prepare(FOLDER)
    small = {} if options.kept else opened(SMALL, options.only)
    large = opened(0 if options.kept else options.members, options.only)
    for (path, account), seconds in sorted(large.items(), key=lambda item: -item[1])[:SHOWN]:
        before = f"{small[path, account]:8.2f} s at {SMALL:,}" if small else ""
        print(f"{path:34} {account:10} {seconds:8.2f} s {before}", flush=True)
    print(f"{len(large)} pages, the middle one {statistics.median(large.values()):.2f} s")
    slowest, theirs = max(large.values()), _peer()
    peer = "the list of a plain Django admin"
    return conclude("pages", slowest, "s, the slowest page", theirs / slowest, peer, slowest <= TARGET_S)


def opened(members: int, only: str) -> Seconds:
    """Seconds of each page by path and account; made anew before, when `members` says how many."""
    places, clients = search.set_up()
    if members:
        _make(places, members)
    return dict(_open(clients, [path for path in addresses() if only in path]))


def _make(places: list[tuple[Any, str]], members: int) -> None:
    from django.conf import settings

    said = month.said_of(places, members, EACH) | {"sealed": b""}  # which every page can open
    with month_rows.superuser(settings.ENVIRONMENT.migration_database_url) as connection:
        month_rows.make(connection, said)
        month_rows.fill(connection, "registry_contactlog", TOLD, HOME_CONTACT, said)
        connection.execute("TRUNCATE outreach_task CASCADE")
        _plan()
        for table in ("registry_contactlog", "outreach_task"):
            connection.execute(f"VACUUM ANALYZE {table}")


def _plan() -> None:
    """The tasks that every rule asks for, as the program makes them."""
    from outreach.domain import planning, rules
    from outreach.models import Rule
    from registry.models.identity import system_scope
    from registry.models.unit import work

    with work(system_scope("0001")):
        rules.ensure_rules("0001")
        for rule in Rule.objects.all():
            planning.plan(rule)


def addresses() -> list[str]:
    """Pages without a parameter in their address that are asked for with GET."""
    from registry import checks

    found = sorted(f"/{route}" for route, pattern in checks.addresses() if not pattern.pattern.converters)
    return [path for path in found if not any(word in path for word in ("logout", "schema", "^", "("))]


def _open(clients: dict[str, Any], paths: list[str]) -> Iterator[tuple[tuple[str, str], float]]:
    from django.core.cache import cache

    for account, client in clients.items():
        for path in paths:
            cache.clear()
            begun = time.perf_counter()
            answer = client.get(path)
            took = time.perf_counter() - begun
            if took > TARGET_S:
                print(f"{path} {account} {took:.1f} s …", flush=True)
            if answer.status_code == 200:
                yield (path, account), took


def _peer() -> float:
    """Seconds of the plain list, the middle of a few."""
    return statistics.median(search.peer(SMALL, 5)["list"]) / 1000


if __name__ == "__main__":
    raise SystemExit(main())
