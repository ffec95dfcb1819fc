"""Liaisons and their members: one first and one backup, history, who may be given whom, and what a proposal says."""

from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from registry.choices import EndReason, LiaisonKind, MovementKind, Role, Status
from registry.domain import accounts, assignments, caseloads, liaisons, members, movements, pairing
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib.scope import Scope
from registry.models import AuditEvent, LiaisonAssignment, LiaisonProfile, Member, Posting, User
from registry.models.unit import work
from tests.world import PASSWORD, SINCE, World, clerk

OWNER, LIAISON = "community-a11", "liaison-a11"


def colleague(world: World, name: str, node: str = "a11", *, capacity: int = 3) -> User:
    """Another liaison of a node."""
    with world.system("a"):
        user = accounts.create_user(by=None, username=name, name=name, password=PASSWORD, home=world.nodes[node])
        accounts.post(by=None, user=user, organisation=world.nodes[node], role=Role.LIAISON, starts_on=SINCE)
        LiaisonProfile.objects.filter(user=user).update(capacity=capacity)
    return user


def held(world: World, member: Member) -> list[tuple[str, bool, str]]:
    """Every assignment of a member, oldest first: whose, backup, why it ended."""
    with world.system():
        rows = LiaisonAssignment.objects.filter(member=member).order_by("id")
        return list(rows.values_list("liaison_label", "backup", "end_reason"))


def give(world: World, member: Member, user: User, **more: bool) -> LiaisonAssignment:
    with world.at(clerk("a11")):
        return members.assign_liaison(by=world.users[OWNER], member=member, liaison=user, **more)


def test_one_first_one_backup_and_nothing_is_forgotten(world: World) -> None:
    member, first, second, third = (
        world.member("a11", 1),
        world.users[LIAISON],
        colleague(world, "乙"),
        colleague(world, "丙"),
    )
    give(world, member, first)
    give(world, member, second, backup=True)
    with pytest.raises(Refused, match="已经是主要联络员"):
        give(world, member, first, backup=True)
    give(world, member, second)  # the backup becomes the first
    again = give(world, member, second)
    give(world, member, third, backup=True)
    assert held(world, member) == [
        (first.name, False, EndReason.REPLACED), ("乙", True, EndReason.PROMOTED), ("乙", False, ""), ("丙", True, ""),
    ]  # fmt: skip
    with world.at(OWNER):
        stopped = assignments.stop(by=world.users[OWNER], assignment=again)
        assert stopped.ended_label == f"a1街道a11社区 {world.users[OWNER].name}"
        with pytest.raises(Refused, match="已经结束"):
            assignments.stop(by=world.users[OWNER], assignment=again)
        assert assignments.in_force().primary_of([member.pk]) == {}
        assert member in assignments.unassigned()


def test_an_end_of_the_record_ends_it_and_a_mistake_gives_the_member_back(world: World) -> None:
    member = world.member("a11", 1)
    give(world, member, world.users[LIAISON])
    with world.at(OWNER):
        by = world.users[OWNER]
        today = clock.today()
        left = movements.record_movement(by=by, member=member, kind=MovementKind.RETURNED, effective_on=today)
        with pytest.raises(Refused, match="已经结束"):
            members.assign_liaison(by=by, member=member, liaison=world.users[LIAISON])
    with world.at(LIAISON):
        assert not Member.objects.exists()
    assert held(world, member) == [(world.users[LIAISON].name, False, EndReason.MEMBER_ENDED)]
    with world.at(OWNER):
        movements.void_movement(by=by, movement=left, reason="还在这里")
    with world.at(LIAISON):
        assert Member.objects.get() == member
    assert held(world, member) == [(world.users[LIAISON].name, False, "")]


def test_who_may_be_given_members(world: World) -> None:
    member, today = world.member("a11", 1), clock.today()

    def able() -> set[str]:
        with world.at("street-a1"):
            return set(assignments.liaisons_for(member).values_list("name", flat=True))

    assert able() == {world.users[LIAISON].name}
    with world.at(OWNER):
        staff, node, by = world.users[OWNER], world.nodes["a11"], world.users[OWNER]
        made = liaisons.appoint(by=by, user=staff, organisation=node, kind=LiaisonKind.BRANCH_MEMBER, capacity=5)
        with pytest.raises(Refused, match="已经是"):
            liaisons.appoint(by=by, user=staff, organisation=node, kind="")
        with pytest.raises(Refused, match="不在"):
            liaisons.appoint(by=by, user=world.users["liaison-a11"], organisation=world.nodes["a12"], kind="")
    assert able() == {world.users[LIAISON].name, staff.name}
    with world.at(OWNER):
        for wrong in ({"capacity": -1}, {"capacity": 3, "since": today, "until": today - timedelta(days=1)}):
            with pytest.raises(Refused):
                liaisons.describe(by=by, profile=made, kind="", **wrong)
        liaisons.describe(
            by=by, profile=made, kind=LiaisonKind.GRID_WORKER, capacity=1, until=today - timedelta(days=1)
        )
    assert able() == {world.users[LIAISON].name}
    with world.system():
        Posting.objects.filter(user=world.users[LIAISON]).update(ends_on=today - timedelta(days=1))
    assert able() == set()


def test_those_who_left_are_found_from_wherever_their_members_are(world: World) -> None:
    """A street's liaison who leaves is out of the community's sight; her members there are not."""
    mine, other = world.member("a11", 1), world.member("a12", 2)
    above = colleague(world, "街道的", "a1")
    with world.at("street-a1"):
        for member in (mine, other):
            members.assign_liaison(by=world.users["street-a1"], member=member, liaison=above)
    give(world, mine, world.users[LIAISON], backup=True)
    today = clock.today()

    def stranded(name: str) -> list[UUID]:
        with world.at(name):
            return sorted(LiaisonAssignment.objects.all().stranded(today).values_list("member_id", flat=True))

    assert stranded("street-a1") == []
    with world.system():
        user = User.objects.get(pk=above.pk)
        accounts.set_active(by=world.users["system_admin-a"], user=user, active=False)
    assert stranded(OWNER) == [mine.pk]
    assert stranded("street-a1") == stranded("district-a") == sorted([mine.pk, other.pk])
    assert stranded("street-a2") == stranded("district-b") == stranded(LIAISON) == stranded("system_admin-a") == []
    with work(Scope(path="000")):  # nothing but the scope holds it back
        assert LiaisonAssignment.objects.all().stranded(today).count() == 2
    with world.system():
        accounts.set_active(by=world.users["system_admin-a"], user=user, active=True)
    assert stranded(OWNER) == []
    with world.system():
        accounts.end_posting(by=world.users["system_admin-a"], posting=Posting.objects.get(user=above))
    assert stranded(OWNER) == [mine.pk]
    with world.system():  # posted again: nobody has to be handed over
        accounts.post(by=None, user=user, organisation=world.nodes["a1"], role=Role.LIAISON, starts_on=today)
    assert stranded(OWNER) == []


def test_a_proposal_fills_those_with_room_and_puts_together_what_is_near(world: World) -> None:
    riders = {"employer": "饿了么江海站", "employer_key": "饿了么江海站", "origin_code": "522726"}
    taken = world.member("a11", 1, **riders)
    waiting = [
        world.member("a11", number, name=f"何{number}", **(riders if number < 4 else {"origin_code": "330600"}))
        for number in range(2, 9)
    ]
    here, above = world.users[LIAISON], colleague(world, "街道的", "a1", capacity=2)
    give(world, taken, here)
    with world.at("street-a1"):
        nobodys = assignments.unassigned().order_by("owner_path", "name_key", "id")
        plan = pairing.propose(nobodys, shown=range(1))
        assert plan == pairing.propose(nobodys, shown=range(1))
    load = Counter(row.liaison.name for row in plan if row.liaison)
    assert sum(load.values()) == len(waiting)
    assert [row.liaison.name for row in plan[:2]] == [here.name] * 2  # room for two, and posted in the community
    assert plan[0].why == "就在a11社区任职；同单位（饿了么江海站）的 1 位也归他；现有 1 位，上限 3 位。"
    assert [one.name for one in plan[0].others] == [here.name, "街道的"]
    assert [row.liaison.name for row in plan[2:4]] == ["街道的"] * 2
    assert plan[3].why == "现有 0 位，前面建议了 1 位，上限 2 位。"  # who is only proposed is not hers yet
    # All are full: one more each in turn, whoever is nearer first.
    assert Counter(row.liaison.name for row in plan[4:]) == {here.name: 2, "街道的": 1}
    assert "能分的都满了，他超出最少：现有 1 位，前面建议了 2 位，上限 3 位" in plan[4].why
    assert above.name == "街道的"


def test_a_reason_speaks_of_others_whom_the_liaison_has_already(world: World) -> None:
    guizhou = {"origin_code": "522726"}
    mine = world.member("a11", 1, **guizhou)
    give(world, mine, world.users[LIAISON])
    with world.at(OWNER):
        (himself,) = pairing.propose(Member.objects.filter(pk=mine.pk))
    assert himself.why == "就在a11社区任职；现有 1 位，上限 3 位。"
    other = world.member("a11", 2, **guizhou)
    with world.at(OWNER):
        (after,) = pairing.propose(Member.objects.filter(pk=other.pk))
    assert after.why == "就在a11社区任职；贵州省来的 1 位也归他；现有 1 位，上限 3 位。"


def test_applied_at_once_and_what_changed_meanwhile_is_said_by_row(world: World) -> None:
    people = [world.member("a11", number, name=f"何{number}") for number in range(1, 6)]
    foreign, ended = world.member("a12", 10, name="别村的"), people[4]
    give(world, people[0], world.users[LIAISON])
    with world.at(OWNER):
        movements.record_movement(by=world.users[OWNER], member=ended, kind="returned", effective_on=clock.today())
        wanted = {member.pk: world.users[LIAISON].pk for member in (*people, foreign)}
        wanted[people[3].pk] = world.users["liaison-a12"].pk
        told = caseloads.assign_many(by=world.users[OWNER], wanted=wanted)
    assert [(row.name, row.done) for row in told] == [
        ("何1", False), ("何2", True), ("何3", True), ("何4", False), ("何5", False), ("", False),
    ]  # fmt: skip
    said = ("刚刚已经由", "从今天起", "从今天起", "不在", "已经结束", "不归您")
    assert all(word in row.text for word, row in zip(said, told, strict=True))
    with world.at("auditor-a"):
        event = AuditEvent.objects.get(action="liaison.assigned_many")
        assert (event.detail["rows"], len(event.detail["digest"])) == (2, 64)
    with world.system():
        assert LiaisonAssignment.objects.all().current().count() == 3
        assert not LiaisonAssignment.objects.filter(member=foreign).exists()


def test_a_caseload_is_handed_over_with_its_places(world: World) -> None:
    leaving, next_one = world.users[LIAISON], colleague(world, "乙")
    first, second, third = (world.member("a11", number, name=f"何{number}") for number in (1, 2, 3))
    rows = {member.name: give(world, member, leaving) for member in (first, second)}
    give(world, second, next_one, backup=True)
    rows["何3"] = give(world, third, leaving, backup=True)
    give(world, third, next_one)
    with world.at(OWNER):
        wanted = {row.pk: next_one.pk for row in rows.values()}
        by = world.users[OWNER]
        told = caseloads.hand_over(by=by, liaison_id=leaving.pk, wanted=wanted, reason=EndReason.LEFT)
        again = caseloads.hand_over(by=by, liaison_id=leaving.pk, wanted=wanted, reason=EndReason.LEFT)
    assert [(row.name, row.done) for row in told] == [("何1", True), ("何2", True), ("何3", False)]
    assert "主要联络员" in told[2].text
    assert [row.done for row in again] == [False] * 3
    assert held(world, first) == [(leaving.name, False, EndReason.LEFT), ("乙", False, "")]
    assert held(world, second) == [
        (leaving.name, False, EndReason.LEFT), ("乙", True, EndReason.PROMOTED), ("乙", False, ""),
    ]  # fmt: skip


def test_any_number_costs_the_same_queries(world: World) -> None:
    colleague(world, "街道的", "a1")
    world.member("a11", 1)

    def cost() -> int:
        with world.at("street-a1"), CaptureQueriesContext(connection) as asked:
            plan = pairing.propose(assignments.unassigned().order_by("owner_path", "name_key", "id"))
            wanted = {row.person.id: row.liaison.user for row in plan if row.liaison}
            assert all(row.done for row in caseloads.assign_many(by=world.users["street-a1"], wanted=wanted))
        return len(asked)

    few = cost()
    for number in range(2, 30):
        world.member("a11", number)
    assert cost() == few
    with world.system():
        assert not assignments.unassigned().exists()
        assert Member.objects.exclude(status=Status.LEAD).count() == 29
