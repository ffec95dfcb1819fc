"""G07 revocation, G08 timeouts: nothing is served after the end, and the page says why."""

import pytest
import time_machine
from django.test import Client
from pytest_django import Settings

from registry.choices import OrganisationKind, Role
from registry.domain import accounts
from registry.lib import clock
from registry.models import Posting, User
from tests.accounts.people import events, inside, login
from tests.confirmed import confirmed
from tests.world import PASSWORD, SINCE, World

A = "community-a11"
ADMIN = "system_admin-a"
PAGE = "/account/posting/"


@pytest.fixture
def session(world: World, client: Client, frozen: time_machine.Traveller) -> Client:
    """A logged-in browser under a clock that moves by hand."""
    login(client, A)
    assert inside(client)
    return client


def reason_of(client: Client) -> str:
    """Why the next page isn't served."""
    answer = client.get(PAGE)
    assert answer.status_code == 302
    target = answer.headers["Location"]
    assert target.startswith("/login/ended/?reason="), target
    assert not inside(client)
    return target.split("reason=")[1].split("&")[0]


def test_idle_end_is_exact(session: Client, frozen: time_machine.Traveller) -> None:
    for _ in range(3):
        frozen.shift(15 * 60 - 1)
        assert inside(session)
    frozen.shift(15 * 60)
    assert reason_of(session) == "idle"


def test_absolute_end_is_exact(session: Client, frozen: time_machine.Traveller) -> None:
    for _ in range(71):
        frozen.shift(600)
        assert inside(session)
    frozen.shift(599)
    assert inside(session)
    frozen.shift(1)
    assert reason_of(session) == "absolute"


def test_without_limits_the_session_lives_on(
    session: Client, frozen: time_machine.Traveller, settings: Settings
) -> None:
    settings.SESSION_IDLE_SECONDS = settings.SESSION_ABSOLUTE_SECONDS = 10**9
    frozen.shift(11 * 3600)
    assert inside(session)


def test_the_page_says_why_and_comes_back(session: Client, frozen: time_machine.Traveller) -> None:
    frozen.shift(16 * 60)
    ended = session.get(PAGE, follow=True)
    assert "较长时间没有操作" in ended.content.decode()
    assert "/login/?next=/account/posting/" in ended.content.decode()


def test_a_form_that_came_too_late_is_told_so_and_led_back(session: Client, frozen: time_machine.Traveller) -> None:
    frozen.shift(16 * 60)
    form = "http://testserver/members/new/?direction=in"
    said = session.post("/members/new/", headers={"Referer": form}, follow=True).content.decode()
    assert "刚才提交的内容没有保存" in said
    assert "/login/?next=/members/new/%3Fdirection%3Din" in said


def test_a_form_sent_after_leaving_in_another_window_is_told_so(session: Client) -> None:
    session.post("/logout/")
    form = "http://testserver/members/new/"
    said = session.post("/members/new/", headers={"Referer": form}, follow=True).content.decode()
    assert "您在另一个窗口退出过" in said and "刚才提交的内容没有保存" in said
    assert "/login/?next=/members/new/" in said


@pytest.mark.parametrize("referer", ["", "https://elsewhere.example/members/", "http://testserver/"])
def test_it_is_led_back_to_pages_of_ours_only(
    session: Client, frozen: time_machine.Traveller, referer: str
) -> None:  # fmt: skip
    frozen.shift(16 * 60)
    answer = session.post("/members/new/", headers={"Referer": referer, "X-Draft": "1"})
    assert answer.headers["Location"] == "/login/ended/?reason=idle&sent=kept"
    assert "存在这台设备上" in session.get(answer.headers["Location"]).content.decode()


def test_a_page_on_which_somebody_writes_keeps_the_login(session: Client, frozen: time_machine.Traveller) -> None:
    for _ in range(3):
        frozen.shift(15 * 60 - 1)
        assert session.get("/account/alive/").status_code == 204
    frozen.shift(15 * 60)
    assert session.get("/account/alive/").status_code == 302


def test_part_of_a_page_sends_the_whole_page_away(session: Client, frozen: time_machine.Traveller) -> None:
    frozen.shift(16 * 60)
    answer = session.get(PAGE, headers={"HX-Request": "true"})
    assert (answer.status_code, answer.headers["HX-Redirect"]) == (204, "/login/ended/?reason=idle")


def test_the_end_is_in_the_trail(world: World, session: Client, frozen: time_machine.Traveller) -> None:
    frozen.shift(16 * 60)
    session.get(PAGE)
    last = events(world)[-1]
    assert (last.action, last.actor, last.detail) == ("session.ended", A, {"reason": "idle"})


def test_disabled_account_serves_nothing_more(world: World, session: Client) -> None:
    with world.at(ADMIN):
        accounts.set_active(by=world.users[ADMIN], user=world.users[A], active=False)
    assert reason_of(session) == "disabled"


def test_password_set_by_the_admin_ends_the_session(world: World, session: Client) -> None:
    with world.at(ADMIN):
        accounts.set_password(by=world.users[ADMIN], user=world.users[A], password="Quite-Another-77-Thing")
    assert reason_of(session) == "password"


def test_ended_posting_ends_the_session(world: World, session: Client) -> None:
    with world.at(ADMIN):
        accounts.end_posting(by=world.users[ADMIN], posting=world.postings[A])
    assert reason_of(session) == "posting"


def test_changed_role_ends_the_session(world: World, session: Client) -> None:
    with world.system():
        Posting.objects.filter(pk=world.postings[A].pk).update(role=Role.LIAISON)
    assert reason_of(session) == "posting"


def test_closed_organisation_ends_the_session(world: World, session: Client) -> None:
    with world.at(ADMIN):
        node = world.nodes["a11"]
        node.is_active = False
        node.save()
    assert reason_of(session) == "posting"


def test_posting_that_runs_out_ends_the_session_at_midnight(
    world: World, client: Client, frozen: time_machine.Traveller
) -> None:
    with world.at(ADMIN):
        Posting.objects.filter(pk=world.postings[A].pk).update(ends_on=clock.today())
    midnight = clock.local(clock.now()).replace(hour=23, minute=59, second=50)
    frozen.move_to(midnight)
    login(client, A)
    assert inside(client)
    frozen.shift(11)
    assert reason_of(client) == "posting"


def test_own_password_change_ends_the_other_sessions(world: World, session: Client) -> None:
    other = Client()
    login(other, A)
    new = "Quite-Another-77-Thing"
    answer = session.post("/account/password/", {"old": PASSWORD, "new": new, "again": new})
    assert answer.headers["Location"] == "/account/password/done/"
    assert inside(session)
    assert reason_of(other) == "password"


def test_logout_ends_a_copied_cookie_too(world: World, session: Client) -> None:
    copy = Client()
    copy.cookies["bdx_session"] = session.cookies["bdx_session"].value
    assert inside(copy)
    session.post("/logout/")
    assert not inside(copy)


def test_session_of_several_postings_switches(world: World, client: Client) -> None:
    with world.at(ADMIN):
        accounts.post(
            by=world.users[ADMIN],
            user=world.users[A],
            organisation=world.nodes["a12"],
            role=Role.COMMUNITY,
            starts_on=SINCE,
        )
    confirmed(world)
    assert login(client, A).headers["Location"] == PAGE
    page = client.get(PAGE).content.decode()
    assert "a1街道a11社区" in page and "a1街道a12村" in page
    with world.at(ADMIN):
        second = Posting.objects.get(user__username=A, organisation=world.nodes["a12"])
    foreign = world.postings["community-b11"]
    assert client.post(PAGE, {"posting": str(foreign.pk)}).status_code == 200, "not one's own: asked again"
    assert client.session["posting"] != str(foreign.pk)
    assert client.post(PAGE, {"posting": str(second.pk)}).status_code == 302
    assert client.session["posting"] == str(second.pk)
    with world.at(ADMIN):
        accounts.end_posting(by=world.users[ADMIN], posting=world.postings[A])
    assert inside(client), "another posting than the present one ended"


def test_account_without_a_posting_sees_nothing(world: World, client: Client) -> None:
    with world.at(ADMIN):
        accounts.end_posting(by=world.users[ADMIN], posting=world.postings[A])
    login(client, A)
    page = client.get("/account/password/", follow=True).content.decode()
    assert "旧密码" in page
    assert "没有在用的岗位" in client.get(PAGE).content.decode()


def test_forced_password_change_stands_before_everything(world: World, client: Client) -> None:
    with world.at(ADMIN):
        User.objects.filter(username=A).update(must_change_password=True)
    login(client, A)
    answer = client.get(PAGE)
    assert answer.headers["Location"].startswith("/account/password/")
    for elsewhere in ("/members/", "/", "/months/"):
        assert client.get(elsewhere).headers["Location"].startswith("/account/password/")
    assert client.get("/suggest/").status_code == 200, "what is open to all is open to her too"
    new = "Quite-Another-77-Thing"
    client.post("/account/password/", {"old": PASSWORD, "new": new, "again": new})
    assert inside(client)


def test_whom_to_ask_is_somebody_there_is(world: World, client: Client) -> None:
    """Accounts and postings are the district's system administrator's: a street has none."""
    assert accounts.PLACES[Role.SYSTEM_ADMIN] == {OrganisationKind.DISTRICT}
    assert "请区里的系统管理员核对身份后重置" in client.get("/login/").content.decode()
    with world.at(ADMIN):
        accounts.end_posting(by=world.users[ADMIN], posting=world.postings[A])
    login(client, A)
    assert "请区里的系统管理员给您加上岗位" in client.get("/account/posting/").content.decode()
