"""Two records of one person become one: what she did goes along, and that she wants no messages above all."""

import pytest

from outreach.domain import opt_outs
from outreach.models import OptOut, PioneerPost, VolunteerService
from registry.domain import merging, unmerging
from registry.domain.merge_facts import AFTER, FURTHER
from registry.models import Member, MemberMerge
from tests.outreach.part_ground import post_of, service_of
from tests.world import World

MODELS = (PioneerPost, VolunteerService)


def two_records(world: World) -> tuple[Member, Member]:
    """One person at two communities of a street; the absorbed one serves, and wants no messages."""
    kept, absorbed = world.member("a11", 1), world.member("a12", 2, name="何晓山")
    for member, node in ((kept, "a11"), (absorbed, "a12")):
        service_of(world, member, node, project="两条记录都有")
    service_of(world, absorbed, "a12", project="暖企服务")
    post_of(world, absorbed, "a12")
    with world.at("community-a12"):
        by = world.users["community-a12"]
        opt_outs.by_staff(by=by, label="何登记", member=absorbed, channel="", note="电话里说的")
    return kept, absorbed


def held(world: World, member: Member) -> dict[str, int]:
    """How many rows of each kind are hers."""
    with world.system("a"):
        return {model.__name__: model.objects.filter(member=member.pk).count() for model in MODELS}


def test_rows_go_along_and_come_back(world: World) -> None:
    kept, absorbed = two_records(world)
    before = held(world, kept), held(world, absorbed)
    assert before == ({"PioneerPost": 0, "VolunteerService": 1}, {"PioneerPost": 1, "VolunteerService": 2})
    with world.at("street-a1"):
        by = world.users["street-a1"]
        done = merging.merge(by=by, kept=kept, absorbed=absorbed, reason="同一个人")
        assert len(done.moved["pioneerpost"]) == len(done.moved["volunteerservice"]) == 1
    # What may stand only once for a member, and does, stays where it was written.
    assert held(world, absorbed) == {"PioneerPost": 0, "VolunteerService": 1}
    assert held(world, kept) == {"PioneerPost": 1, "VolunteerService": 2}
    with world.system("a"):
        assert {row.owner_path for model in MODELS for row in model.objects.filter(member=kept.pk)} == {kept.owner_path}
    with world.at("street-a1"):
        unmerging.undo_merge(by=by, merge=MemberMerge.objects.get(pk=done.pk), reason="是两个人")
    assert (held(world, kept), held(world, absorbed)) == before
    assert wishes_of(world, kept) == wishes_of(world, absorbed) == [("", "何登记")]


def test_she_is_not_written_to_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Twice is once; without it the wish stayed with the record that has ended."""
    kept, absorbed = two_records(world)
    with monkeypatch.context() as patch:
        patch.setattr("registry.domain.merging.AFTER", [])
        merged_and_undone(world, kept, absorbed)
        assert wishes_of(world, kept) == []
    for _ in range(2):
        merged_and_undone(world, kept, absorbed)
        assert wishes_of(world, kept) == [("", "何登记")]


def wishes_of(world: World, member: Member) -> list[tuple[str, str]]:
    """By which channel she wants nothing, and who wrote that down."""
    with world.system("a"):
        rows = OptOut.objects.filter(member=member.pk, undone_at__isnull=True)
        return list(rows.values_list("channel", "by_label"))


def merged_and_undone(world: World, kept: Member, absorbed: Member) -> None:
    """By the street that stands above both."""
    by = world.users["street-a1"]
    with world.at("street-a1"):
        done = merging.merge(by=by, kept=kept, absorbed=absorbed, reason="同一个人")
    with world.at("street-a1"):
        unmerging.undo_merge(by=by, merge=MemberMerge.objects.get(pk=done.pk), reason="是两个人")


def test_each_is_added_once() -> None:
    models = [each.model for each in FURTHER]
    assert set(MODELS) <= set(models) and len(models) == len(set(models)) and AFTER.count(opt_outs.carry) == 1
