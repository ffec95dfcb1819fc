"""The planner at size: one tick of the contact rule over `--members` members of whom one in sixty is due.

The same at 10,000, for the growth; beside it the peer, a loop of `get_or_create` over the due members of those 10,000.
Then a second tick, which finds everything done. The whole through the app role, behind row-level security, with
the trail and the commit. Run: `python -m bench.planner [--members 1000000]`.
"""

import argparse
import time
from collections.abc import Callable
from typing import Any

import psycopg

from bench import population
from bench.common import conclude
from bench.search import set_up

FOLDER = "bench-planner"
SMALL, SHARE = 10_000, 60
TARGET_S = 1.0
# As one row of a ledger leaves it; one in SHARE was last spoken to thirty days ago, the others within three weeks.
GROW = """
INSERT INTO registry_member ({columns})
SELECT {values} FROM (
    SELECT n, (%(paths)s::text[])[1 + n %% %(nodes)s] AS path, (%(keys)s::uuid[])[1 + n %% %(nodes)s] AS node
    FROM generate_series(%(start)s, %(stop)s - 1) AS n) AS row
"""


def main() -> int:
    """Grow, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1_000_000)
    options = parser.parse_args()
    population.prepare(FOLDER)
    with population.owner() as connection:
        organisations, _ = set_up()
        clear(connection)
        grow(connection, organisations, 0, SMALL)
        peer = timed(connection, by_loop)
        small = timed(connection, tick)
        grow(connection, organisations, SMALL, options.members)
        large = timed(connection, tick)
        # A minute later: the server has looked at the new rows by then, as it does by itself.
        connection.execute("ANALYZE outreach_task")
        again = timed(connection, tick, keep=True)
    due = SMALL // SHARE
    print(f"{SMALL:>9,} members: {small * 1000:8.0f} ms; a loop of get_or_create: {peer * 1000:8.0f} ms for {due}")
    print(
        f"{options.members:>9,} members: {large * 1000:8.0f} ms, {large / small:.1f} x for {options.members // SMALL} x"
    )
    print(f"{options.members:>9,} members: {again * 1000:8.0f} ms for a tick that finds everything there")
    return conclude("planner", large, "s", peer / small, "a loop of get_or_create", large <= TARGET_S)


def clear(connection: psycopg.Connection[Any]) -> None:
    """As if nobody had ever been registered here."""
    connection.execute("TRUNCATE registry_member CASCADE")


def grow(connection: psycopg.Connection[Any], organisations: list[tuple[Any, str]], start: int, stop: int) -> None:
    """Members number `start` … `stop`-1, made in the database: the planner reads no name and no number of them."""
    values = _values(connection)
    text = GROW.replace("{columns}", ", ".join(values)).replace("{values}", ", ".join(values.values()))
    said = {
        "paths": [path for _, path in organisations],
        "keys": [str(key) for key, _ in organisations],
        "nodes": len(organisations),
        "start": start,
        "stop": stop,
    }
    connection.execute(text, said)
    connection.execute("VACUUM ANALYZE registry_member")


def _values(connection: psycopg.Connection[Any]) -> dict[str, str]:
    """An expression for each column that needs one: what matters here, and blanks for the rest."""
    rows = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = 'registry_member' AND is_nullable = 'NO'"
    ).fetchall()
    blank = {"bytea": "''::bytea", "boolean": "false", "integer": "1", "timestamp with time zone": "now()"}
    return {name: blank.get(kind, "''") for name, kind in rows} | {
        "id": "outreach_uuid7()",
        "owner_path": "row.path",
        "organisation_id": "row.node",
        "is_open": "true",
        "status": "'reported'",
        "direction": "'in'",
        "name": "'何小山'",
        "last_contact_on": f"current_date - CASE WHEN n %% {SHARE} = 0 THEN 30 ELSE (n %% 20)::int END",
        "flowed_on": "current_date - 400",
    }


def timed(connection: psycopg.Connection[Any], act: Callable[[Any, Any], object], *, keep: bool = False) -> float:
    """Seconds of one run on an empty table of tasks; `keep` leaves what the last run made."""
    from outreach.domain import rules
    from outreach.models import Rule
    from registry.models.identity import system_scope
    from registry.models.unit import work

    if not keep:
        connection.execute("TRUNCATE outreach_task CASCADE")
    scope = system_scope("0001")
    with work(scope):
        rules.ensure_rules("0001")
        rule = Rule.objects.get(code="contact", owner_path="0001")
    begun = time.perf_counter()
    with work(scope):
        act(rule, scope)
    return time.perf_counter() - begun


def tick(rule: Any, scope: Any) -> object:
    """Ours: one statement."""
    from outreach.domain import planning

    return planning.plan(rule)


def by_loop(rule: Any, scope: Any) -> None:
    """The peer: what most programs do."""
    from datetime import timedelta

    from outreach.models import Task
    from registry.lib import clock
    from registry.models import Member

    today = clock.today()
    for member in Member.objects.all().open().filter(last_contact_on__lte=today - timedelta(days=30)):
        due = member.last_contact_on + timedelta(days=30)
        said = {
            "owner_path": member.owner_path, "node_at_event": member.owner_path, "rule_version": 1, "kind": rule.kind,
            "doer": rule.doer, "late_on": due, "basis_on": member.last_contact_on, "counts_from": due,
            "planned_at": clock.now(),
        }  # fmt: skip
        Task.objects.get_or_create(member=member, rule=rule, due_on=due, defaults=said)


if __name__ == "__main__":
    raise SystemExit(main())
