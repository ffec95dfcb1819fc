"""One person in two communities: the pair is there a minute after she was entered, with the node over both alone."""

import pytest

from registry.domain import duplicates
from registry.lib import clock
from registry.models import DuplicatePair, Member
from registry.tasks import find_new_pairs
from tests.web.intake_clerk import clerk, sheet
from tests.web.intake_place import build
from tests.world import World, phone

OUTSIDE = ("community-a11", "community-a12", "street-a2", "district-b", "auditor-a", "liaison-a11")


def pairs(world: World, name: str) -> list[DuplicatePair]:
    with world.at(name):
        return list(DuplicatePair.objects.all().waiting())


def same_person(world: World) -> None:
    """One name and phone, no ID number, entered by two communities of a street."""
    for node in ("a11", "a12"):
        world.member(node, name="解磊", id_number="", phone=phone(7))


def test_who_is_entered_in_two_communities_is_found_within_a_minute(world: World) -> None:
    same_person(world)
    world.member("b11", name="解磊", id_number="", phone=phone(7))
    assert pairs(world, "street-a1") == []
    assert find_new_pairs() == 1
    for name in ("street-a1", "district-a"):
        assert [set(pair.grounds) for pair in pairs(world, name)] == [{"name", "phone"}], name
    for name in OUTSIDE:
        assert pairs(world, name) == [], name
    assert find_new_pairs() == 0, "looked at twice, found once"


def test_what_was_decided_is_not_asked_again(world: World) -> None:
    same_person(world)
    find_new_pairs()
    with world.at("street-a1"):
        duplicates.dismiss(by=world.users["street-a1"], pair=DuplicatePair.objects.get(), reason="同名，合用一个手机")
    assert find_new_pairs() == 0
    assert pairs(world, "street-a1") == []


def test_what_is_older_waits_for_the_night(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    same_person(world)
    later = clock.now() + duplicates.NEW * 2
    monkeypatch.setattr(clock, "now", lambda: later)
    assert find_new_pairs() == 0
    with world.system():
        assert duplicates.find_all() == 1
        assert Member.objects.filter(name="解磊").count() == 2


def test_a_roster_of_another_community_brings_the_pair_too(transactional_db: None) -> None:
    place = build()
    row = f"解磊,,{phone(7)},永明超市"
    for name in ("yongming", "neighbour"):
        clerk(place, name).written(sheet(row))
    assert find_new_pairs() == 1
    assert len(pairs(place, "jiangnan")) == 1
    assert pairs(place, "yongming") == [] == pairs(place, "neighbour")
