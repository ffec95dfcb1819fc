"""Attacks on the walls from inside: what a forged form, a forgotten check or an injected value could try in its scope.

Doors and verbs are left out on purpose: each attack goes straight to the models or to SQL, as the app role, in the
scope of an honest role. The database alone has to refuse.
"""

from uuid import UUID, uuid4

import pytest

from registry.domain import custody, members
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.lib.scope import Scope
from registry.models import (
    LiaisonAssignment,
    Member,
    MoveRequest,
)
from registry.models.custody import definer, other_half
from registry.models.unit import work
from tests.walls.forging import LONG_AGO, refused, sql
from tests.world import World, id_number


def half(world: World, node: str, **values: object) -> MoveRequest:
    """A half of a request, written past the verbs."""
    fields = {
        "id": uuid7(),
        "key": uuid7(),
        "owner_path": world.nodes[node].path,
        "direction": "in",
        "name": "何小山",
        "asked_at": clock.now(),
        "to_path": world.nodes[node].path,
    }
    return MoveRequest.objects.create(**(fields | values))


def move(world: World, key: UUID) -> None:
    """Ask for the move itself, agreed."""
    definer(
        "registry_move_custody", key, True, world.users["street-a1"].pk, "某人", clock.now(), clock.today(), uuid7(), ""
    )


# Custody


def test_a_forged_take_over_does_not_skip_the_release(world: World) -> None:
    member = world.member("b11", 1)
    with world.at("street-a1"), refused():
        forged = half(world, "a11", kind="take_over", side="receiving", state="waiting_approval",
                      id_index=member.id_index)  # fmt: skip
        definer("registry_mirror_request", forged.key)
        move(world, forged.key)


def test_a_forged_holding_half_does_not_take_a_foreign_member(world: World) -> None:
    member = world.member("b11", 1)
    with world.at("street-a1"), refused():
        key = uuid7()
        half(world, "a11", key=key, kind="transfer", side="holding", state="waiting_approval", member_id=member.pk)
        half(world, "a12", key=key, kind="transfer", side="receiving", state="waiting_approval")
        move(world, key)


def test_a_member_is_not_pushed_into_a_foreign_organisation(world: World) -> None:
    member = world.member("a11", 1)
    with world.at("street-a1"), refused():
        key = uuid7()
        half(world, "a11", key=key, kind="transfer", side="holding", state="waiting_approval", member_id=member.pk)
        half(world, "a12", key=key, kind="transfer", side="receiving", state="waiting_approval",
             to_path=world.nodes["b11"].path)  # fmt: skip
        move(world, key)


def test_a_transfer_is_not_offered_across_districts(world: World) -> None:
    member = world.member("a11", 1)
    with world.at("community-a11"), refused():
        offer = half(world, "a11", kind="transfer", side="holding", state="waiting_approval", member_id=member.pk,
                     to_path=world.nodes["b11"].path)  # fmt: skip
        definer("registry_mirror_request", offer.key)


@pytest.mark.parametrize("account", ["community-a11", "street-a1", "district-a"])
def test_a_path_is_not_changed_by_an_ordinary_update(world: World, account: str) -> None:
    member = world.member("a11", 1)
    other = world.nodes["a12"]
    with world.at(account), refused():
        sql("UPDATE registry_member SET owner_path = %s, organisation_id = %s", other.path, other.pk)
        member.refresh_from_db()


def test_a_community_does_not_approve_its_own_enrolment(world: World) -> None:
    member = world.member("a11", 1)
    with world.at("community-a11"):
        request = half(world, "a11", kind="enroll", side="own", state="waiting_approval", member_id=member.pk)
        with refused():
            request.state = "done"
            request.save()
        request.state = "withdrawn"
        request.save()


def test_a_decided_half_is_not_reopened(world: World) -> None:
    world.member("a21", 1)
    with world.at("community-a11"):
        request = custody.take_over(by=world.users["community-a11"], organisation=world.nodes["a11"], direction="in",
                                    name="何小山", id_number=id_number(1))  # fmt: skip
        assert sql("UPDATE registry_moverequest SET state = 'waiting_approval' WHERE id = %s", request.pk) == 0


# Liaisons


def test_a_liaison_does_not_assign_herself(world: World) -> None:
    member = world.member("a11", 1)
    with world.at("liaison-a11"), refused():
        LiaisonAssignment.objects.create(owner_path=member.owner_path, member_id=member.pk, started_on=LONG_AGO,
                                         liaison=world.users["liaison-a11"])  # fmt: skip


def test_a_liaison_does_not_renew_an_ended_assignment(world: World) -> None:
    member = world.member("a11", 1)
    with world.at("community-a11"):
        assignment = members.assign_liaison(
            by=world.users["community-a11"], member=member, liaison=world.users["liaison-a11"]
        )
        LiaisonAssignment.objects.filter(pk=assignment.pk).update(ended_on=clock.today())
    with world.at("liaison-a11"):
        assert sql("UPDATE registry_liaisonassignment SET ended_on = NULL") == 0
        assert not Member.objects.exists()


def test_a_liaison_asks_no_definer_function_about_others(world: World) -> None:
    inflow = world.member("a11", 1)
    world.member("b11", 1, direction="out")
    world.member("a11", 2)
    with world.at("community-a11"):
        custody.take_over(by=world.users["community-a11"], organisation=world.nodes["a11"], direction="out",
                          name="何小山", id_number=id_number(2))  # fmt: skip
        request = MoveRequest.objects.get()
        assert other_half(inflow.pk) is not None
    with world.at("liaison-a11"):
        assert other_half(inflow.pk) is None
        assert definer("registry_link_halves", [inflow.pk]) == [(0,)]
        assert definer("registry_open_anywhere", inflow.id_index, "in") == [(False,)]
        assert definer("registry_open_among", [inflow.id_index], "in") == []
        for function, *args in (
            ("registry_withdraw_request", request.key, uuid4(), clock.now()),
            ("registry_mirror_request", request.key),
        ):
            with refused():
                definer(function, *args)


@pytest.mark.parametrize("account", ["auditor-a", "system_admin-a", "security_admin-a", None])
def test_nobody_without_members_asks_who_is_registered(world: World, account: str | None) -> None:
    member = world.member("a11", 1)
    with world.at("community-b11"):
        assert definer("registry_open_among", [member.id_index], "in") == [(member.id_index,)]
    with work(world.scope(account) if account else Scope(path="")):
        assert definer("registry_open_anywhere", member.id_index, "in") == [(False,)]
        assert definer("registry_open_among", [member.id_index], "in") == []


def test_a_liaison_writes_no_member_data(world: World) -> None:
    member = world.member("a11", 1)
    with world.at("community-a11"):
        members.assign_liaison(by=world.users["community-a11"], member=member, liaison=world.users["liaison-a11"])
    with world.at("liaison-a11"):
        assert Member.objects.count() == 1
        assert Member.objects.update(remark="改") == 0
        with refused():
            sql(
                "INSERT INTO registry_movement (id, owner_path, member_id, kind, effective_on, recorded_at,"
                " recorded_label, node_at_event, note, detail)"
                " VALUES (%s, %s, %s, 'lost', now(), now(), '', %s, '', '{}')",
                uuid7(), member.owner_path, member.pk, member.owner_path,
            )  # fmt: skip
