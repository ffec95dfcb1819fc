"""Who moved: the ledger and the hand-outs follow her, the month's report stays; both pages say the report's number."""

from datetime import date, timedelta
from typing import Any

import pytest

from outreach.domain import handouts, materials
from outreach.domain.then import moved
from registry.domain import custody, studies
from registry.lib import clock
from registry.models import Member, MoveRequest
from reports.figures import table
from reports.figures.month import Month
from reports.figures.standing import Asked
from tests.outreach.ground import Days, ago, known
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

LEDGER, GIVEN = "/materials/ledger/?quarter=2026-1", "/materials/handouts/?quarter=2026-1"
FIRST, LAST = date(2026, 1, 1), date(2026, 3, 31)


def filed(world: World, member: Member, node: str) -> None:
    """A report and two copies, by the community that has her."""
    by = world.users[clerk(node)]
    with world.at("street-a1"):
        user = world.users["street-a1"]
        said = {"title": f"读本 {node} {member.name}", "kind": "book", "year": 2026}
        book = materials.add_material(by=user, label="何", organisation=world.nodes["a1"], fields=said)
    with world.at(clerk(node)):
        said = {"topic": "学习", "form": "self_study", "channel": "wechat", "studied_on": clock.today()}
        studies.file_study(by=by, member=member, fields=said)
        facts = {"given_on": clock.today(), "channel": "in_person", "copies": 2}
        handouts.give(by=by, label="何", material=book, member=member, fields=facts)


def hand_over(world: World, member: Member) -> Member:
    with world.at("community-a11"):
        to = world.nodes["a12"].pk
        row = custody.transfer_out(by=world.users["community-a11"], member=member, to_id=to)
    with world.at("street-a1"):
        request = MoveRequest.objects.get(key=row.key, side="receiving")
        custody.decide(by=world.users["street-a1"], request=request, agreed=True)
        return Member.objects.get(pk=member.pk)


@pytest.fixture
def gone(world: World, days: Days) -> Member:
    """In a11 with one report and two copies, then in a12 with the same again; somebody else stays in a11."""
    member = known(world, 1, ago(5), name="何一")
    filed(world, known(world, 2, ago(5), name="何二"), "a11")
    filed(world, member, "a11")
    days.on(3)
    member = hand_over(world, member)
    filed(world, member, "a12")
    return member


def reported(world: World) -> dict[str, Any]:
    """(reports, copies) of March by node."""
    with world.system():
        found = table.figures(Asked(Month(2026, 3), clock.now() + timedelta(days=1)), code="440704")
    return {name: tuple(found[world.nodes[name].path].get(key, 0) for key in ("reports", "copies")) for name in NODES}


NODES = ("a11", "a12")


def test_both_pages_say_what_the_report_says(world: World, gone: Member) -> None:
    assert reported(world) == {"a11": (2, 4), "a12": (1, 2)}
    pages = {name: client_of(world, f"community-{name}") for name in NODES}
    here, there = (text_of(pages[name].get(LEDGER)) for name in NODES)
    assert "已交 2 份（后来转走的人在这里时的 1 份也算）；资料 4 册（后来转走的人在这里时的 2 册也算）" in here
    assert "已交 1 份（后来转来的人在原组织时的 1 份不算）；资料 2 册（后来转来的人在原组织时的 2 册不算）" in there
    assert "何一" not in here
    assert "资料 4 册" in text_of(pages["a11"].get(GIVEN)) and "资料 2 册" in text_of(pages["a12"].get(GIVEN))
    assert "月报按当时的组织算" not in text_of(pages["a11"].get(GIVEN + "&channel=in_person"))


def test_nothing_is_said_where_nothing_differs(world: World, gone: Member) -> None:
    """The street had her all the time; others, and a liaison, are told no number of any node."""
    for name in ("street-a1", "district-a", "community-a21", "district-b"):
        page = client_of(world, name)
        assert page.get(LEDGER).status_code == 200
        assert "月报按当时的组织算" not in text_of(page.get(LEDGER)) + text_of(page.get(GIVEN)), name
    of_a11 = f"&org={world.nodes['a11'].pk}"
    assert "已交 2 份" in text_of(client_of(world, "street-a1").get(LEDGER + of_a11))
    for name in ("community-a21", "community-a12"):
        assert "已交 2 份" not in text_of(client_of(world, name).get(LEDGER + of_a11)), name
    liaison = client_of(world, "liaison-a11").get(GIVEN)
    assert liaison.status_code in (200, 403) and "月报按当时的组织算" not in text_of(liaison)


def test_before_and_after_these_days_nothing(world: World, gone: Member) -> None:
    with world.at("community-a11"):
        assert moved(world.nodes["a11"].path, FIRST, LAST).keys() == {"reports", "copies"}
        assert moved(world.nodes["a11"].path, date(2026, 4, 1), date(2026, 6, 30)) == {}
