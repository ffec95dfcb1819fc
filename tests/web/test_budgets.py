"""Every page asks the same number of questions with a few rows and with many; no page is left out."""

from django.test import Client

from registry.choices import OrganisationKind, Role
from registry.domain import accounts, tree
from registry.lib import clock
from tests import stories
from tests.counting import answer
from tests.every_page import admin_lists, own_pages, rows_for_every_page
from tests.planting import plant
from tests.web.staff import client_of
from tests.world import PASSWORD, World

# Pages that a clerk can't open, or that lead elsewhere: measured as somebody else, or there is nothing to measure.
MOVED_ON = frozenset({301, 302})
# Makes something the first time that it is opened, and shows it from then on; it lists nothing.
MADE_ONCE = {"account:two-factor-setup"}


def test_every_page_costs_the_same_with_many_rows(world: World) -> None:
    planted = rows_for_every_page(world)
    accounts = ("community-a11", "street-a1", "district-a", "security_admin-a")
    clients = [client_of(world, account) for account in accounts]
    for client in clients:
        client.get("/")  # a process keeps some answers for a while
    few = {name: _cost(clients, path) for name, path in own_pages(planted)}
    plant(world, "a11", times=25, start=2000)
    stories.told(world, "a11", times=10, sequence=900)
    many = {name: _cost(clients, path) for name, path in own_pages(planted)}
    changed = {name: (few[name], many[name]) for name in few if few[name] != many[name] and name not in MADE_ONCE}
    assert changed == {}
    measured = [cost for cost in few.values() if cost]
    assert len(measured) > 25
    assert max(measured) < 60, {name: cost for name, cost in few.items() if cost and cost >= 60}


def _cost(clients: list[Client], path: str) -> int | None:
    """The number of questions, or None where the page leads elsewhere; asked by whoever may open it."""
    for who in clients:
        status, asked = answer(who, path)
        if status == 200:
            return len(asked)
        if status in MOVED_ON:
            return None
        assert status in (403, 404), (path, status)
    raise AssertionError(f"nobody opens {path}")


def test_admin_lists_cost_the_same_with_many_rows(world: World) -> None:
    accounts_of = ("system_admin-a", "security_admin-a", "auditor-a", "district-a")
    clients = {name: client_of(world, name) for name in accounts_of}
    _admin_costs(clients)  # a process keeps some answers for a while
    few = _admin_costs(clients)
    with world.system():
        for number in range(40):
            node = tree.add_organisation(
                by=None, parent=world.nodes["a11"], kind=OrganisationKind.BRANCH, name=f"第{number}支部"
            )
            user = accounts.create_user(
                by=None, username=f"more-{number}", name=f"账号{number}", password=PASSWORD, home=node
            )
            accounts.post(by=None, user=user, organisation=node, role=Role.COMMUNITY, starts_on=clock.today())
    assert _admin_costs(clients) == few
    assert len(few) >= 6


def _admin_costs(clients: dict[str, Client]) -> dict[tuple[str, str], int]:
    found = {}
    for name, client in clients.items():
        for path in admin_lists():
            status, asked = answer(client, path)
            if status == 200:
                found[name, path] = len(asked)
    return found
