"""The list of contacts: its filters, its pages in both orders, what it costs."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from registry.choices import Direction, OrganisationKind
from registry.domain import contacts, tree
from registry.domain import members as verbs
from registry.entry import paging
from registry.lib import clock
from registry.models import ContactLog
from tests.web.calls import LIAISON, OWNER, TODAY, noted
from tests.web.staff import client_of, text_of
from tests.world import World, id_number, phone


def test_the_list(world: World) -> None:
    """Who stands on it for every filter; what was declared a mistake doesn't."""
    people = {
        name: world.member("a11" if name in "甲乙" else "a12", n, name=name) for n, name in enumerate("甲乙丙丁", 1)
    }
    now, earlier = clock.now(), clock.now() - timedelta(days=9)
    with world.at("street-a1"):
        by = world.users["street-a1"]

        def note(name: str, **more: Any) -> ContactLog:
            fields = {"happened_at": now, "channel": "phone", "outcome": "reached"} | more
            return contacts.record_contact(by=by, member=people[name], fields=fields)

        note("甲", happened_at=earlier, next_on=TODAY - timedelta(days=1))
        note("乙", happened_at=earlier, channel="visit", next_on=TODAY - timedelta(days=3))
        note("乙", happened_at=earlier + timedelta(days=1))
        note("丙", outcome="refused", next_on=TODAY + timedelta(days=2))
        note("丁", side="home", matter="identity")
        contacts.void_contact(by=by, contact=note("丁", channel="video"), reason="没有这回事")
    with world.at(OWNER):
        noted_by = contacts.record_contact(
            by=world.users[LIAISON], member=people["甲"],
            fields={"happened_at": earlier, "channel": "sms", "outcome": "no_answer"},
        )  # fmt: skip
    client = client_of(world, "street-a1")
    for query, names in {
        "": "甲乙丙丁",
        "q=乙": "乙",
        "channel=visit": "乙",
        "channel=video": "",
        "outcome=refused": "丙",
        "side=home": "丁",
        "due=overdue": "甲",
        "due=soon": "丙",
        "due=agreed": "甲丙",
        f"since={TODAY}": "丙丁",
        f"until={TODAY - timedelta(days=1)}": "甲乙",
        f"org={world.nodes['a12'].pk}": "丙丁",
        f"org={world.nodes['a21'].pk}": "甲乙丙丁",
        f"liaison={noted_by.contact_person_id}": "甲",
        "outcome=nonsense&since=gestern": "甲乙丙丁",
    }.items():
        page = client.get(f"/contacts/?{query}")
        assert {row["name"] for row in page.context["rows"]} == set(names), query
    overdue = text_of(client.get("/contacts/?due=overdue"))
    assert "已过 1 天" in overdue
    assert "没有符合条件的联系记录" in text_of(client.get("/contacts/?channel=video", headers={"HX-Request": "true"}))
    assert "还没有联系记录" in text_of(client_of(world, "community-a21").get("/contacts/"))


def walk(client: Client, url: str) -> list[str]:
    """Names on all pages from there on, by their 下一页 and back again by 上一页."""
    forth, back, page = [], [], client.get(url).context
    while True:
        forth.append([row["name"] for row in page["rows"]])
        if not page["next_url"]:
            break
        page = client.get(page["next_url"]).context
    while True:
        back.insert(0, [row["name"] for row in page["rows"]])
        if not page["previous_url"]:
            break
        page = client.get(page["previous_url"]).context
    assert forth == back
    return [name for names in forth for name in names]


def test_the_list_turns_its_pages_in_both_orders(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    people = [world.member(f"a1{n % 2 or 2}", n, name=name) for n, name in enumerate("甲乙丙丁戊", 1)]
    days = [5, 2, 5, 1, 9]
    for person, day in zip(people, days, strict=True):
        noted(world, person, "street-a1", next_on=TODAY + timedelta(days=day))
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    client = client_of(world, "street-a1")
    assert walk(client, "/contacts/") == list("戊丙甲丁乙")
    assert walk(client, "/contacts/?due=agreed") == list("甲丙戊丁乙")
    for tampered in ("nonsense", "0001.x.y", "0001.2026-13-01." + "0" * 32, "0001\0." + "0" * 32, "." * 3):
        assert client.get("/contacts/", {"after": tampered, "before": tampered}).status_code == 200


def test_a_liaisons_are_all_together_whichever_branch_the_members_are_in(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What she has just written down stands first; whoever reads many organisations reads one after the other."""
    with world.system():
        kind, parent = OrganisationKind.MOBILE_BRANCH, world.nodes["a11"]
        branch = tree.add_organisation(by=None, parent=parent, kind=kind, name="流动支部")
    with world.at(OWNER):
        fields = {"name": "甲", "id_number": id_number(1), "phone": phone(1)}
        first = verbs.register(by=world.users[OWNER], organisation=branch, direction=Direction.IN, fields=fields)
    people = [first, world.member("a11", 2, name="乙")]
    for person in people:
        with world.at(OWNER):
            verbs.assign_liaison(by=world.users[OWNER], member=person, liaison=world.users[LIAISON])
    monkeypatch.setattr(paging, "PAGE_SIZE", 2)
    for person in (*people, *people):
        noted(world, person, LIAISON)
    assert walk(client_of(world, LIAISON), "/contacts/") == list("乙甲乙甲")
    assert walk(client_of(world, OWNER), "/contacts/") == list("乙乙甲甲")


def test_the_list_asks_as_much_for_many_as_for_few(world: World) -> None:
    member = world.member("a11", 1)
    client, costs = client_of(world, "street-a1"), []
    for count in (1, 40):
        for _ in range(count):
            noted(world, member, next_on=TODAY)
        client.get("/contacts/")
        with CaptureQueriesContext(connection) as queries:
            client.get("/contacts/")
        costs.append(len(queries))
    assert costs[0] == costs[1] <= 16
