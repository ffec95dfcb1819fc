"""Accounts and postings in the admin: nobody raises himself, officers stay apart, keys are not forged."""

from django.test import Client

from registry.domain import accounts
from registry.models import Posting, User
from registry.models.identity import system_scope, user_by_name
from registry.models.unit import work
from registry.tasks import tidy_accounts
from tests.accounts.people import events, later, login
from tests.admin.desk import AUDITOR, NEW_PASSWORD, SECURITY, SYSTEM, action, at, page
from tests.world import World


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
        # The second officer looks at what he confirms.
        assert other.get(page("posting")).status_code == (200 if name == SECURITY else 403)


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
