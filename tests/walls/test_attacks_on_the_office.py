"""The same attacks on accounts, postings, the tree, figures and the trail."""

import psycopg
import pytest

from registry.choices import Role
from registry.domain import accounts
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import (
    AuditEvent,
    Member,
    MemberLink,
    Movement,
    Organisation,
    Posting,
    SavedFilter,
    User,
)
from registry.models.custody import other_half
from registry.models.identity import standings, system_scope
from registry.models.unit import work
from tests.walls.forging import LONG_AGO, asked, refused, sql
from tests.world import World

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


CONFIRMING = (
    "UPDATE registry_posting SET confirmed_at = now() WHERE confirmed_at IS NULL",
    "UPDATE registry_posting SET confirmed_by_id = user_id WHERE confirmed_at IS NULL",
)


def given(world: World, **more: object) -> Posting:
    """A posting written past the verb by the system administrator."""
    values = {"role": Role.DISTRICT, "starts_on": LONG_AGO} | more
    node, user = world.nodes["a"], world.users["community-a11"]
    return Posting.objects.create(owner_path=node.path, organisation=node, user=user, **values)


@pytest.mark.django_db(transaction=True)
def test_a_system_administrator_confirms_nothing_of_his_own(world: World, owner_cursor: psycopg.Cursor) -> None:
    user = world.users["community-a11"]
    with world.at("system_admin-a"):
        with refused():
            given(world, confirmed_at=clock.now())
        accounts.end_posting(by=world.users["system_admin-a"], posting=world.postings["community-a11"])
        posting = given(world)
        changes = (*CONFIRMING, "UPDATE registry_posting SET role = 'district' WHERE role = 'community'",
                   "UPDATE registry_posting SET ends_on = NULL WHERE ends_on IS NOT NULL")  # fmt: skip
        for change in changes:
            with refused():
                sql(change)
        for function in ("registry_confirm_posting(%s, now())", "registry_refuse_posting(%s, '2026-01-01')"):
            assert not asked(f"SELECT {function}", posting.pk)
    assert standings(user, clock.today()) == []
    owner_cursor.execute("ALTER TABLE registry_posting DISABLE TRIGGER expect_confirmation")
    try:
        with world.at("system_admin-a"):
            assert sql(CONFIRMING[0]) == 1
        assert [row.role for row in standings(user, clock.today())] == [Role.DISTRICT], "the attack, with it off"
    finally:
        owner_cursor.execute("ALTER TABLE registry_posting ENABLE TRIGGER expect_confirmation")


@pytest.mark.django_db(transaction=True)
def test_a_password_that_another_has_set_holds_the_account(world: World, owner_cursor: psycopg.Cursor) -> None:
    user = world.users["community-a11"]
    with world.at("system_admin-a"):
        assert sql("UPDATE registry_user SET password = 'x', held_at = NULL WHERE id = %s", user.pk) == 1
        assert User.objects.get(pk=user.pk).held_at is not None, "whatever the statement said"
        with refused():
            sql("UPDATE registry_user SET held_at = NULL WHERE id = %s", user.pk)
        assert not asked("SELECT registry_release_account(%s)", user.pk)
    owner_cursor.execute("ALTER TABLE registry_user DISABLE TRIGGER hold_account")
    try:
        with world.at("system_admin-a"):
            assert sql("UPDATE registry_user SET held_at = NULL WHERE id = %s", user.pk) == 1
    finally:
        owner_cursor.execute("ALTER TABLE registry_user ENABLE TRIGGER hold_account")


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


@pytest.mark.parametrize("account", ["liaison-a11", "community-a12", "street-a2", "auditor-a", "security_admin-a"])
def test_nobody_else_says_what_a_liaison_is(world: World, account: str) -> None:
    node, other = world.nodes["a11"], world.users["community-a11"]
    with world.at(account):
        for change in ("capacity = 9", "until = '2020-01-01'", "kind = 'steward'"):
            assert sql(f"UPDATE registry_liaisonprofile SET {change} WHERE organisation_id = %s", node.pk) == 0
        assert sql("DELETE FROM registry_liaisonprofile WHERE organisation_id = %s", node.pk) == 0
        with refused():
            sql("INSERT INTO registry_liaisonprofile (id, owner_path, user_id, organisation_id, kind, capacity)"
                " VALUES (gen_random_uuid(), %s, %s, %s, '', 3)", node.path, other.pk, node.pk)  # fmt: skip
    with world.at("community-a11"):  # those who assign there may
        assert sql("UPDATE registry_liaisonprofile SET capacity = 9 WHERE organisation_id = %s", node.pk) == 1


# Member data and figures


def movement(member: Member, **fields: object) -> Movement:
    """A movement of that member, written past the verb."""
    values = {"owner_path": member.owner_path, "node_at_event": member.owner_path, "member_id": member.pk} | fields
    return Movement.objects.create(effective_on=LONG_AGO, recorded_at=clock.now(), **values)


def test_a_member_record_names_the_organisation_of_its_path(world: World) -> None:
    world.member("a11", 1)
    with world.at("community-a11"), refused():
        sql("UPDATE registry_member SET organisation_id = %s", world.nodes["b11"].pk)


def test_nothing_is_counted_at_a_foreign_node(world: World) -> None:
    member = world.member("a11", 1)
    for node in ("b11", "a12", "a1"):
        with world.at("community-a11"), refused():
            movement(member, kind="lost", node_at_event=world.nodes[node].path)


def test_a_movement_voids_only_its_own_organisations(world: World) -> None:
    member, foreign = world.member("a11", 1), world.member("b11", 2)
    with world.system("b"):
        target = Movement.objects.get(member=foreign)
    with world.at("community-a11"), refused():
        movement(member, kind="voided", voids_id=target.pk)


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
            "INSERT INTO registry_auditevent (id, owner_path, chain, seq, at, action, outcome, actor, role,"
            " object_type, object_id, detail, mac)"
            " VALUES (%s, %s, %s, 9999, now(), 'x', 'done', '', '', '', '', '{}', '')",
            uuid7(), world.nodes["a11"].path, world.nodes["b"].path,
        )  # fmt: skip
