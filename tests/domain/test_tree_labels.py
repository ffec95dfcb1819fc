"""The label of an organisation: from the street down, no name in it twice, and true after a rename and a move."""

import pytest

from registry.choices import OrganisationKind
from registry.domain import tree
from registry.models import Member, Organisation
from tests.world import World

pytestmark = pytest.mark.django_db
BRANCHES = ("a11社区党支部", "顺路快递党支部")


@pytest.fixture
def branches(world: World) -> World:
    with world.at("district-a"):
        for name in BRANCHES:
            node = Organisation.objects.get(pk=world.nodes["a11"].pk)
            branch = tree.add_organisation(by=None, parent=node, kind=OrganisationKind.BRANCH, name=name)
            if name.startswith("a11"):
                tree.add_organisation(by=None, parent=branch, kind=OrganisationKind.GROUP, name="第一党小组")
    return world


def labels(world: World) -> list[str]:
    """Of what stands below a11, in the order of the tree."""
    with world.at("district-a"):
        node = Organisation.objects.get(pk=world.nodes["a11"].pk)
        below = Organisation.objects.below(node.path).exclude(pk=node.pk).order_by("path")
        return list(below.values_list("full_name", flat=True))


def test_a_branch_named_after_its_community_says_so_once(branches: World) -> None:
    assert labels(branches) == [
        "a1街道a11社区党支部",
        "a1街道a11社区党支部第一党小组",
        "a1街道a11社区顺路快递党支部",
    ]


def test_after_a_rename_its_own_name_stands_behind_the_new_one(branches: World) -> None:
    with branches.at("district-a"):
        node = Organisation.objects.get(pk=branches.nodes["a11"].pk)
        tree.rename(by=None, node=node, name="新村社区")
    assert labels(branches) == [
        "a1街道新村社区a11社区党支部",
        "a1街道新村社区a11社区党支部第一党小组",
        "a1街道新村社区顺路快递党支部",
    ]
    with branches.at("district-a"):
        tree.rename(by=None, node=Organisation.objects.get(pk=branches.nodes["a11"].pk), name="a11社区")
    assert labels(branches)[0] == "a1街道a11社区党支部"


@pytest.mark.parametrize("account", ["district-a", "street-a1", "system_admin-a"])
def test_a_branch_takes_its_new_name_to_its_members(branches: World, account: str) -> None:
    """Whoever renames it: the system administrator sees no member, and reaches none but so."""
    members = [branches.member("a11", 1), branches.member("a12", 2), branches.member("a11", 3)]
    with branches.system():
        node = Organisation.objects.get(name=BRANCHES[0])
        mine = Member.objects.filter(pk=members[0].pk)
        mine.update(branch=node, branch_label=str(node))
        Member.objects.filter(pk=members[1].pk).update(branch_label=str(node))  # known by name alone
    with branches.at(account):
        assert (account == "system_admin-a") == (not Member.objects.exists())
        tree.rename(by=None, node=Organisation.objects.get(pk=node.pk), name="第一党支部")
        tree.rename(by=None, node=Organisation.objects.get(pk=branches.nodes["a11"].pk), name="新村社区")
    with branches.system():
        now = [Member.objects.get(pk=member.pk).branch_label for member in members]
    assert now == ["a1街道新村社区第一党支部", str(node), ""]


def test_it_follows_its_community_to_another_street(branches: World) -> None:
    with branches.at("district-a"):
        node, street = (Organisation.objects.get(pk=branches.nodes[name].pk) for name in ("a11", "a2"))
        tree.move_organisation(by=None, node=node, parent=street)
    assert labels(branches) == [
        "a2街道a11社区党支部",
        "a2街道a11社区党支部第一党小组",
        "a2街道a11社区顺路快递党支部",
    ]


def test_a_branch_that_moves_to_the_community_it_is_named_after(branches: World) -> None:
    with branches.at("district-a"):
        other, branch = (
            Organisation.objects.get(pk=branches.nodes["a12"].pk),
            Organisation.objects.get(name=BRANCHES[0]),
        )
        moved = tree.move_organisation(by=None, node=branch, parent=other)
        assert moved.full_name == f"{other.full_name}a11社区党支部"
        back = tree.move_organisation(by=None, node=moved, parent=Organisation.objects.get(pk=branches.nodes["a11"].pk))
        assert back.full_name == "a1街道a11社区党支部"
