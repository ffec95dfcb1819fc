"""Venues: read from below, changed at home alone; by owner, colleague, superior, liaison and outsiders."""

import pytest

from outreach.domain import venues
from outreach.models import Venue
from registry.domain.errors import Conflict, Refused
from registry.models import AuditEvent
from registry.models.identity import member_scope
from registry.models.unit import work
from tests.conftest import become_app, become_owner
from tests.outreach.herself import linked
from tests.walls.forging import sql
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

HALL = {"name": "永明党群服务中心", "kind": "service_centre", "takes_reports": "on", "address": "永明路 1 号"}


def added(world: World, node: str, **fields: object) -> Venue:
    """A place of a node."""
    said = {"name": f"{node}活动室", "kind": "activity_room"} | fields
    with world.at(clerk(node)):
        return venues.add_venue(by=world.users[clerk(node)], organisation=world.nodes[node], fields=said)


def test_a_place_is_added_changed_closed_and_opened_again(world: World) -> None:
    clerk_a11 = client_of(world, "community-a11")
    assert "a11社区" in text_of(clerk_a11.get("/activities/venues/new/"))
    sent = HALL | {"organisation": str(world.nodes["a11"].pk)}
    assert clerk_a11.post("/activities/venues/new/", sent).headers["Location"] == "/activities/venues/"
    assert "同名" in text_of(clerk_a11.post("/activities/venues/new/", sent))
    page = text_of(clerk_a11.get("/activities/venues/"))
    assert "永明党群服务中心" in page
    assert "可以报到" in page
    with world.at("community-a11"):
        row = Venue.objects.get()
    url = f"/activities/venues/{row.pk}/"
    assert "永明路 1 号" in text_of(clerk_a11.get(url))
    assert clerk_a11.post(url, HALL | {"version": "1", "address": "永明路 2 号"}).status_code == 302
    stale = clerk_a11.post(url, HALL | {"version": "1", "address": "永明路 3 号"})
    assert "有人改过" in text_of(stale)
    assert "永明路 3 号" in text_of(stale)
    assert "请写明为什么停用" in text_of(clerk_a11.post(url, {"action": "close", "reason": ""}))
    clerk_a11.post(url, {"action": "close", "reason": "搬迁"})
    clerk_a11.post(url, {"action": "close", "reason": "搬迁了"})
    with world.at("community-a11"):
        assert not Venue.objects.all().in_use().exists()
        assert Venue.objects.get().close_reason == "搬迁"
    assert "已停用" in text_of(clerk_a11.get("/activities/venues/?all=1"))
    assert "搬迁" in text_of(clerk_a11.get(url))
    clerk_a11.post(url, {"action": "reopen"})
    with world.at("community-a11"):
        assert Venue.objects.all().registration_points().count() == 1
    with world.at("auditor-a"):
        said = AuditEvent.objects.filter(action__startswith="venue.").order_by("seq")
        assert [event.action for event in said] == ["venue.added", "venue.changed", "venue.closed", "venue.reopened"]
        assert "永明" not in str(list(said.values_list("detail", flat=True)))


def test_who_sees_and_who_changes(world: World) -> None:
    """What a street shares is used below it; a neighbour's own place is nobody else's."""
    for node in ("a", "a1", "a11", "a12", "b11"):
        added(world, node)
    seen = {
        "community-a11": {"a", "a1", "a11"},
        "liaison-a11": {"a", "a1", "a11"},
        "community-a12": {"a", "a1", "a12"},
        "street-a1": {"a", "a1", "a11", "a12"},
        "street-a2": {"a"},
        "community-b11": {"b11"},
    }
    for account, nodes in seen.items():
        page = text_of(client_of(world, account).get("/activities/venues/"))
        assert {node for node in ("a", "a1", "a11", "a12", "b11") if f"{node}活动室" in page} == nodes, account
    with world.system():
        rows = {venue.name: venue.pk for venue in Venue.objects.all()}
    opened = {"street-a1": {"a1", "a11", "a12"}, "community-a11": {"a11"}, "community-a12": {"a12"}, "street-a2": set()}
    for account, nodes in opened.items():
        client = client_of(world, account)
        for node in ("a", "a1", "a11", "a12"):
            url = f"/activities/venues/{rows[f'{node}活动室']}/"
            wanted = 200 if node in nodes else 404
            assert client.get(url).status_code == wanted, (account, node)
            assert client.post(url, {"action": "close", "reason": "试"}).status_code == (302 if node in nodes else 404)
    for account, path in (("liaison-a11", "/activities/venues/new/"), ("auditor-a", "/activities/venues/")):
        assert client_of(world, account).get(path).status_code == 403
    forged = HALL | {"organisation": str(world.nodes["a12"].pk)}
    assert client_of(world, "community-a11").post("/activities/venues/new/", forged).status_code == 200
    with world.system():
        assert not Venue.objects.filter(name=HALL["name"]).exists()


def test_the_database_holds_what_the_pages_hold(transactional_db: None, world: World) -> None:
    """A row read from above is not written from below, even past the manager; with the wall down it would be."""
    street = added(world, "a1")
    for account, seen in (("community-a11", 1), ("liaison-a11", 1), ("community-b11", 0), ("auditor-a", 0)):
        with world.at(account):
            assert sql("SELECT id FROM outreach_venue") == seen, account
            assert _written(street) == 0, account
            assert sql("DELETE FROM outreach_venue") == 0
    become_owner()
    try:
        with world.at("community-a11"):
            assert _written(street) == 1
    finally:
        become_app()


def _written(venue: Venue) -> int:
    return sql("UPDATE outreach_venue SET address = 'x' WHERE id = %s", venue.pk)


def test_a_personal_link_sees_no_venue_by_itself(world: World) -> None:
    added(world, "a11")
    member, _, _ = linked(world)
    with work(member_scope(member.owner_path, member.pk)):
        assert not Venue.objects.exists()
        assert sql("SELECT id FROM outreach_venue") == 0


def test_refusals(world: World) -> None:
    row = added(world, "a11")
    with world.at("community-a11"):
        by = world.users["community-a11"]
        with pytest.raises(Refused, match="为什么停用"):
            venues.close_venue(by=by, venue=row, reason=" ")
        with pytest.raises(Conflict):
            venues.change_venue(by=by, venue=row, fields={"name": "新"}, version=7)
