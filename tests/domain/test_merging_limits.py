"""What a merge takes, who wins when two work on the same records, and what an undoing leaves or refuses."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction

from registry.choices import MovementKind, PairState
from registry.domain import members, merging, movements, unmerging
from registry.domain.errors import Blocked, Conflict, OpenElsewhere, Refused
from registry.lib import clock
from registry.models import ContactLog, DuplicatePair, Member, MemberMerge, Revision
from registry.models.custody import definer
from registry.models.sealed import opened
from tests.world import World, id_number, phone

STREET = "street-a1"


def two(world: World, node: str = "a11") -> tuple[Member, Member]:
    """Two records of one person: the first without a number, the second with one."""
    kept = world.member("a11", name="张伟", id_number="", phone=phone(1), employer="甲厂")
    return kept, world.member(node, 5, name="张伟", phone=phone(1), employer="乙厂")


def merged(world: World, kept: Member, gone: Member, **how: Any) -> MemberMerge:
    with world.at(STREET):
        return merging.merge(by=world.users[STREET], kept=kept, absorbed=gone, **how)


def undone(world: World, merge: MemberMerge) -> None:
    with world.at(STREET):
        unmerging.undo_merge(by=world.users[STREET], merge=merge, reason="看错了")


def at_once(*acts: Callable[[], None]) -> list[Exception | None]:
    """Run these in threads of their own, each with its own connection; returns what each raised."""
    raised: list[Exception | None] = [None] * len(acts)

    def run(at: int) -> None:
        try:
            acts[at]()
        except Exception as error:
            raised[at] = error
        finally:
            connection.close()

    threads = [Thread(target=run, args=(at,)) for at in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


def test_the_kept_record_takes_the_chosen_values_and_the_number(world: World) -> None:
    kept, gone = two(world)
    merged(world, kept, gone, take=["id_number", "employer"], versions=(kept.version, gone.version))
    with world.at("community-a11"):
        kept.refresh_from_db()
        assert (kept.id_number, kept.employer, kept.sex, kept.birth_on) == (
            id_number(5),
            "乙厂",
            gone.sex,
            gone.birth_on,
        )
        assert opened(Revision.objects.get(member=kept).old)["employer"] == "甲厂"
        assert DuplicatePair.objects.get().state == PairState.MERGED
        assert Member.objects.get(pk=gone.pk).id_number == id_number(5)  # it keeps what it said
    with pytest.raises(OpenElsewhere):
        world.member("a12", 5)


def test_what_came_since_stays_with_the_kept_record(world: World) -> None:
    kept, gone = two(world)
    merge = merged(world, kept, gone, take=["id_number", "employer"])
    user = world.users["community-a11"]
    with world.at("community-a11"):
        current = Member.objects.get(pk=kept.pk)
        members.update_details(by=user, member=current, changes={"employer": "丙厂", "remark": "新写的"})
        row = ContactLog(owner_path=kept.owner_path, node_at_event=kept.owner_path, member=kept, channel="phone",
                         happened_at=clock.now(), outcome="reached", recorded_at=clock.now())  # fmt: skip
        row.save(force_insert=True)
        definer("registry_note_contact", kept.pk)
    undone(world, merge)
    with world.at("community-a11"):
        kept.refresh_from_db()
        gone.refresh_from_db()
        assert (kept.employer, kept.remark, kept.id_number) == ("丙厂", "新写的", "")
        assert (gone.is_open, gone.merged_into_id, gone.id_number) == (True, None, id_number(5))
        assert (kept.last_contact_on, gone.last_contact_on) == (clock.today(), None)
        assert [row.member_id for row in ContactLog.objects.all()] == [kept.pk]
        assert DuplicatePair.objects.get().state == PairState.OPEN


def test_an_undoing_is_refused_with_a_list(world: World) -> None:
    kept, gone = two(world)
    merge = merged(world, kept, gone)
    world.member("a12", 5, name="张伟", phone="")  # the number is free, and registered again
    with world.at(STREET):
        with pytest.raises(Blocked) as blocked:
            unmerging.undo_merge(by=world.users[STREET], merge=merge, reason="看错了")
        assert len(blocked.value.obstacles) == 1 and "另有一条在册记录" in blocked.value.obstacles[0]
        with pytest.raises(Refused, match="为什么"):
            unmerging.undo_merge(by=world.users[STREET], merge=merge, reason=" ")
        assert unmerging.what_stands_in_the_way(merge) == blocked.value.obstacles
        assert Member.objects.get(pk=gone.pk).merged_into_id == kept.pk


def test_who_was_registered_again_since_stands_in_the_way_though_the_kept_one_took_the_number_and_ended(
    world: World,
) -> None:
    kept, gone = two(world)
    merge = merged(world, kept, gone, take=["id_number"])
    with world.at("community-a11"):
        movements.record_movement(by=None, member=kept, kind=MovementKind.RETURNED, effective_on=clock.today())
    world.member("a12", 5, name="张伟", phone="")
    with world.at(STREET), pytest.raises(Blocked, match="现在另有一条在册记录"):
        unmerging.undo_merge(by=world.users[STREET], merge=merge, reason="看错了")


def test_a_chain_is_undone_from_its_end_and_only_once(world: World) -> None:
    kept, gone = two(world)
    third = world.member("a12", 6, name="张伟", phone=phone(1))
    first = merged(world, kept, gone)
    second = merged(world, third, kept)
    with world.at(STREET):
        assert set(merging.absorbed_keys(third)) == {kept.pk, gone.pk}
        assert set(Member.objects.values_list("owner_path", flat=True)) == {world.nodes["a12"].path}
    with pytest.raises(Blocked, match="先撤销那一次"):
        undone(world, first)
    undone(world, second)
    undone(world, first)
    with pytest.raises(Blocked, match="已经撤销"):
        undone(world, first)
    with world.at(STREET):
        assert Member.objects.open().count() == 3
        assert {m.pk: m.owner_path for m in Member.objects.all()} == {m.pk: m.owner_path for m in (kept, gone, third)}


@pytest.mark.parametrize(
    ("who", "expected"),
    [("community-a11", Conflict), ("street-a2", Conflict), ("district-b", Conflict), ("district-a", None)],
)
def test_only_a_node_above_both_can_bring_them_together(
    world: World, who: str, expected: type[Exception] | None
) -> None:
    kept, gone = two(world, "a12")
    with world.at(who):
        if expected is None:
            merging.merge(by=world.users[who], kept=kept, absorbed=gone)
            assert Member.objects.get(pk=gone.pk).owner_path == kept.owner_path
            return
        with pytest.raises(expected):
            merging.merge(by=world.users[who], kept=kept, absorbed=gone)


def test_what_makes_no_sense_is_refused(world: World) -> None:
    kept, gone = two(world)
    lead = world.member("a11", name="张伟", id_number="", phone="")
    with world.at(STREET):
        by = world.users[STREET]
        with pytest.raises(Blocked, match="还只是线索"):
            merging.merge(by=by, kept=lead, absorbed=kept)
        movements.close(by=by, member=kept, reason="other", effective_on=clock.today())
        with pytest.raises(Blocked, match="已经结束了"):
            merging.merge(by=by, kept=kept, absorbed=gone)


def test_the_link_function_acts_between_merged_records_only(world: World) -> None:
    """Without the check anybody could point a person's other half at somebody else."""
    kept, gone = two(world)
    with world.at(STREET), pytest.raises(DatabaseError, match="no merge"), transaction.atomic():
        merging.follow(gone.pk, kept.pk)


def test_two_merges_of_the_same_records_one_wins(transactional_db: None, world: World) -> None:
    kept, gone = two(world)
    versions = (kept.version, gone.version)
    gate = Barrier(2)

    def act(one: Member, other: Member, known: tuple[int, int]) -> None:
        gate.wait(10)
        merged(world, one, other, versions=known)

    raised = at_once(lambda: act(kept, gone, versions), lambda: act(gone, kept, versions[::-1]))
    assert sorted(type(error) for error in raised if error) == [Conflict]
    with world.at(STREET):
        assert MemberMerge.objects.count() == 1
        assert Member.objects.open().count() == 1


def test_a_merge_while_somebody_edits_is_a_conflict(world: World) -> None:
    """With the versions that the person saw; without them (the negative control) the edit is overwritten unseen."""
    kept, gone = two(world)
    seen = (kept.version, gone.version)
    with world.at("community-a11"):
        members.update_details(by=None, member=kept, changes={"employer": "刚改的"})
    with pytest.raises(Conflict):
        merged(world, kept, gone, take=["employer"], versions=seen)
    merged(world, kept, gone, take=["employer"])
    with world.at("community-a11"):
        assert Member.objects.get(pk=kept.pk).employer == "乙厂"


@pytest.mark.parametrize("checked", [True, False])
def test_many_editors_lose_nothing(transactional_db: None, world: World, checked: bool) -> None:
    """E15: each adds a word to one field, reading first; a conflict means reading again. Unchecked, words get lost."""
    member = world.member("a11", remark="")
    editors, gate = 6, Barrier(6)

    def edit(word: str) -> None:
        first = True
        while True:
            try:
                with world.at("community-a11"):
                    seen = Member.objects.get(pk=member.pk)
                    if first:
                        gate.wait(20)
                    first = False
                    version = seen.version if checked else None
                    members.update_details(
                        by=None, member=seen, changes={"remark": seen.remark + word}, version=version
                    )
                return
            except Conflict:
                continue

    raised = at_once(*[partial(edit, word) for word in "abcdef"])
    assert raised == [None] * editors
    with world.at("community-a11"):
        remark = Member.objects.get(pk=member.pk).remark
    lost = editors - len(remark)
    assert (lost == 0) if checked else (lost > 0)


def test_dates_of_contact_follow_the_log_and_what_was_said(world: World) -> None:
    kept, gone = two(world)
    early, late = clock.today() - timedelta(days=9), clock.today() - timedelta(days=2)
    with world.at("community-a11"):
        members.update_details(by=None, member=kept, changes={"last_contact_on": early})
        members.update_details(by=None, member=gone, changes={"last_contact_on": late})
    merge = merged(world, kept, gone)
    with world.at(STREET):
        assert Member.objects.get(pk=kept.pk).last_contact_on == late
    undone(world, merge)
    with world.at(STREET):
        assert [Member.objects.get(pk=each.pk).last_contact_on for each in (kept, gone)] == [early, late]
