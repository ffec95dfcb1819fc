"""Liaisons at size: a street with 2,000 members who have none and 60 liaisons, inside a district of `--members`.

Everybody else in the district has a liaison. Whole requests in this process, the best of `--repeats`; what changes data
is done once. The last figures ask what a liaison's own list costs behind row-level security in a node of a third of the
district. Run: `python -m bench.liaisons [--members 100000]`.
"""

import argparse
import json
import re
import time
from collections.abc import Callable
from typing import Any

from bench import population
from bench.search import set_up

WAITING, LIAISONS, EACH = 2000, 60, 3
TARGET_S = 2.0
FOLDER = "bench-liaisons"


def main() -> int:
    """Grow, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=100_000)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    population.prepare(FOLDER)
    with population.owner() as connection:
        organisations, clients = set_up()
        held = connection.execute("SELECT count(*) FROM registry_member").fetchone()[0]  # type: ignore[index]
        population.grow(connection, organisations, held, options.members)
        street, names = staff(organisations)
        pair_the_rest(connection, street)
        figures = measure(clients, street, names, options.repeats)
        plan = plan_of(connection, names)
    for name, seconds in figures.items():
        print(f"{name:<44} {seconds * 1000:8.0f} ms")
    print(plan)
    slowest = max(seconds for name, seconds in figures.items() if "2,000" in name)
    print(population.verdict(members=options.members, slowest_s=round(slowest, 2), holds=slowest <= TARGET_S))
    return 0 if slowest <= TARGET_S else 1


def staff(organisations: list[tuple[Any, str]]) -> tuple[str, list[str]]:
    """60 liaisons in the first street: one in each community, the others at the street."""
    from registry.choices import Role
    from registry.domain import accounts
    from registry.lib import clock
    from registry.models import Organisation, User
    from registry.models.identity import system_scope, user_by_name
    from registry.models.unit import work

    street = min(path for _, path in organisations)[:8]
    names = [f"liaison{number:02d}" for number in range(LIAISONS)]
    if user_by_name(names[0]):
        return street, names
    with work(system_scope("0001")):
        nodes = list(Organisation.objects.filter(path__gt=street, path__lt=street + "~").order_by("path"))
        above = Organisation.objects.get(path=street)
        for number, name in enumerate(names):
            node = nodes[number] if number < len(nodes) else above
            user = accounts.create_user(by=None, username=name, name=name, home=node, password="Bx-7-quiet-otters")
            User.objects.filter(pk=user.pk).update(must_change_password=False)
            accounts.post(by=None, user=user, organisation=node, role=Role.LIAISON, starts_on=clock.today())
    return street, names


def pair_the_rest(connection: Any, street: str) -> None:
    """Everybody but 2,000 of the street has a liaison already; each of the sixty has three of her own."""
    connection.execute("DELETE FROM registry_liaisonassignment")
    connection.execute(
        "INSERT INTO registry_liaisonassignment (id, owner_path, member_id, liaison_id, liaison_label, backup,"
        " started_on, assigned_at, assigned_label, ended_label, end_reason)"
        " SELECT gen_random_uuid(), m.owner_path, m.id, u.id, u.name, false, current_date, now(), '', '', ''"
        " FROM (SELECT id, owner_path, row_number() OVER (ORDER BY (owner_path >= %(low)s AND owner_path < %(high)s"
        " AND status <> 'lead') DESC, id) AS place FROM registry_member) m"
        " JOIN registry_user u ON u.username = CASE WHEN m.place <= %(own)s"
        " THEN 'liaison' || lpad((m.place %% 60)::text, 2, '0') ELSE 'district' END"
        " WHERE m.place <= %(own)s OR m.place > %(own)s + %(waiting)s",
        {"low": street, "high": street + "~", "own": LIAISONS * EACH, "waiting": WAITING},
    )
    connection.execute("VACUUM ANALYZE registry_liaisonassignment")


def measure(clients: dict[str, Any], street: str, names: list[str], repeats: int) -> dict[str, float]:
    """Seconds of each request."""
    from django.test import Client

    from registry.models.identity import user_by_name

    liaison = Client(headers={"host": "127.0.0.1"})
    user = user_by_name(names[-1])
    assert user is not None
    liaison.force_login(user, backend="registry.web.backends.AccountBackend")
    district, here = clients["district"], org_of(street)
    pages: dict[str, Callable[[], Any]] = {
        "first page of the district": lambda: district.get("/"),
        "board of the district": lambda: district.get("/liaisons/"),
        "board of the street": lambda: district.get(f"/liaisons/?org={here}"),
        "proposal for 2,000": lambda: district.get(f"/liaisons/proposal/?org={here}"),
        "a liaison's first page": lambda: liaison.get("/"),
        "a liaison's list": lambda: liaison.get("/members/"),
        "a liaison's search": lambda: liaison.get("/members/?q=wangwei"),
    }
    figures = {name: min(timed(ask) for _ in range(repeats)) for name, ask in pages.items()}
    page = district.get(f"/liaisons/proposal/?org={here}").content.decode()
    seen = re.search(r'name="seen" value="(\w+)"', page)
    assert seen, "nobody waits"
    whole = {"action": "whole", "seen": seen[1]}
    figures["2,000 applied in one step"] = timed(lambda: district.post(f"/liaisons/proposal/?org={here}", whole))
    url = f"/liaisons/{user.pk}/handover/"
    figures["handover page"] = timed(lambda: district.get(url))
    successor = user_by_name(names[-2])
    assert successor is not None
    whole = {"action": "whole", "to": str(successor.pk)}
    figures["handed over"] = timed(lambda: district.post(url, whole))
    return figures


def org_of(street: str) -> str:
    """The key of a node."""
    from registry.models import Organisation
    from registry.models.identity import system_scope
    from registry.models.unit import work

    with work(system_scope("0001")):
        return str(Organisation.objects.get(path=street).pk)


def timed(ask: Callable[[], Any]) -> float:
    """Seconds of one request that must succeed."""
    began = time.perf_counter()
    answer = ask()
    assert answer.status_code == 200, answer.status_code
    return time.perf_counter() - began


def plan_of(connection: Any, names: list[str]) -> str:
    """How the database reads a liaison's list: what row-level security asks must not read the node."""
    from django.db import connection as app

    from registry.lib import clock
    from registry.models import Member
    from registry.models.identity import standings, user_by_name
    from registry.models.unit import work

    user = user_by_name(names[-3])
    assert user is not None
    with work(standings(user, clock.today())[0].scope(user)), app.cursor() as cursor:
        sql, params = Member.objects.all().open().order_by("owner_path", "-id")[:51].query.sql_with_params()
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {sql}", params)
        told = cursor.fetchone()[0]
    plan = (json.loads(told) if isinstance(told, str) else told)[0]
    top = plan["Plan"]
    blocks = top["Shared Hit Blocks"] + top["Shared Read Blocks"]
    return f"a liaison's list in the database: {plan['Execution Time']:.1f} ms, {blocks} blocks\n{shape(top)}"


def shape(node: dict[str, Any], depth: int = 0) -> str:
    """The nodes of a plan, one a line."""
    name = f"{'  ' * depth}{node['Node Type']} {node.get('Index Name') or node.get('Relation Name') or ''}"
    line = f"{name} rows={node['Actual Rows']} loops={node['Actual Loops']}"
    return "\n".join([line, *(shape(child, depth + 1) for child in node.get("Plans", ()))])


if __name__ == "__main__":
    raise SystemExit(main())
