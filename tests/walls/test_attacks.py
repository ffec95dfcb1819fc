"""Attacks on the walls from inside: what a forged form, a forgotten check or an injected value could try in its scope.

Doors and verbs are left out on purpose: each attack goes straight to the models or to SQL, as the app role, in the
scope of an honest role. The database alone has to refuse.
"""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, connection, transaction

from registry.choices import Role
from registry.domain import custody, members
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import (
    AuditEvent,
    LiaisonAssignment,
    Member,
    MemberLink,
    Movement,
    MoveRequest,
    Organisation,
    Posting,
    SavedFilter,
    User,
)
from registry.models.custody import definer, other_half
from registry.models.identity import standings, system_scope
from registry.models.unit import work
from tests.world import World, id_number

LONG_AGO = datetime.date(2024, 1, 1)


@contextmanager
def refused() -> Iterator[None]:
    """The block must fail in the database, at the latest when its deferred keys are checked."""
    with pytest.raises(DatabaseError), transaction.atomic():
        yield
        settle()


def settle() -> None:
    """Check the deferred keys now, as a commit would."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def sql(statement: str, *values: object) -> int:
    """Run one statement as the app role; returns the number of rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.rowcount


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
        for function, *args in (
            ("registry_withdraw_request", request.key, uuid4(), clock.now()),
            ("registry_mirror_request", request.key),
        ):
            with refused():
                definer(function, *args)


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
                " recorded_label, node_at_event, note, detail) VALUES (%s, %s, %s, 'lost', now(), now(), '', %s, '', '{}')",
                uuid7(), member.owner_path, member.pk, member.owner_path,
            )  # fmt: skip


# Accounts, postings, the tree


@pytest.mark.parametrize("account", ["community-a11", "street-a1", "district-a", "liaison-a11", "security_admin-a"])
def test_nobody_but_the_system_administrator_gives_roles(world: World, account: str) -> None:
    node = world.nodes[account.rpartition("-")[2]]
    with world.at(account):
        for role in (Role.DISTRICT, Role.AUDITOR, Role.COMMUNITY):
            with refused():
                Posting.objects.create(owner_path=node.path, organisation=node, user=world.users["community-a12"],
                                       role=role, starts_on=LONG_AGO)  # fmt: skip
        with refused():
            User.objects.create(username="new", name="新", owner_path=node.path)
        assert sql("UPDATE registry_posting SET role = 'district', ends_on = NULL") == 0
        assert sql("DELETE FROM registry_posting") == 0
        assert sql("DELETE FROM registry_user") == 0


def test_a_posting_does_not_point_above_its_own_path(world: World) -> None:
    """The posting's row lies in a community, its organisation is the district: the scope would be the district's."""
    user = world.users["community-a11"]
    with world.at("system_admin-a"), refused():
        Posting.objects.create(owner_path=world.nodes["a11"].path, organisation_id=world.nodes["b"].pk, user=user,
                               role=Role.DISTRICT, starts_on=LONG_AGO)  # fmt: skip
    assert {row.path for row in standings(user, clock.today())} == {world.nodes["a11"].path}


def test_nobody_posts_himself(world: World) -> None:
    with world.at("system_admin-a"), refused():
        Posting.objects.create(owner_path=world.nodes["a"].path, organisation=world.nodes["a"],
                               user=world.users["system_admin-a"], role=Role.AUDITOR, starts_on=LONG_AGO)  # fmt: skip


@pytest.mark.parametrize("second", [Role.AUDITOR, Role.SECURITY_ADMIN, Role.DISTRICT])
def test_nobody_holds_two_offices_even_in_two_districts(world: World, second: str) -> None:
    """Postings of another district are out of the verb's sight; the database sees them."""
    with work(system_scope(world.nodes["b"].path)), refused():
        Posting.objects.create(owner_path=world.nodes["b"].path, organisation=world.nodes["b"], starts_on=LONG_AGO,
                               user_id=world.users["system_admin-a"].pk, role=second)  # fmt: skip


def test_a_user_changes_only_the_harmless_part_of_the_own_account(world: World) -> None:
    me, colleague = world.users["community-a11"], world.users["liaison-a11"]
    with world.at("community-a11"):
        assert sql("UPDATE registry_user SET name = %s, password = 'x' WHERE id = %s", "我", me.pk) == 1
        assert sql("UPDATE registry_user SET password = 'x' WHERE id = %s", colleague.pk) == 0
        for change in (f"owner_path = '{world.nodes['b11'].path}'", f"owner_path = '{world.nodes['a'].path}'",
                       "username = 'other'", "is_active = false"):  # fmt: skip
            with refused():
                sql(f"UPDATE registry_user SET {change} WHERE id = %s", me.pk)


@pytest.mark.parametrize("account", ["community-a11", "liaison-a11", "auditor-a", "security_admin-a"])
def test_the_tree_is_not_everybodys_to_change(world: World, account: str) -> None:
    node = world.nodes[account.rpartition("-")[2]]
    with world.at(account):
        assert sql("UPDATE registry_organisation SET name = '改'") == 0
        with refused():
            Organisation.objects.create(path=node.path + "0009", parent=node, kind="branch", name="新支部")


def test_a_node_lies_under_its_parent(world: World) -> None:
    a1, b1 = world.nodes["a1"], world.nodes["b1"]
    with world.at("district-a"):
        for values in ({"parent_id": b1.pk}, {"parent_id": None}, {"parent_id": world.nodes["a2"].pk}):
            with refused():
                Organisation.objects.create(path=a1.path + "0009", kind="branch", name="新支部", **values)
        with refused():
            sql("UPDATE registry_organisation SET path = %s WHERE id = %s", a1.path + "00zz", world.nodes["a11"].pk)


# Member data and figures


def test_a_member_record_names_the_organisation_of_its_path(world: World) -> None:
    world.member("a11", 1)
    with world.at("community-a11"), refused():
        sql("UPDATE registry_member SET organisation_id = %s", world.nodes["b11"].pk)


def test_nothing_is_counted_at_a_foreign_node(world: World) -> None:
    member = world.member("a11", 1)
    for node in ("b11", "a12", "a1"):
        with world.at("community-a11"), refused():
            Movement.objects.create(owner_path=member.owner_path, member_id=member.pk, kind="lost", recorded_at=clock.now(),
                                    effective_on=LONG_AGO, node_at_event=world.nodes[node].path)  # fmt: skip


def test_a_movement_voids_only_its_own_organisations(world: World) -> None:
    member, foreign = world.member("a11", 1), world.member("b11", 2)
    with world.system("b"):
        target = Movement.objects.get(member=foreign)
    with world.at("community-a11"), refused():
        Movement.objects.create(owner_path=member.owner_path, member_id=member.pk, kind="voided", voids_id=target.pk,
                                effective_on=LONG_AGO, recorded_at=clock.now(), node_at_event=member.owner_path)  # fmt: skip


def test_movements_are_not_changed_or_removed(world: World) -> None:
    world.member("a11", 1)
    with world.at("district-a"):
        for statement in ("UPDATE registry_movement SET note = '改'", "DELETE FROM registry_movement",
                          "TRUNCATE registry_movement"):  # fmt: skip
            with refused():
                sql(statement)


def test_a_forged_link_shows_nothing_of_a_foreign_member(world: World) -> None:
    mine, stranger = world.member("a11", 1), world.member("b11", 2, direction="out")
    with world.at("community-a11"):
        MemberLink.objects.create(owner_path=mine.owner_path, member_id=mine.pk, other_id=stranger.pk)
        assert other_half(mine.pk) is None


def test_a_private_filter_is_its_owners(world: World) -> None:
    path = world.nodes["a11"].path
    with world.at("community-a11"):
        mine = world.users["community-a11"]
        SavedFilter.objects.create(owner_path=path, owner=mine, name="我的", query={"q": "何"})
        SavedFilter.objects.create(owner_path=path, owner=mine, name="大家的", query={}, shared=True)
        with refused():
            SavedFilter.objects.create(owner_path=path, owner=world.users["street-a1"], name="替人存", query={})
    with world.at("street-a1"):
        assert list(SavedFilter.objects.values_list("name", flat=True)) == ["大家的"]
        assert sql("DELETE FROM registry_savedfilter") == 0


# The trail


@pytest.mark.parametrize("account", ["community-a11", "street-a1", "district-a", "liaison-a11", "system_admin-a"])
def test_the_trail_is_read_by_the_auditor_alone(world: World, account: str) -> None:
    world.member("a11", 1)
    with world.at(account):
        assert AuditEvent.objects.count() == 0
    with world.at("auditor-a"):
        assert AuditEvent.objects.count() > 0
    with world.at("auditor-b"):
        assert not AuditEvent.objects.filter(object_type="member").exists()


def test_an_event_is_not_slipped_into_another_chain(world: World) -> None:
    with world.at("community-a11"), refused():
        sql(
            "INSERT INTO registry_auditevent (id, owner_path, chain, seq, at, action, outcome, actor, role, object_type,"
            " object_id, detail, mac) VALUES (%s, %s, %s, 9999, now(), 'x', 'done', '', '', '', '', '{}', '')",
            uuid7(), world.nodes["a11"].path, world.nodes["b"].path,
        )  # fmt: skip
