"""A node goes under another superior: every row follows, what happened stays counted where it happened (A25)."""

import pytest
from django.db import IntegrityError, OperationalError, ProgrammingError, connection

from registry import checks
from registry.choices import Direction, OrganisationKind
from registry.domain import custody, members, trail, tree
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import (
    AuditEvent,
    DuplicatePair,
    Intake,
    LiaisonAssignment,
    Member,
    Movement,
    MoveRequest,
    Organisation,
    Site,
)  # fmt: skip
from registry.models.custody import definer
from registry.models.scoped import PathField, ScopedModel
from registry.models.unit import step, work
from tests.remembered import scoped_models
from tests.walls.canaries import plant
from tests.world import World

pytestmark = pytest.mark.django_db


def stays(kind: tuple[str, str]) -> bool:
    """What keeps its path when a node moves: the trail, where something happened, reports of months that are over, and
    where the board counted it until the month is counted anew. All other paths follow."""
    reports = (kind[0] in ("MonthlyReport", "ReportVersion", "ReportStep")) and kind[1] == "owner_path"
    return reports or kind in (("AuditEvent", "owner_path"), ("BoardMonth", "node")) or kind[1] == "node_at_event"


def paths() -> list[tuple[type[ScopedModel], str]]:
    """(model, column) of all paths of scoped rows, from the models."""
    return [
        (model, item.attname)
        for model in scoped_models()
        for item in model._meta.concrete_fields
        if isinstance(item, PathField) or item.attname.endswith("_path")
    ]


def under(path: str) -> dict[tuple[str, str], int]:
    """How many rows of each kind carry a path below `path`, as the program sees them."""
    found = {}
    for model, column in paths():
        below = {f"{column}__gte": path, f"{column}__lt": path + "~"}
        found[model.__name__, column] = model.objects.filter(**below).count()
    return found


def move(world: World, node: str, parent: str, by: str = "district-a") -> Organisation:
    """Move as that account, checked as at a commit."""
    with world.at(by), step():
        here, there = (Organisation.objects.get(pk=world.nodes[name].pk) for name in (node, parent))
        moved = tree.move_organisation(by=world.users[by], node=here, parent=there)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    return moved


def test_every_row_below_follows_and_what_happened_stays(world: World) -> None:
    plant(world, rosters=False)
    old = world.nodes["a11"].path
    with world.system("a"):
        before = under(old)
        held = Member.objects.filter(owner_path=old, is_open=True).count()
        names = {(model.__name__, column) for model, column in paths()}
    assert min(before.values()) > 0, "nothing to move of some kind"
    new = move(world, "a11", "a2").path
    with world.system("a"):
        left, there = under(old), under(new)
    assert new.startswith(world.nodes["a2"].path)
    # The place itself is left behind, closed.
    assert left.pop(("Organisation", "path")) == 1
    assert {kind: count for kind, count in left.items() if count} == {
        kind: before[kind] for kind in names if stays(kind)
    }
    expected = {kind: before[kind] for kind in names if not stays(kind)}
    expected["Movement", "owner_path"] += held
    assert {kind: there[kind] for kind in expected} == expected
    assert there["Movement", "node_at_event"] == held


def test_a_pair_belongs_to_the_nearest_node_over_both(world: World) -> None:
    one, other = sorted(world.member(node, number, id_number="").pk for number, node in enumerate(("a11", "a12"), 1))
    with world.at("street-a1") as scope:
        DuplicatePair.objects.create(owner_path=scope.path, first_id=one, second_id=other, found_at=clock.now())
    move(world, "a11", "a2")
    with world.at("street-a1"):
        assert not DuplicatePair.objects.exists()
    with world.at("district-a"):
        assert DuplicatePair.objects.get().owner_path == world.nodes["a"].path
    move(world, "a11", "a1")
    with world.at("street-a1"):
        assert DuplicatePair.objects.exists()


def test_each_side_sees_what_is_its_own_now(world: World) -> None:
    moved, kept = world.member("a11", 1), world.member("a12", 2)
    with world.at("district-a"):
        assert Organisation.objects.get(pk=world.nodes["a11"].pk).full_name == "a1街道a11社区"
    move(world, "a11", "a2")
    seen = {}
    for name in ("street-a1", "street-a2", "district-a", "district-b"):
        with world.at(name):
            seen[name] = set(Member.objects.values_list("pk", flat=True))
    assert seen == {
        "street-a1": {kept.pk}, "street-a2": {moved.pk}, "district-a": {moved.pk, kept.pk}, "district-b": set(),
    }  # fmt: skip
    with world.at("street-a2"):
        node = Organisation.objects.get(pk=world.nodes["a11"].pk)
        assert (node.full_name, node.parent_id) == ("a2街道a11社区", world.nodes["a2"].pk)
        facts = list(Movement.objects.filter(member=moved).values_list("kind", "node_at_event"))
        assert facts == [("registered", world.nodes["a11"].path), ("moved", node.path)]
        assert Member.objects.get(pk=moved.pk).version == Movement.objects.filter(member=moved).count() + 1


def test_the_trail_tells_it_and_still_verifies(world: World) -> None:
    world.member("a11", 1)
    old = world.nodes["a11"].path
    new = move(world, "a11", "a2").path
    with world.at("auditor-a"):
        told = AuditEvent.objects.get(action="organisation.moved")
        wanted = {"from_path": old, "to_path": new, "nodes": 1, "members": 1, "accounts": 2, "intakes": 0}
        assert told.detail == wanted
    with work(trail.EVERYWHERE):
        rows = list(trail.stored_rows(old[:4]))
        assert trail.verify(rows, old[:4]).damage is None


def test_a_path_is_never_given_twice(world: World) -> None:
    last = world.nodes["a12"].path
    move(world, "a12", "a2")
    with world.at("district-a"):
        a1 = Organisation.objects.get(pk=world.nodes["a1"].pk)
        added = tree.add_organisation(by=None, parent=a1, kind=OrganisationKind.VILLAGE, name="新村")
    assert added.path > last
    back = move(world, "a12", "a1").path
    assert back > added.path
    with world.at("district-a"), pytest.raises(OperationalError, match="taken"), step():
        node = world.nodes["a12"].pk, world.nodes["a2"].pk
        definer("registry_move_organisation", *node, "0003", None, "", clock.now(), clock.today(), "")


def test_liaisons_out_of_reach_end_and_requests_lead_on(world: World) -> None:
    member = world.member("a11", 1)
    with world.at("street-a1"):
        for liaison in (world.users["liaison-a11"], world.users["street-a1"]):
            LiaisonAssignment.objects.create(
                member=member, owner_path=member.owner_path, liaison=liaison, started_on=clock.today(),
                backup=liaison.username == "street-a1",
            )  # fmt: skip
    with world.at("community-a12"):
        other = members.register(
            by=world.users["community-a12"], organisation=world.nodes["a12"], direction=Direction.IN,
            fields={"name": "王五", "id_number": "", "phone": ""},
        )  # fmt: skip
        asked = custody.transfer_out(by=world.users["community-a12"], member=other, to_id=world.nodes["a11"].pk)
    new = move(world, "a11", "a2").path
    with world.system("a"):
        ended = dict(LiaisonAssignment.objects.values_list("liaison__username", "ended_on"))
        assert ended == {"liaison-a11": None, "street-a1": clock.today()}
        assert set(MoveRequest.objects.filter(key=asked.key).values_list("to_path", flat=True)) == {new}


@pytest.mark.parametrize(
    ("node", "parent", "why"),
    [
        ("a", "a1", "最上一级"),
        ("a11", "a1", "不用调整"),
        ("a11", "a12", "下面不能设"),
        ("a1", "a11", "它的下级"),
    ],
)
def test_what_has_no_place_there_is_refused(world: World, node: str, parent: str, why: str) -> None:
    with pytest.raises(Refused, match=why):
        move(world, node, parent)


def test_closed_nodes_twins_and_running_rosters_are_refused(world: World) -> None:
    with world.at("district-a"):
        a2 = Organisation.objects.get(pk=world.nodes["a2"].pk)
        twin = tree.add_organisation(by=None, parent=a2, kind=OrganisationKind.COMMUNITY, name="a11社区")
    with pytest.raises(Refused, match="已经有"):
        move(world, "a11", "a2")
    with world.at("district-a"):
        tree.close_organisation(by=None, node=twin)
        closed = tree.close_organisation(by=None, node=Organisation.objects.get(pk=world.nodes["a12"].pk))
    assert not closed.is_active
    with pytest.raises(Refused, match="已停用"):
        move(world, "a12", "a2")
    with world.at("street-a1") as scope:
        Intake.objects.create(
            organisation=world.nodes["a1"], owner_path=scope.path, uploaded_by=world.users["street-a1"],
            state="applying", purge_after=clock.today(),
        )  # fmt: skip
    with pytest.raises(Refused, match="名册正在导入"):
        move(world, "a11", "a2")


# The asker has to stand above both; the community's own street, the receiving street and every officer without the
# tree don't, and nobody moves a node between districts.
@pytest.mark.parametrize(
    ("name", "node", "parent"),
    [
        ("street-a1", "a11", "a2"),
        ("street-a2", "a11", "a2"),
        ("community-a11", "a11", "a2"),
        ("liaison-a11", "a11", "a2"),
        ("auditor-a", "a11", "a2"),
        ("security_admin-a", "a11", "a2"),
        ("district-b", "a11", "a2"),
        ("district-b", "a11", "b1"),
        ("district-a", "a11", "b1"),
        ("street-a1", "a1", "a2"),
    ],
)
def test_the_database_itself_asks_who_moves(world: World, name: str, node: str, parent: str) -> None:
    pair = world.nodes[node].pk, world.nodes[parent].pk
    with world.at(name), pytest.raises(ProgrammingError, match="superior"), step():
        definer("registry_move_organisation", *pair, "00zz", None, "", clock.now(), clock.today(), "")


def test_a_street_moves_branches_between_its_communities(world: World) -> None:
    with world.at("street-a1"):
        a11 = Organisation.objects.get(pk=world.nodes["a11"].pk)
        world.nodes["branch"] = tree.add_organisation(by=None, parent=a11, kind=OrganisationKind.BRANCH, name="支部")
        assert {node.pk for node in tree.possible_parents(world.nodes["branch"])} == {world.nodes["a12"].pk}
    assert move(world, "branch", "a12", by="street-a1").parent_id == world.nodes["a12"].pk


@pytest.mark.django_db(transaction=True)
def test_a_table_that_is_not_tied_stays_behind(world: World, owner_cursor) -> None:
    """Negative control: without the tie a row stays on a path that is gone, and the check says so."""
    old = world.nodes["a11"].path
    with world.at("community-a11"):
        Site.objects.create(owner_path=old, name="厂", name_key="厂")
    assert checks.check_database(databases=["default"]) == []
    owner_cursor.execute("ALTER TABLE registry_site DROP CONSTRAINT registry_site_anchored")
    try:
        new = move(world, "a11", "a2").path
        with world.system("a"):
            assert (under(old)["Site", "owner_path"], under(new)["Site", "owner_path"]) == (1, 0)
        assert [found.id for found in checks.check_database(databases=["default"])] == ["registry.E010"]
    finally:
        owner_cursor.execute("TRUNCATE registry_site CASCADE")
        owner_cursor.execute("SELECT registry_anchor('registry_site')")


@pytest.mark.django_db(transaction=True)
def test_a_row_written_to_a_path_that_has_just_gone_is_refused(world: World) -> None:
    """Somebody's page began before the move and ends after it: nothing is left where nobody sees it."""
    stale = world.scope("community-a11")
    move(world, "a11", "a2")
    with pytest.raises(IntegrityError, match="registry_site_anchored"), work(stale):
        Site.objects.create(owner_path=stale.path, name="厂", name_key="厂")
    with world.system("a"):
        assert not Site.objects.exists()
