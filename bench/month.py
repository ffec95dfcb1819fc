"""The figures of a month at size: a district of `--members` with ten contacts each, all five tables of all its nodes.

The same at 10,000 members, for the growth; beside it the peer, what most programs do: for every node a `count()` for
every figure, as the owner role, of how things stand now (`bench.month_peer`: a few nodes stand for all). Whole
statements through the app role, behind row-level security. Run: `python -m bench.month [--members 1000000]`.
"""

import argparse
import time
from datetime import timedelta
from typing import Any

from bench import month_peer, month_rows, population
from bench.common import conclude
from bench.search import set_up

FOLDER = "bench-month"
SMALL, EACH = 10_000, 10
TARGET_S = 5.0


def main() -> int:
    """Grow, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000)
    parser.add_argument("--kept", action="store_true", help="measure what is there from the last run")
    options = parser.parse_args()
    population.prepare(FOLDER)
    small = {} if options.kept else _measure(SMALL, peer=True)
    large = _measure(0 if options.kept else options.members, peer=True)
    for size, found in ((SMALL, small), (options.members, large)):
        if found:
            print(f"{size:>9,} members: " + ", ".join(f"{name} {seconds:.2f} s" for name, seconds in found.items()))
    if small:
        print(f"{large['all'] / small['all']:.0f} x the time for {options.members // SMALL} x the members")
    ratio = large["peer"] / large["all"]
    return conclude("month", large["all"], "s", ratio, "a count() a node and figure", large["all"] <= TARGET_S)


def _measure(members: int, *, peer: bool) -> dict[str, float]:
    """Seconds of each table, of all together (second run of two: a month is asked for more than once), of the peer."""
    from reports.figures.month import Month

    asked_of = _month()
    places, _ = set_up()
    if members:
        _make(places, members)
    assert isinstance(asked_of, Month)
    found: dict[str, float] = {}
    for _ in range(2):
        found = {name: _timed(act) for name, act in _tables(asked_of).items()}
    found["all"] = min(_timed(_tables(asked_of)["all"]), found["all"])
    if peer:
        found["peer"] = month_peer.seconds(places, asked_of)
    return found


def _month() -> Any:
    from registry.lib import clock
    from reports.figures.month import Month

    return Month.of(clock.today()).previous()


def said_of(places: list[tuple[Any, str]], members: int, each: int) -> dict[str, Any]:
    """What `month_rows.make` has to know of a district with so many members and `each` contacts a member."""
    from registry.models import User
    from registry.models.identity import system_scope
    from registry.models.unit import work

    with work(system_scope("0001")):
        users = [str(key) for key in User.objects.values_list("pk", flat=True)]
    month = _month()
    return {
        "members": members, "each": each, "paths": [path for _, path in places], "nodes": len(places),
        "keys": [str(key) for key, _ in places], "users": users, "number": len(users), "first": month.first,
        "last": month.last, "sealed": b"^" * 48,
    }  # fmt: skip


def _make(places: list[tuple[Any, str]], members: int) -> None:
    from django.conf import settings

    said = said_of(places, members, EACH)
    begun = time.perf_counter()
    with month_rows.superuser(settings.ENVIRONMENT.migration_database_url) as connection:
        month_rows.make(connection, said)
    print(f"{members:,} members and {members * EACH:,} contacts made in {time.perf_counter() - begun:.0f} s")


def _tables(month: Any) -> dict[str, Any]:
    from registry.lib import clock
    from reports.figures import contacts, part, parties, register, studies, table
    from reports.figures.standing import Asked

    asked = Asked(month, clock.now() + timedelta(minutes=1))
    return {
        "register": lambda: register.register(asked, code="440704"),
        "contacts": lambda: contacts.contacts(asked),
        "studies": lambda: studies.studies(asked),
        "part": lambda: part.part(asked),
        "parties": lambda: parties.parties(asked),
        "all": lambda: table.figures(asked, code="440704"),
    }


def _timed(act: Any) -> float:
    from registry.models.identity import system_scope
    from registry.models.unit import work

    with work(system_scope("0001")):
        begun = time.perf_counter()
        act()
        return time.perf_counter() - begun


if __name__ == "__main__":
    raise SystemExit(main())
