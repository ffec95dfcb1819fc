"""What one officer gives takes force when a second one has confirmed it: roles, and passwords set by somebody else."""

from io import StringIO
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from registry.choices import OrganisationKind, Role
from registry.domain import accounts, confirming
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Organisation, Posting, User
from registry.models.identity import standings
from tests.accounts.people import events, inside, login
from tests.accounts.test_second_factor import CODE, bound
from tests.accounts.test_second_factor import A as BOUND
from tests.confirmed import SECOND, confirmed
from tests.domain.test_merging_limits import at_once
from tests.web.staff import client_of, text_of
from tests.world import PASSWORD, SINCE, World

__all__ = ["bound"]
FIRST, CLERK = "system_admin-a", "community-a11"
NEW = "Quite-Another-77-Thing"
POSTINGS, USERS = "/admin/registry/posting/", "/admin/registry/user/"


def puppet(world: World, role: Role = Role.DISTRICT) -> tuple[User, Posting]:
    """What a system administrator can do alone: an account of his own making, with the greatest of roles."""
    with world.at(FIRST):
        by, home = world.users[FIRST], Organisation.objects.get(kind=OrganisationKind.DISTRICT)
        user = accounts.create_user(by=by, username="puppet", name="李四", password=PASSWORD, home=home)
        user.must_change_password = False
        user.save(update_fields=["must_change_password"])
        return user, accounts.post(by=by, user=user, organisation=home, role=role, starts_on=SINCE)


def reset(world: World, name: str = CLERK) -> User:
    """A password that is not its owner's own."""
    with world.at(FIRST):
        user = User.objects.get(pk=world.users[name].pk)
        return accounts.set_password(by=world.users[FIRST], user=user, password=NEW)


def test_a_role_given_by_one_officer_shows_nothing_before_the_other_says_yes(world: World) -> None:
    world.member("a11", 1, name="何小山")
    user, _ = puppet(world)
    client = Client()
    login(client, "puppet")
    assert standings(user, clock.today()) == []
    assert "复核" in text_of(client.get("/members/", follow=True))
    assert confirmed(world) == 1
    again = Client()
    login(again, "puppet")
    assert "何小山" in text_of(again.get("/members/"))
    told = {event.action: event.actor for event in events(world)}
    assert told["account.posting_confirmed"] == SECOND


def test_without_a_second_officer_one_reads_everything(world: World) -> None:
    """The attack, with the expectation off: what the program sets up is in force at once."""
    world.member("a11", 1, name="何小山")
    _, posting = puppet(world)
    with world.system():
        Posting.objects.filter(pk=posting.pk).update(confirmed_at=clock.now())
    client = Client()
    login(client, "puppet")
    assert "何小山" in text_of(client.get("/members/"))


def test_a_refused_one_is_over_and_can_not_be_prolonged(world: World) -> None:
    user, posting = puppet(world)
    with world.at(SECOND):
        confirming.refuse_posting(by=world.users[SECOND], posting=posting)
        with pytest.raises(Refused, match="已经结束"):
            posting.refresh_from_db()
            confirming.confirm_posting(by=world.users[SECOND], posting=posting)
    assert standings(user, clock.today()) == []
    with world.at(FIRST), pytest.raises(Refused, match="另加一条"):
        accounts.end_posting(by=world.users[FIRST], posting=posting, ends_on=clock.today())


def test_the_one_who_is_concerned_and_everybody_else_confirm_nothing(world: World) -> None:
    _, posting = puppet(world)
    held = reset(world)
    for name in [FIRST, CLERK, "district-a", "auditor-a", "liaison-a11", "security_admin-b"]:
        with world.at(name):
            for act in (
                lambda who: confirming.confirm_posting(by=who, posting=posting),
                lambda who: confirming.refuse_posting(by=who, posting=posting),
                lambda who: confirming.confirm_password(by=who, user=held),
            ):
                with pytest.raises(Refused):
                    act(world.users[name])
    with world.at(SECOND):
        with pytest.raises(Refused, match="不能自己复核"):
            confirming.confirm_password(by=world.users[SECOND], user=world.users[SECOND])
        assert Posting.objects.get(pk=posting.pk).confirmed_at is None
        assert User.objects.get(pk=held.pk).held_at is not None


@pytest.mark.django_db(transaction=True)
def test_at_the_same_moment_one_decides(world: World) -> None:
    _, posting = puppet(world)

    def decide(yes: bool) -> None:
        with world.at(SECOND):
            verb = confirming.confirm_posting if yes else confirming.refuse_posting
            verb(by=world.users[SECOND], posting=posting)

    raised = at_once(*[lambda: decide(True)] * 4)
    assert raised.count(None) == 1
    assert sum(isinstance(error, Refused) for error in raised) == 3
    with pytest.raises(Refused, match="已经复核过"):
        decide(False)


def test_a_password_set_by_another_opens_nothing_before_the_second_officer_asked(world: World) -> None:
    reset(world)
    client = Client()
    assert "账号或密码不对" in text_of(login(client, CLERK, "wrong-wrong-wrong"))
    assert "安全管理员复核以后" in text_of(login(client, CLERK, NEW))
    assert not inside(client)
    assert "login.held" in [event.action for event in events(world)]
    assert confirmed(world) == 1
    assert login(client, CLERK, NEW).status_code == 302
    assert client.get("/").headers["Location"].startswith("/account/password/"), "and it is to be changed"


def test_without_the_hold_a_reset_password_opens_the_account(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    reset(world)
    monkeypatch.setattr(confirming, "held", lambda user: False)
    client = Client()
    assert login(client, CLERK, NEW).status_code == 302


def test_a_bound_authenticator_needs_no_second_officer_until_it_is_unbound(world: World, bound: tuple) -> None:
    reset(world, BOUND)
    client = Client()
    assert login(client, BOUND, NEW).status_code == 302
    assert client.get("/").headers["Location"].startswith(CODE), "the password alone lets nobody in"
    with world.at(SECOND):
        assert not confirming.accounts().exists()
        confirming.second_factor.reset(by=world.users[SECOND], user=world.users[BOUND])
        assert confirming.accounts().get().username == BOUND
    assert "安全管理员复核以后" in text_of(login(Client(), BOUND, NEW))


def test_ones_own_new_password_frees_the_account(world: World) -> None:
    user = reset(world)
    with world.at(CLERK):
        mine = User.objects.get(pk=user.pk)
        accounts.set_password(by=mine, user=mine, password="Third-Thing-88-Quite")
        assert User.objects.get(pk=user.pk).held_at is None
    assert login(Client(), CLERK, "Third-Thing-88-Quite").status_code == 302


# The pages of the two officers


def ticked(client: Client, page: str, action: str, key: UUID) -> str:
    """What the list says after an action on one row."""
    return text_of(client.post(page, {"action": action, "_selected_action": str(key)}, follow=True))


def test_the_second_officer_is_told_and_decides_in_the_lists(world: World) -> None:
    client = client_of(world, SECOND)
    assert "等您复核" not in text_of(client.get("/"))
    (_, posting), user = puppet(world), reset(world)
    home = text_of(client.get("/"))
    assert "1 条任职等您复核" in home and "1 个账号重设了密码" in home
    rows = text_of(client.get(POSTINGS + "?confirmed=no"))
    assert "李四" in rows and "待复核" in rows and world.users[CLERK].name not in rows
    assert world.users[CLERK].name in text_of(client.get(USERS + "?held=yes"))
    assert "已办理 1 条任职" in ticked(client, POSTINGS, "confirm", posting.pk)
    assert "已经复核过" in ticked(client, POSTINGS, "refuse", posting.pk)
    assert "已办理 1 个账号" in ticked(client, USERS, "confirm_password", user.pk)
    assert "等您复核" not in text_of(client.get("/"))


def test_the_first_officer_is_told_that_it_waits(world: World) -> None:
    client, user = client_of(world, FIRST), world.users[CLERK]
    fields = {"user": user.pk, "organisation": world.nodes["a12"].pk, "role": "community", "starts_on": SINCE}
    assert "复核以后才生效" in text_of(client.post(POSTINGS + "add/", fields, follow=True))
    typed = {"name": user.name, "is_active": "on", "initial_password": NEW}
    assert "还要安全管理员核对" in text_of(client.post(f"{USERS}{user.pk}/change/", typed, follow=True))
    with world.at(FIRST):
        posting = Posting.objects.get(organisation=world.nodes["a12"], user=user)
        assert (posting.posted_by, posting.confirmed_at) == (world.users[FIRST], None)
    ticked(client, POSTINGS, "confirm", posting.pk)
    ticked(client, USERS, "confirm_password", user.pk)
    assert "等您复核" not in text_of(client.get("/"))
    assert confirmed(world) == 2, "neither was his to confirm"


@pytest.mark.parametrize("name", ["district-a", CLERK, "auditor-a", "liaison-a11", "security_admin-b"])
def test_nobody_else_finds_it_in_the_lists(world: World, name: str) -> None:
    _, posting = puppet(world)
    client = client_of(world, name)
    answer = client.post(POSTINGS, {"action": "confirm", "_selected_action": str(posting.pk)}, follow=True)
    assert answer.status_code == 403 or "李四" not in text_of(answer)
    assert confirmed(world) == 1


# A district without a second officer


def test_the_keeper_of_the_server_lets_the_first_one_in(world: World) -> None:
    with pytest.raises(CommandError, match="没有账号"):
        call_command("confirm_officer", "nobody")
    user, _ = puppet(world, Role.SECURITY_ADMIN)
    with pytest.raises(CommandError, match="请由他复核"):
        call_command("confirm_officer", "puppet")
    with world.at(FIRST):
        officer = User.objects.get(pk=world.users[SECOND].pk)
        accounts.set_active(by=world.users[FIRST], user=officer, active=False)
    call_command("confirm_officer", "puppet", stdout=StringIO())
    assert [row.role for row in standings(user, clock.today())] == [Role.SECURITY_ADMIN]
    with pytest.raises(CommandError, match="没有等着复核"):
        call_command("confirm_officer", "puppet")


def test_the_only_one_who_forgot_the_password_is_let_in_too(world: World) -> None:
    reset(world, SECOND)
    assert "安全管理员复核以后" in text_of(login(Client(), SECOND, NEW))
    call_command("confirm_officer", SECOND, stdout=StringIO())
    assert login(Client(), SECOND, NEW).status_code == 302


def test_nobody_else_is_let_in_by_that(world: World) -> None:
    reset(world)
    puppet(world)
    with world.at(FIRST):
        officer = User.objects.get(pk=world.users[SECOND].pk)
        accounts.set_active(by=world.users[FIRST], user=officer, active=False)
    for name in (CLERK, "puppet"):
        with pytest.raises(CommandError, match="没有等着复核"):
            call_command("confirm_officer", name)
