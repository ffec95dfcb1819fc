"""Who left and is back again: his old record stays ended beside the new one, and leads to it."""

from typing import Any

import pytest

from registry.choices import CloseReason, MovementKind
from registry.domain import movements
from registry.lib import clock
from registry.models import AuditEvent, Member, Movement
from tests.web.staff import client_of, text_of
from tests.world import World, clerk

K = MovementKind
BOTH = "另有一条在册记录"


def returned(world: World, number: int = 1) -> Member:
    """何小山, registered and returned."""
    member = world.member("a11", number)
    with world.at(clerk("a11")):
        movements.record_movement(by=None, member=member, kind=K.RETURNED, effective_on=clock.today())
    return member


def ending(world: World, member: Member) -> Movement:
    with world.at("district-a"):
        return Movement.objects.get(member=member, kind=K.RETURNED)


def test_what_ended_a_record_is_not_voided_beside_another_open_one(world: World) -> None:
    old = returned(world)
    new = world.member("a11", 1)
    client, url = client_of(world, "community-a11"), f"/movements/{ending(world, old).pk}/void/"
    page = client.post(url, {"reason": "没有走"})
    assert page.status_code == 200
    for word in (BOTH, "a11社区，待报到", "误登记"):
        assert word in text_of(page), word
    with world.at("community-a11"):
        assert not Member.objects.get(pk=old.pk).is_open
        movements.close(by=None, member=new, reason=CloseReason.MISTAKEN, effective_on=clock.today())
    assert client.post(url, {"reason": "没有走"}).status_code == 302
    with world.at("community-a11"):
        assert Member.objects.get(pk=old.pk).is_open


@pytest.mark.parametrize("node", ["a12", "b11"])
def test_of_an_open_record_out_of_sight_nothing_is_told_but_that_it_is(world: World, node: str) -> None:
    old = returned(world)
    world.member(node, 1)
    url = f"/movements/{ending(world, old).pk}/void/"
    assert client_of(world, "community-a12").post(url, {"reason": "不归我"}).status_code == 404
    page = text_of(client_of(world, "community-a11").post(url, {"reason": "没有走"}))
    assert BOTH in page and "申请接收" in page and f"{node}" not in page
    with world.at("auditor-a"):
        row = AuditEvent.objects.get(action="member.void_refused")
        assert row.outcome == "refused" and row.detail["person"]


def test_it_is_told_as_often_as_any_other_answer_about_people_elsewhere(world: World, settings: Any) -> None:
    settings.PROBE_LIMIT = (1, 3600)
    client, pages = client_of(world, "community-a11"), []
    for number in (1, 2):
        old = returned(world, number)
        world.member("a12", number)
        pages.append(client.post(f"/movements/{ending(world, old).pk}/void/", {"reason": "没有走"}))
    assert [page.status_code for page in pages] == [200, 429]
