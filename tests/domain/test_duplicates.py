"""Finding records that may be one person's: what counts, what speaks against it, what is remembered."""

from datetime import date, timedelta

import pytest

from registry.choices import CloseReason, Direction, PairState
from registry.domain import duplicates, members, movements
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib.identity import compose
from registry.models import DuplicatePair, Member
from registry.models.custody import definer
from registry.tasks import find_duplicates
from tests.world import World, id_number, phone

BORN = {"birth_on": date(1986, 3, 5), "birth_precision": "day"}


def pairs(world: World, name: str = "district-a") -> list[DuplicatePair]:
    with world.at(name):
        return list(DuplicatePair.objects.all().waiting())


def grounds(world: World) -> set[str]:
    return set(pairs(world)[0].grounds) if pairs(world) else set()


@pytest.mark.parametrize(
    ("one", "two", "why"),
    [
        ({"name": "张伟", **BORN}, {"name": "张玮", **BORN}, {"sound", "birth"}),
        ({"name": "张伟", **BORN}, {"name": "张玮", "birth_on": date(1986, 1, 1), "birth_precision": "year"},
         {"sound", "birth_year"}),
        ({"name": "张伟", "employer": "甲电子厂"}, {"name": "张玮", "employer": "甲 电子厂"}, {"sound", "employer"}),
        ({"name": "张伟", "origin_code": "522726"}, {"name": "张玮", "origin_code": "522726"}, {"sound", "origin"}),
        ({"name": "单小伟", **BORN}, {"name": "善小伟", **BORN}, {"sound", "birth"}),
        ({"name": "张伟", "home_org_name": "独山县百泉镇党委"}, {"name": "张伟", "home_org_name": "独山县百泉镇党委"},
         {"name", "home_org"}),
        ({"name": "张晓伟", "phone": phone(7)}, {"name": "张伟", "phone": phone(7)}, {"name_close", "phone"}),
        ({"name": "张伟"}, {"name": "张伟", "phone": ""}, {"name", "node"}),
        ({"name": "张小伟", "employer": "江海电子厂", **BORN}, {"name": "张伟", "employer": "江海电子厂", **BORN},
         {"name_close", "birth", "employer"}),
        ({"name": "张伟", "id_number": compose("522799", date(1986, 3, 5), 11), "employer": "甲厂"},
         {"name": "张伟", "id_number": compose("522799", date(1986, 3, 6), 11), "employer": "甲厂"},
         {"id_typo", "name", "employer"}),
        # What contradicts, and what is too little.
        ({"name": "张伟", "sex": "男", **BORN}, {"name": "张玮", "sex": "女", **BORN}, set()),
        ({"name": "张伟", "employer": "甲厂", **BORN},
         {"name": "张伟", "employer": "甲厂", "birth_on": date(1990, 1, 1), "birth_precision": "year"}, set()),
        ({"name": "张伟", **BORN, "id_number": id_number(1)},
         {"name": "张伟", **BORN, "id_number": id_number(77_123)}, set()),
        ({"name": "张伟", "phone": phone(7)}, {"name": "李丽", "phone": phone(7)}, set()),
        ({"name": "张伟", "origin_code": "520000"}, {"name": "张玮", "origin_code": "520000"}, set()),
        ({"name": "张伟", "direction": Direction.OUT, **BORN}, {"name": "张伟", **BORN}, set()),
    ],
)  # fmt: skip
def test_what_makes_a_pair(world: World, one: dict, two: dict, why: set[str]) -> None:
    """Found on registration inside one community, and the same way by the nightly run."""
    for number, person in enumerate((one, two)):
        world.member("a11", **{"id_number": "", "phone": phone(100 + number)} | person)
    assert grounds(world) == why
    with world.system("a"):
        DuplicatePair.objects.all().delete()
    find_duplicates()
    assert grounds(world) == why


def test_a_pair_belongs_to_the_nearest_node_over_both(world: World) -> None:
    """Nobody learns of a record outside the own scope; the other district is never compared."""
    for node in ("a11", "a12", "b11"):
        world.member(node, name="张伟", id_number="", **BORN, phone=phone(len(node) + ord(node[0]) + int(node[2])))
    assert pairs(world) == []  # a community sees its own records only
    find_duplicates()
    asked = "community-a11", "community-a12", "street-a1", "street-a2", "district-a", "district-b", "auditor-a"
    assert [name for name in asked if pairs(world, name)] == ["street-a1", "district-a"]
    assert pairs(world)[0].owner_path == world.nodes["a1"].path
    with world.at("liaison-a11"):
        assert not DuplicatePair.objects.exists()
    for name, found in (("community-a11", 0), ("street-a1", 1), ("street-a2", 0), ("auditor-a", 0), ("liaison-a11", 0)):
        with world.at(name):
            assert len(definer("registry_duplicate_candidates", 30)) == found, name


def test_not_a_duplicate_is_remembered_until_a_name_changes(world: World) -> None:
    members_ = [world.member("a11", name=name, id_number="", phone=phone(at), **BORN) for at, name in
                enumerate(("张伟", "张玮"))]  # fmt: skip
    user = world.users["community-a11"]
    with world.at("community-a11"):
        pair = DuplicatePair.objects.get()
        duplicates.ask_street(by=user, pair=pair, note="同住一处")
        duplicates.dismiss(by=user, pair=pair, reason="两兄弟")
        with pytest.raises(Refused, match="不是同一人"):
            duplicates.dismiss(by=user, pair=pair)
        members.update_details(by=user, member=members_[0], changes={"employer": "甲厂"})
    assert find_duplicates() == 0 and pairs(world) == []
    with world.at("community-a11"):
        members.update_details(by=user, member=members_[0], changes={"name": "张炜"})
    find_duplicates()
    assert [(pair.state, pair.decided_on) for pair in pairs(world)] == [(PairState.OPEN, None)]
    with world.at("community-a11"):
        members.update_details(by=user, member=members_[0], changes={"birth_on": date(1999, 1, 1)})
        duplicates.find_for(member=Member.objects.get(pk=members_[0].pk))
    assert pairs(world) == []


def test_leaving_and_coming_again_is_a_history(world: World) -> None:
    """One number, one record ended, then registered again: no pair. Two that overlap in time: a pair."""
    user, today = world.users["community-a11"], clock.today()
    with world.at("community-a11"):
        for first, left, came, found in ((60, 30, 10, 0), (60, 5, 20, 1)):
            number = id_number(100 + left)
            fields = {"name": "张伟", "id_number": number, "phone": ""}
            start = {"by": user, "organisation": world.nodes["a11"], "direction": Direction.IN, "fields": fields}
            earlier = members.register(**start, on=today - timedelta(days=first))
            day = today - timedelta(days=left)
            movements.close(by=user, member=earlier, reason=CloseReason.OTHER, effective_on=day)
            members.register(**start, on=today - timedelta(days=came))
            assert DuplicatePair.objects.count() == found
    find_duplicates()
    assert grounds(world) == {"id", "name"}


def test_a_key_that_many_share_says_nothing(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(duplicates, "LARGEST_BLOCK", 2)
    with world.at("community-a11"):
        for _ in range(3):
            members.register(by=None, organisation=world.nodes["a11"], direction=Direction.IN,
                             fields={"name": "张伟", "phone": phone(7)})  # fmt: skip
        assert DuplicatePair.objects.count() == 3
    find_duplicates()
    assert pairs(world) == []
