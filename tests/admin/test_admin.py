"""The admin: owner, colleague, outsider; forged keys; deletion; every change through a verb."""

import ast
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse

import registry
from registry.admin.trail import labels
from registry.choices import MovementKind, OrganisationKind
from registry.domain import accounts
from registry.lib import clock
from registry.models import AuditEvent, HeaderMapping, Organisation, OrganisationAlias, Posting, User
from registry.models.identity import system_scope, user_by_name
from registry.models.unit import work
from registry.tasks import tidy_accounts
from tests.accounts.people import events, later, login
from tests.world import World

SYSTEM, SECURITY, AUDITOR = "system_admin-a", "security_admin-a", "auditor-a"
NEW_PASSWORD = "Quite-Another-77-Thing"


def at(client: Client, name: str) -> Client:
    """The browser of that account."""
    login(client, name)
    return client


def page(model: str, what: str = "changelist", *args: object) -> str:
    """An address of the admin."""
    return reverse(f"admin:registry_{model}_{what}", args=args)


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


def test_shortcut_and_search_are_closed(world: World, client: Client) -> None:
    at(client, "district-a")
    assert client.get(f"/admin/r/1/{world.nodes['a1'].pk}/").status_code == 404
    assert client.get("/admin/search/?s=a").status_code == 404


@pytest.mark.parametrize(
    "query",
    [
        "password__startswith=md5",
        "owner_path__startswith=0001",
        "organisation__path__startswith=0",
        "username__regex=^a",
    ],
)
def test_lookups_by_address_are_no_oracle(world: World, client: Client, query: str) -> None:
    at(client, SYSTEM)
    assert client.get(f"{page('user')}?{query}").status_code in (302, 400)


def test_opening_an_account(world: World, client: Client) -> None:
    form = {"username": "fresh", "name": "新来的", "home": str(world.nodes["a11"].pk), "phone": "0750-1234567"}
    at(client, SYSTEM)
    weak = client.post(page("user", "add"), form | {"initial_password": "dangyuan2026"}).content.decode()
    assert "太容易被猜到" in weak
    client.post(page("user", "add"), form | {"initial_password": NEW_PASSWORD})
    user = user_by_name("fresh")
    assert user is not None
    assert (user.must_change_password, user.phone, user.owner_path) == (True, "0750-1234567", world.nodes["a11"].path)
    taken = client.post(page("user", "add"), form | {"initial_password": NEW_PASSWORD, "username": "district-b"})
    assert "已经有人用了" in taken.content.decode()


def test_forged_home_is_refused(world: World, client: Client) -> None:
    form = {"username": "fresh", "name": "新来的", "home": str(world.nodes["b11"].pk), "initial_password": NEW_PASSWORD}
    at(client, SYSTEM).post(page("user", "add"), form)
    assert user_by_name("fresh") is None


def test_password_set_by_the_administrator_must_be_changed(world: World, client: Client) -> None:
    name = "community-a11"
    form = {"name": "李明", "phone": "", "is_active": "on", "initial_password": NEW_PASSWORD}
    at(client, SYSTEM).post(page("user", "change", world.users[name].pk), form)
    user = user_by_name(name)
    assert user.check_password(NEW_PASSWORD) and user.must_change_password and user.name == "李明"


def test_nobody_raises_himself(world: World, client: Client) -> None:
    own = {"user": str(world.users[SYSTEM].pk), "organisation": str(world.nodes["a"].pk), "role": "district",
           "starts_on": "2026-01-01"}  # fmt: skip
    shown = at(client, SYSTEM).post(page("posting", "add"), own, follow=True).content.decode()
    assert "不能给自己任职" in shown
    with world.at(SYSTEM):
        assert Posting.objects.filter(user=world.users[SYSTEM]).count() == 1
    for name in ("community-a11", "street-a1", "district-a", SECURITY, AUDITOR):
        other = Client()
        assert at(other, name).post(page("posting", "add"), own).status_code == 403
        assert other.get(page("posting")).status_code == 403


def test_forged_keys_of_a_posting_are_refused(world: World, client: Client) -> None:
    at(client, SYSTEM)
    good = {"user": str(world.users["community-a11"].pk), "organisation": str(world.nodes["a12"].pk),
            "role": "community", "starts_on": "2026-01-01"}  # fmt: skip
    for forged in ({"user": str(world.users["community-b11"].pk)}, {"organisation": str(world.nodes["b11"].pk)}):
        client.post(page("posting", "add"), good | forged)
    with work(system_scope(world.nodes["a"].path)):
        assert Posting.objects.count() == len([name for name in world.postings if "-a" in name])
    client.post(page("posting", "add"), good)
    with work(system_scope(world.nodes["a"].path)):
        assert Posting.objects.filter(user=world.users["community-a11"]).count() == 2


def test_autocomplete_ends_at_the_scope(world: World, client: Client) -> None:
    at(client, SYSTEM)
    query = {"app_label": "registry", "model_name": "posting", "field_name": "organisation", "term": "街道"}
    found = client.get("/admin/autocomplete/", query).json()["results"]
    assert found and all(row["text"].startswith("a") for row in found)


def test_posting_ends_earlier_only_and_not_by_oneself(world: World, client: Client) -> None:
    at(client, SYSTEM)
    posting = world.postings["community-a11"]
    client.post(page("posting", "change", posting.pk), {"ends_on": "2026-03-01"})
    longer = client.post(page("posting", "change", posting.pk), {"ends_on": "2027-03-01"}, follow=True)
    assert "请另加一条" in longer.content.decode()
    own = client.post(page("posting", "change", world.postings[SYSTEM].pk), {"ends_on": "2030-01-01"}, follow=True)
    assert "不能改自己的任职" in own.content.decode()
    with world.at(SYSTEM):
        assert str(Posting.objects.get(pk=posting.pk).ends_on) == "2026-03-01"
        assert Posting.objects.get(pk=world.postings[SYSTEM].pk).ends_on is None


def test_officers_stay_apart(world: World, client: Client) -> None:
    form = {"user": str(world.users[AUDITOR].pk), "organisation": str(world.nodes["a"].pk), "role": "security_admin",
            "starts_on": "2026-01-01"}  # fmt: skip
    shown = at(client, SYSTEM).post(page("posting", "add"), form, follow=True).content.decode()
    assert "要由不同的人担任" in shown


def action(name: str, *users: User) -> dict[str, object]:
    """A list action on chosen accounts."""
    return {"action": name, "_selected_action": [str(user.pk) for user in users], "select_across": "1"}


def test_security_officer_unlocks_and_does_nothing_else(world: World, client: Client) -> None:
    name = "community-a11"
    for guess in range(6):
        login(Client(REMOTE_ADDR="198.51.100.1"), name, f"guess-{guess}")
    assert login(Client(), name).status_code == 429
    at(client, SECURITY)
    assert "锁定中" in client.get(page("user")).content.decode()
    client.post(page("user"), action("disable", world.users[name]))
    assert user_by_name(name).is_active
    client.post(page("user"), action("unlock", world.users[name]))
    assert login(Client(), name).status_code == 302
    assert "account.unlocked" in [event.action for event in events(world)]
    change = client.post(page("user", "change", world.users[name].pk), {"name": "x", "initial_password": NEW_PASSWORD})
    assert change.status_code == 403


def test_system_administrator_does_not_unlock(world: World, client: Client) -> None:
    name = "community-a11"
    for guess in range(6):
        login(Client(REMOTE_ADDR="198.51.100.1"), name, f"guess-{guess}")
    at(client, SYSTEM).post(page("user"), action("unlock", world.users[name]))
    assert login(Client(), name).status_code == 429


def test_actions_touch_no_foreign_account(world: World, client: Client) -> None:
    at(client, SYSTEM).post(page("user"), action("disable", world.users["community-b11"], world.users["community-a11"]))
    assert user_by_name("community-b11").is_active
    assert not user_by_name("community-a11").is_active


@pytest.mark.parametrize("model", ["organisation", "user", "posting", "auditevent"])
def test_nothing_of_these_is_deleted(world: World, client: Client, model: str) -> None:
    rows = {"organisation": world.nodes["a11"], "user": world.users["community-a11"],
            "posting": world.postings["community-a11"]}  # fmt: skip
    at(client, AUDITOR if model == "auditevent" else SYSTEM)
    row = rows.get(model) or events(world)[0]
    assert client.get(page(model, "delete", row.pk)).status_code == 403
    assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403
    assert client.post(page(model), action("delete_selected")).status_code in (200, 302)
    with work(system_scope(world.nodes["a"].path)):
        assert type(row).objects.filter(pk=row.pk).exists()


def test_only_the_auditor_reads_the_trail(world: World, client: Client) -> None:
    shown = at(client, AUDITOR).get(page("auditevent")).content.decode()
    assert "新增组织" in shown
    event = events(world)[0]
    assert client.get(page("auditevent", "change", event.pk)).status_code == 200
    assert client.post(page("auditevent", "change", event.pk), {"action": "x"}).status_code == 403
    assert client.get(page("auditevent", "add")).status_code == 403
    for name in ("district-a", "street-a1", "community-a11", SYSTEM, SECURITY):
        assert at(Client(), name).get(page("auditevent")).status_code == 403, name


def test_the_trail_of_the_other_district_stays_there(world: World, client: Client) -> None:
    with work(system_scope(world.nodes["b"].path)):
        foreign = AuditEvent.objects.first()
    at(client, AUDITOR)
    assert str(foreign.pk) not in client.get(page("auditevent")).content.decode()
    assert client.get(page("auditevent", "change", foreign.pk)).status_code == 302


def test_the_trail_is_filtered(world: World, client: Client) -> None:
    at(client, AUDITOR)
    everything = client.get(page("auditevent")).context_data["cl"].result_list
    assert {event.action for event in everything} > {"login", "organisation.added"}
    one = client.get(f"{page('auditevent')}?act=login").context_data["cl"].result_list
    assert {event.action for event in one} == {"login"}
    his = client.get(f"{page('auditevent')}?actor__prefix=aud").context_data["cl"].result_list
    assert {event.actor for event in his} == {AUDITOR}
    today = clock.today()
    for days, some in (((today, today), True), ((today + timedelta(days=1), ""), False), (("", "nonsense"), True)):
        ranged = client.get(page("auditevent"), {"at_from": str(days[0]), "at_to": str(days[1])})
        assert bool(ranged.context_data["cl"].result_list) == some, days
    assert client.get(f"{page('auditevent')}?detail__icontains=x").status_code in (302, 400)


def test_forgetting_a_mapping(world: World, client: Client) -> None:
    for node in ("a11", "b11"):
        with world.at(f"community-{node}"):
            HeaderMapping(owner_path=world.nodes[node].path, signature=node * 10, mapping={"姓名": "name"}).save()
    at(client, "community-a11")
    shown = client.get(page("headermapping")).content.decode()
    assert "姓名" in shown and "b11" not in shown
    with world.at("community-a11"):
        row = HeaderMapping.objects.get()
    assert "a11a11" in client.get(page("headermapping", "delete", row.pk)).content.decode()
    client.post(page("headermapping", "delete", row.pk), {"post": "yes"})
    with world.at("community-a11"):
        assert not HeaderMapping.objects.exists()
    assert events(world)[-1].action == "header_mapping.forgotten"
    with world.at("community-b11"):
        assert HeaderMapping.objects.count() == 1


def test_no_members_in_here(world: World, client: Client) -> None:
    world.member("a11")
    for name in (SYSTEM, SECURITY, AUDITOR, "district-a"):
        shown = at(Client(), name).get("/admin/").content.decode()
        assert "/admin/registry/member" not in shown
        assert "何小山" not in shown


def test_dormant_accounts_are_switched_off(world: World, client: Client) -> None:
    with later(days=80):
        login(client, "community-a11")
    with later(days=100):
        gone = tidy_accounts()
    with work(system_scope(world.nodes["a"].path)):
        left = set(User.objects.filter(is_active=True).values_list("username", flat=True))
    assert left == {"community-a11", SYSTEM}, "the one in use, and the last administrator"
    ours = [name for name in world.users if "a" in name.rpartition("-")[2]]
    theirs = [name for name in world.users if name not in ours]
    assert gone == len(ours) - 2 + len(theirs) - 1
    assert {event.detail.get("reason") for event in events(world) if event.action == "account.disabled"} == {"dormant"}


def test_an_account_switched_on_again_counts_afresh(world: World) -> None:
    name = "community-a11"
    with world.at(SYSTEM):
        accounts.set_active(by=world.users[SYSTEM], user=world.users[name], active=False)
        accounts.set_active(by=world.users[SYSTEM], user=world.users[name], active=True)
    assert user_by_name(name).last_login is not None


def test_every_recorded_action_has_words() -> None:
    said = set()
    for file in Path(registry.__file__).parent.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(call, ast.Call) and getattr(call.func, "id", "") in ("record", "_queue"):
                said |= {
                    part.value
                    for argument in call.args
                    for part in ast.walk(argument)
                    if isinstance(part, ast.Constant) and isinstance(part.value, str) and not part.value.endswith(".")
                }
    said |= {f"member.{kind}" for kind in MovementKind if kind != MovementKind.VOIDED}
    assert len(said) > 50
    assert said - set(labels()) == set()
