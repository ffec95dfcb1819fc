"""List, search, the member page and the API's list through the real views, at 10,000, 100,000 and 1,000,000 members.
The API is asked as programs ask it, with a token.

Each kind of question is asked with different values by three accounts (district, street, community); a figure is the
time of one whole request in this process: middleware, scope, queries, rendering. The peer is a plain Django admin over
the same table without walls, asked the same where it can be. Run: `make bench` or `python -m bench.search [--sizes …]`.
"""

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from bench import population

SIZES = (10_000, 100_000, 1_000_000)
REPEATS = 40
TARGET_MS, TARGET_GROWTH = 100.0, 2.0
ACCOUNTS = ("district", "street", "community")
FOLDER = "bench-search"
API_LIST = "/api/v1/members/"


def main() -> int:
    """Grow the table step by step, measure at each size, print the table and the verdict."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--repeats", type=int, default=REPEATS)
    parser.add_argument("--no-peer", action="store_true")
    options = parser.parse_args()
    population.prepare(FOLDER)
    figures: dict[int, dict[str, list[float]]] = {}
    peers: dict[int, dict[str, list[float]]] = {}
    with population.owner() as connection:
        organisations, clients = set_up()
        held = connection.execute("SELECT count(*) FROM registry_member").fetchone()[0]  # type: ignore[index]
        for size in options.sizes:
            if size > held:
                began = time.perf_counter()
                population.grow(connection, organisations, held, size)
                print(f"loaded {size - held:,} members in {time.perf_counter() - began:.0f} s", flush=True)
                held = size
            figures[size] = measure(clients, size, options.repeats)
            peers[size] = {} if options.no_peer else peer(size, options.repeats)
            report(size, figures[size], peers[size])
    return conclude(figures, peers)


def set_up() -> tuple[list[tuple[Any, str]], dict[str, Any]]:
    """A district of 3 streets and 63 communities, an account at each level, and a logged-in client for each."""
    from django.test import Client

    from registry.choices import OrganisationKind, Role
    from registry.domain import accounts, tree
    from registry.lib import clock
    from registry.models import Organisation, Site, User
    from registry.models.identity import system_scope, user_by_name
    from registry.models.unit import work

    with work(system_scope("0001")) as scope:
        if not Organisation.objects.exists():
            district = tree.plant(name="江海区", code="440704000000")
            for street_number in range(3):
                street = tree.add_organisation(
                    by=None, parent=district, kind=OrganisationKind.STREET, name=f"第{street_number + 1}街道"
                )
                for number in range(21):
                    tree.add_organisation(
                        by=None, parent=street, kind=OrganisationKind.COMMUNITY, name=f"第{number + 1}社区"
                    )
            nodes = {node.kind: node for node in Organisation.objects.order_by("-path")}
            for name in ACCOUNTS:
                user = accounts.create_user(
                    by=None, username=name, name=name, password="Bx-7-quiet-otters", home=nodes[name]
                )
                User.objects.filter(pk=user.pk).update(must_change_password=False)
                accounts.post(by=None, user=user, organisation=nodes[name], role=Role(name), starts_on=clock.today())
            Site.objects.bulk_create(
                Site(owner_path=node.path, name=name, name_key=name)
                for node in Organisation.objects.all().hosts()
                for name in population.EMPLOYERS[::4]
            )
        organisations = list(Organisation.objects.all().hosts().values_list("pk", "path"))
        assert scope.path
    clients = {name: Client(headers={"host": "127.0.0.1"}) for name in ACCOUNTS}
    for name, client in clients.items():
        user = user_by_name(name)
        assert user is not None
        client.force_login(user, backend="registry.web.backends.AccountBackend")
    return organisations, clients


def questions(size: int) -> dict[str, Callable[[random.Random], dict[str, str]]]:
    """Kinds of question; each draws the parameters of one request."""

    def somebody(dice: random.Random) -> dict[str, Any]:
        return population._person(random.Random(population.SEED + (number := dice.randrange(size))), number)

    def sounds(dice: random.Random) -> tuple[str, str]:
        from registry.lib.keys import name_keys

        keys = name_keys(somebody(dice)["name"])
        return keys[2], keys[3]

    return {
        "list": lambda dice: {},
        "filter": lambda dice: {"status": dice.choice(("reported", "enrolled", "lead")), "direction": "in"},
        "initials": lambda dice: {"q": sounds(dice)[1]},
        "one letter": lambda dice: {"q": sounds(dice)[1][0]},
        "pinyin": lambda dice: {"q": sounds(dice)[0]},
        "name": lambda dice: {"q": somebody(dice)["name"]},
        "surname": lambda dice: {"q": somebody(dice)["name"][0]},
        "phone tail": lambda dice: {"q": somebody(dice)["tel"][-4:]},
        "phone": lambda dice: {"q": somebody(dice)["tel"]},
        "whole ID": lambda dice: {"q": somebody(dice)["id"]},
        "employer": lambda dice: {"q": dice.choice(("机械厂", "电商基地12", "外海物流"))},
        "origin": lambda dice: {"q": dice.choice(("独山", "贵州", "湖北黄冈"))},
    }


def measure(clients: dict[str, Any], size: int, repeats: int) -> dict[str, list[float]]:
    """Milliseconds of each request, by kind of question."""
    figures = {kind: list(timed(clients, draw, repeats)) for kind, draw in questions(size).items()}
    figures |= {kind: list(walked(clients, paths, repeats)) for kind, paths in other_pages(clients).items()}
    asking = programs_of(clients)
    listed = {name: [API_LIST] for name in asking}
    return figures | {"API list": list(walked(asking, listed, repeats))}


def other_pages(clients: dict[str, Any]) -> dict[str, dict[str, list[str]]]:
    """Addresses to open, by kind of page and account; a page that this version lacks is left out."""
    keys = {name: members_of(name) for name in clients}
    found = {
        "member page": {name: [f"/members/{key}/" for key in own] for name, own in keys.items()},
        "member sheet": {name: [f"/members/{key}/print/" for key in own] for name, own in keys.items()},
    }
    return {kind: paths for kind, paths in found.items() if _is_there(paths)}


def programs_of(accounts: Iterable[str]) -> dict[str, Any]:
    """A client for each account that signs in as programs do: by a token, without a session."""
    from django.test import Client

    from registry.domain import tokens
    from registry.models.unit import work

    found = {}
    for name in accounts:
        user, standing = _signed_in(name)
        with work(standing.scope(user)):
            for old in tokens.in_force(user, standing):
                tokens.revoke(by=user, token=old)
            _, token = tokens.issue(by=user, standing=standing, name="bench", days=7, second_factor_passed=True)
        found[name] = Client(headers={"host": "127.0.0.1", "authorization": f"Token {token}"})
    return found


def _signed_in(account: str) -> tuple[Any, Any]:
    """The account and its posting."""
    from registry.lib import clock
    from registry.models.identity import standings, user_by_name

    user = user_by_name(account)
    assert user is not None
    return user, standings(user, clock.today())[0]


def _is_there(paths: dict[str, list[str]]) -> bool:
    from django.urls import Resolver404, resolve

    try:
        resolve(next(iter(paths.values()))[0])
    except Resolver404:
        return False
    return True


def members_of(account: str) -> list[str]:
    """Keys of some members that the account sees, from all over its subtree."""
    from registry.models import Member
    from registry.models.unit import work

    user, standing = _signed_in(account)
    with work(standing.scope(user)):
        listed = Member.objects.order_by("owner_path", "-id").values_list("pk", flat=True)
        keys = [str(key) for key in listed[:5000]]
    return random.Random(population.SEED).sample(keys, min(100, len(keys)))


def walked(clients: dict[str, Any], paths: dict[str, list[str]], repeats: int) -> Iterator[float]:
    """Open the addresses of each account in turn; the first round warms up and is not counted."""
    for round_number in range(repeats + 1):
        for name, client in clients.items():
            path = paths[name][round_number % len(paths[name])]
            began = time.perf_counter()
            response = client.get(path)
            took = (time.perf_counter() - began) * 1000
            assert response.status_code == 200, (path, response)
            if round_number:
                yield took


def timed(clients: dict[str, Any], draw: Callable[[random.Random], dict[str, str]], repeats: int) -> Iterator[float]:
    """Ask each account in turn; the first round warms up and is not counted."""
    dice = random.Random(population.SEED)
    for round_number in range(repeats + 1):
        for client in clients.values():
            parameters = draw(dice)
            began = time.perf_counter()
            response = client.get("/members/", parameters)
            took = (time.perf_counter() - began) * 1000
            assert response.status_code == 200, response
            if round_number:
                yield took


def peer(size: int, repeats: int) -> dict[str, list[float]]:
    """The same questions to a plain Django admin in a process of its own, which passes row-level security."""
    from django.conf import settings

    asked = {kind: [draw(random.Random(number)) for number in range(repeats)] for kind, draw in questions(size).items()}
    environment = os.environ | {"PEER_DATABASE_URL": settings.ENVIRONMENT.migration_database_url}
    environment.pop("DJANGO_SETTINGS_MODULE", None)
    answer = subprocess.run(
        [sys.executable, "-m", "bench.plain_admin.ask"],
        input=json.dumps(asked),
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(answer.stdout.splitlines()[-1])


def p95(values: list[float]) -> float:
    """The 95th percentile, in the unit of the values."""
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


def report(size: int, ours: dict[str, list[float]], theirs: dict[str, list[float]]) -> None:
    """A table of one size."""
    print(f"\n{size:,} members{'':12}p50 ms   p95 ms   plain admin p50   p95")
    for kind, values in ours.items():
        peer_values = theirs.get(kind, [])
        beside = f"{statistics.median(peer_values):12.1f} {p95(peer_values):10.1f}" if peer_values else f"{'–':>12}"
        print(f"{kind:>24} {statistics.median(values):8.1f} {p95(values):8.1f} {beside}", flush=True)


def conclude(figures: dict[int, dict[str, list[float]]], peers: dict[int, dict[str, list[float]]]) -> int:
    """The last line: the slowest kind's p95 at the largest size, the growth against the smallest, and the ratio."""
    small, large = min(figures), max(figures)
    worst = max(p95(values) for values in figures[large].values())
    growth = {kind: p95(values) / p95(figures[small][kind]) for kind, values in figures[large].items()}
    compared = [kind for kind in figures[large] if peers[large].get(kind)]
    ratio = max((p95(peers[large][kind]) / p95(figures[large][kind]) for kind in compared), default=None)
    print(
        population.verdict(
            name="search",
            figure=round(worst, 1),
            unit=f"ms p95 of the slowest kind at {large:,}",
            ratio=ratio and round(ratio, 1),
            peer="plain Django admin, the same table",
            growth={kind: round(value, 2) for kind, value in growth.items()},
            **{"pass": worst <= TARGET_MS and max(growth.values()) <= TARGET_GROWTH},
        )
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
