"""The tree in the admin: owner, colleague, outsider; forged keys; every change through a verb."""

import pytest
from django.test import Client

from registry.choices import OrganisationKind
from registry.domain import tree
from registry.domain.errors import Refused
from registry.models import Organisation, OrganisationAlias
from registry.models.identity import system_scope
from registry.models.unit import work
from tests.accounts.people import events
from tests.admin.desk import AUDITOR, SECURITY, SYSTEM, at, page
from tests.world import World


def aliases(*names: str) -> dict[str, str]:
    """The inline's part of an organisation form."""
    form = {"aliases-TOTAL_FORMS": str(len(names)), "aliases-INITIAL_FORMS": "0"}
    return form | {f"aliases-{number}-alias": name for number, name in enumerate(names)}


def node_form(world: World, parent: str, name: str, kind: str, **extra: str) -> dict[str, str]:
    """A filled form for a new node."""
    return {"parent": str(world.nodes[parent].pk), "kind": kind, "name": name, **aliases(), **extra}


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("district-a", 200),
        ("street-a1", 200),
        (SYSTEM, 200),
        ("liaison-a11", 403),
        ("community-a11", 403),
        (AUDITOR, 403),
        (SECURITY, 403),
    ],
)
def test_who_sees_the_tree(world: World, client: Client, name: str, status: int) -> None:
    assert at(client, name).get(page("organisation")).status_code == status


def test_the_tree_ends_at_the_scope(world: World, client: Client) -> None:
    shown = at(client, "street-a1").get(page("organisation")).content.decode()
    assert "a11社区" in shown
    assert "a2街道" not in shown and "b1街道" not in shown


def test_stranger_is_sent_to_the_one_login(world: World, client: Client) -> None:
    answer = client.get(page("user"), follow=True)
    assert answer.redirect_chain[-1][0].startswith("/login/?")


def test_street_adds_a_branch_and_a_community_may_not(world: World, client: Client) -> None:
    form = node_form(world, "a11", "a11社区党支部", "branch") | aliases("a11老支部")
    at(client, "street-a1").post(page("organisation", "add"), form)
    with world.at("street-a1"):
        branch = Organisation.objects.get(name="a11社区党支部")
        assert branch.path.startswith(world.nodes["a11"].path)
        assert [row.alias for row in branch.aliases.all()] == ["a11老支部"]
    other = Client()
    form = node_form(world, "a11", "另一个支部", "branch")
    assert at(other, "community-a11").post(page("organisation", "add"), form).status_code == 403


@pytest.mark.parametrize("kind", ["new_employment", "mobile_branch"])
def test_new_kinds_of_branches(world: World, client: Client, kind: str) -> None:
    at(client, "street-a1").post(page("organisation", "add"), node_form(world, "a1", "骑手党支部", kind))
    with world.at("street-a1"):
        assert Organisation.objects.get(name="骑手党支部").kind == OrganisationKind(kind)


def test_forged_parent_is_refused(world: World, client: Client) -> None:
    for parent in ("a2", "b1", "a"):
        form = node_form(world, parent, "伪造的支部", "branch")
        shown = at(client, "street-a1").post(page("organisation", "add"), form)
        assert "选择" in shown.content.decode()
    with work(system_scope(world.nodes["a"].path)):
        assert not Organisation.objects.filter(name="伪造的支部").exists()


def test_a_refused_verb_comes_back_as_a_message(world: World, client: Client) -> None:
    form = node_form(world, "a1", "街道下的街道", "street")
    shown = at(client, "street-a1").post(page("organisation", "add"), form, follow=True).content.decode()
    assert "下面不能设" in shown
    assert 'value="街道下的街道"' in shown, "what was typed is still there"
    assert "organisation.added" not in [e.action for e in events(world) if e.actor == "street-a1"]


def change_form(world: World, node: str, **changes: str) -> dict[str, str]:
    """The change form of a node, filled with what is there."""
    return {
        "name": world.nodes[node].name,
        "contact_name": "",
        "contact_phone": "",
        "is_active": "on",
        **aliases(),
    } | changes


def test_rename_keeps_the_old_name_as_alias(world: World, client: Client) -> None:
    node = world.nodes["a1"]
    at(client, "district-a").post(page("organisation", "change", node.pk), change_form(world, "a1", name="新a1街道"))
    with world.at("district-a"):
        assert Organisation.objects.get(pk=world.nodes["a11"].pk).full_name == "新a1街道a11社区"
        assert OrganisationAlias.objects.get(organisation=node).alias == "a1街道"
    assert "organisation.renamed" in [event.action for event in events(world)]


def test_ones_own_node_is_renamed_and_closed_from_above(world: World, client: Client) -> None:
    """The street sees neither its superior nor its neighbours; it keeps its own contact up to date."""
    node, address = world.nodes["a1"], page("organisation", "change", world.nodes["a1"].pk)
    street = at(client, "street-a1")
    shown = street.get(address).content.decode()
    assert 'name="name"' not in shown
    assert 'name="contact_name"' in shown
    form = change_form(world, "a1", name="新a1街道", contact_name="王敏")
    form.pop("is_active")
    assert street.post(address, form).status_code == 302
    with world.at("street-a1"):
        kept = Organisation.objects.get(pk=node.pk)
        assert (kept.name, kept.is_active, kept.contact_name) == (node.name, True, "王敏")
        for change in (
            lambda: tree.rename(by=None, node=kept, name="新a1街道"),
            lambda: tree.close_organisation(by=None, node=kept),
            lambda: tree.reopen_organisation(by=None, node=kept),
        ):
            with pytest.raises(Refused, match="由上一级来办"):
                change()
    assert "organisation.renamed" not in [event.action for event in events(world)]


def test_two_of_one_name_do_not_stand_side_by_side(world: World, client: Client) -> None:
    address = page("organisation", "change", world.nodes["a12"].pk)
    shown = at(client, "district-a").post(address, change_form(world, "a12", name="a11社区"), follow=True)
    assert "下面已经有“a11社区”了" in shown.content.decode()
    with world.at("district-a"):
        assert Organisation.objects.get(pk=world.nodes["a12"].pk).name != "a11社区"
        assert not OrganisationAlias.objects.filter(organisation=world.nodes["a12"]).exists()


def test_closing_is_refused_while_members_are_there(world: World, client: Client) -> None:
    world.member("a11")
    form = change_form(world, "a11")
    form.pop("is_active")
    shown = at(client, "street-a1").post(page("organisation", "change", world.nodes["a11"].pk), form, follow=True)
    assert "还管理着在册的流动党员" in shown.content.decode()
    with world.at("street-a1"):
        assert Organisation.objects.get(pk=world.nodes["a11"].pk).is_active


def test_closing_and_reopening(world: World, client: Client) -> None:
    address = page("organisation", "change", world.nodes["a12"].pk)
    form = change_form(world, "a12")
    form.pop("is_active")
    at(client, "street-a1").post(address, form)
    with world.at("street-a1"):
        assert not Organisation.objects.get(pk=world.nodes["a12"].pk).is_active
    client.post(address, form | {"is_active": "on"})
    actions = [event.action for event in events(world) if event.actor == "street-a1"]
    assert actions == ["login", "organisation.closed", "organisation.reopened"]


@pytest.mark.parametrize("what", ["change", "delete", "history"])
def test_foreign_node_reads_like_a_missing_one(world: World, client: Client, what: str) -> None:
    at(client, "street-a1")
    foreign = client.get(page("organisation", what, world.nodes["b1"].pk))
    missing = client.get(page("organisation", what, "00000000-0000-7000-8000-000000000000"))
    assert foreign.status_code == missing.status_code
    assert foreign.headers.get("Location") == missing.headers.get("Location")
    assert "b1街道" not in client.get("/admin/").content.decode()
