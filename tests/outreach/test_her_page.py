"""A member's own page: opened by a button, closed by time and by staff, hers alone, and nothing changes by a GET."""

import re

import pytest
from django.core import signing
from django.test import Client

from outreach.domain import links
from outreach.models import OptOut, PersonalLink
from outreach.web.me import door
from registry.domain import members
from registry.models import AuditEvent, Member
from registry.models.custody import definer
from registry.models.identity import member_scope, system_scope
from registry.models.unit import work
from tests.counting import queries
from tests.outreach.herself import inside, linked, text_of, visitor
from tests.outreach.post import Moment
from tests.web.staff import client_of
from tests.world import World, id_number, phone

COOKIE = "bdx_me"
TOKEN = re.compile(r"/m/([0-9a-hj-km-np-tv-z]{16})/")


def test_staff_give_a_link_and_take_it_back(world: World, moment: Moment) -> None:
    """The owner and her liaison's office issue and revoke; a neighbour, an outsider and an officer see nothing."""
    member = world.member("a11", 1, name="何小山")
    here = f"/members/{member.pk}/links/"
    clerk = client_of(world, "community-a11")
    assert "个人页面" in clerk.get(f"/members/{member.pk}/").content.decode()
    assert "没有有效的链接" in clerk.get(here).content.decode()
    made = clerk.post(here).content.decode()
    assert "何小山同志，您好" in made and "<path d=" in made
    token = TOKEN.search(made)[1]
    assert token not in clerk.get(here).content.decode()
    for account, status in {"community-a12": 404, "community-b11": 404, "liaison-a11": 404, "auditor-a": 403}.items():
        assert client_of(world, account).get(here).status_code == status, account
        assert client_of(world, account).post(here).status_code == status, account
    phone_of_hers = inside(token)
    assert "何小山，您好" in text_of(phone_of_hers)
    with world.at("community-a11"):
        link = PersonalLink.objects.get()
        assert link.used_at is not None
    revoke = f"/links/{link.pk}/revoke/"
    assert client_of(world, "community-a12").post(revoke).status_code == 404
    assert clerk.get(revoke).status_code == 405
    clerk.post(revoke)
    text_of(phone_of_hers, status=404)
    text_of(visitor(), f"/m/{token}/", 404)
    with world.at("auditor-a"):
        told = AuditEvent.objects.filter(action__startswith="link.").values_list("action", "actor")
        assert sorted(told) == [
            ("link.issued", "community-a11"), ("link.opened", "member link"), ("link.revoked", "community-a11"),
        ]  # fmt: skip


def test_a_liaison_ends_her_own_links_alone(world: World, moment: Moment) -> None:
    member, _, _ = linked(world)
    with world.at("community-a11"):
        members.assign_liaison(by=world.users["community-a11"], member=member, liaison=world.users["liaison-a11"])
        offices = PersonalLink.objects.get()
    liaison, here = client_of(world, "liaison-a11"), f"/members/{member.pk}/links/"
    assert f"/links/{offices.pk}/revoke/" not in liaison.get(here).content.decode()
    said = liaison.post(f"/links/{offices.pk}/revoke/", follow=True).content.decode()
    assert "这个链接是别人发的" in said
    liaison.post(here)
    with world.at("community-a11"):
        hers = PersonalLink.objects.exclude(pk=offices.pk).get()
    assert "链接已撤销" in liaison.post(f"/links/{hers.pk}/revoke/", follow=True).content.decode()


def test_no_more_than_a_few_links_and_none_for_an_ended_record(world: World, moment: Moment) -> None:
    member, _, token = linked(world)
    clerk, here = client_of(world, "community-a11"), f"/members/{member.pk}/links/"
    answers = [clerk.post(here).content.decode() for _ in range(links.MOST)]
    assert ["已经有 5 个有效的链接" in answer for answer in answers] == [False] * 4 + [True]
    hers = inside(token)
    with world.system():
        Member.objects.filter(pk=member.pk).update(is_open=False)
    assert "记录已经结束" in clerk.post(here).content.decode()
    text_of(hers, status=404)
    assert visitor().post(f"/m/{token}/", {"open": "1"}).status_code == 404


def test_the_page_and_what_keeps_it_to_itself(world: World, moment: Moment) -> None:
    _, _link, token = linked(world, employer="江海电子厂", residence="东海路 1 号")
    client = visitor()
    before = client.get(f"/m/{token}/?open=1")
    assert "打开我的页面" in before.content.decode() and COOKIE not in client.cookies
    assert before["Referrer-Policy"] == "strict-origin"
    with world.at("community-a11"):
        assert PersonalLink.objects.get().used_at is None
    client.post(f"/m/{token}/", {"open": "1"})
    cookie = client.cookies[COOKIE]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/me/", True, "Lax")
    assert token not in cookie.value
    response = client.get("/me/")
    page = response.content.decode()
    assert response["Cache-Control"] == "no-store" and response["Referrer-Policy"] == "strict-origin"
    assert response["X-Robots-Tag"] == "noindex" and token not in page
    assert "script-src 'self'" in response["Content-Security-Policy"]
    assert id_number(1) not in page and phone(1) not in page
    for said in ("4410**********", "138****0001", "江海电子厂", "东海路 1 号", "来报到", "交一份学习汇报"):
        assert said in page, said
    assert client.get("/members/").status_code == 302
    assert "notice--success" not in text_of(client, "/me/?done=wrong")


def test_the_session_ends_by_idling_and_for_good_after_a_while(world: World, moment: Moment) -> None:
    _, _, token = linked(world)
    client = inside(token)
    for _ in range(16):
        moment.passes(minutes=29)
        text_of(client)
    moment.passes(minutes=29)  # eight hours since it was opened
    text_of(client, status=404)
    client = inside(token)
    moment.passes(minutes=30)
    text_of(client, status=404)
    client = inside(token)
    left = client.post("/me/leave/")
    assert (left.status_code, "已经关上" in left.content.decode()) == (200, True)
    text_of(client, status=404)


def test_a_forged_cookie_opens_nothing_and_without_the_signature_it_would(
    world: World, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The negative control takes any signature for good: then whoever knows a link's hash is in."""
    _, link, _token = linked(world)
    said = {"d": bytes(link.digest).hex(), "o": int(moment.at.timestamp()), "s": int(moment.at.timestamp())}
    forged = visitor()
    for value in (signing.Signer(salt="else").sign_object(said), signing.Signer(key="x").sign_object(said), "", "a:b"):
        forged.cookies[COOKIE] = value
        text_of(forged, status=404)
    forged.cookies[COOKIE] = signing.Signer(key="x").sign_object(said)
    monkeypatch.setattr(signing.Signer, "unsign", lambda self, value: value.rsplit(":", 1)[0])
    assert "何小山1" in text_of(forged)


def test_it_is_one_members_page_and_without_the_scope_it_would_be_anybodys(
    world: World, moment: Moment, monkeypatch: pytest.MonkeyPatch
) -> None:
    linked(world, 1)
    _, _, token = linked(world, 2)
    client = inside(token)
    with world.system():
        first = Member.objects.get(name="何小山1")
    page = text_of(client)
    assert "何小山2" in page and "何小山1" not in page and phone(1)[-4:] not in page
    # Whatever a page asks for is asked in her scope; asked in the node's, the same question answers for everybody.
    with work(member_scope(first.owner_path, first.pk)):
        assert Member.objects.count() == 1
    monkeypatch.setattr(door, "member_scope", lambda path, member: system_scope(path))
    seen: list[int] = []
    monkeypatch.setattr(door.herself, "place", lambda: seen.append(Member.objects.count()) or door.Place())
    text_of(client)
    assert seen == [2]


def test_the_notice_is_acknowledged_once_and_by_herself_alone(world: World, moment: Moment) -> None:
    member, _, token = linked(world)
    other = world.member("a11", 2, name="何小河")
    client = inside(token)
    assert "我已看过" in text_of(client, "/me/notice/")
    with world.at("community-a11"):
        assert Member.objects.get(pk=member.pk).notice_acknowledged_on is None
        assert definer("registry_acknowledge_notice", moment.at.date()) == [(False,)]
    assert client.post("/me/notice/").headers["Location"] == "/me/?done=notice"
    client.post("/me/notice/")
    assert "看过" in text_of(client, "/me/?done=notice")
    with world.at("community-a11"):
        days = dict(Member.objects.values_list("name", "notice_acknowledged_on"))
        assert days[member.name] is not None and days[other.name] is None
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="notice.acknowledged").count() == 1
    with work(member_scope(world.nodes["a11"].path, member.pk)):
        assert Member.objects.update(notice_acknowledged_on=None) == 0
        assert definer("registry_member_place")[0][0] == "a1街道a11社区"
    with world.at("community-a11"):
        assert definer("registry_member_place") == []


def test_no_more_messages_and_no_more_than_so_many_posts(world: World, moment: Moment, settings) -> None:
    settings.LINK_LIMITS = settings.LINK_LIMITS | {"hers": (3, 3600)}
    _, _, token = linked(world)
    client, strict = inside(token), Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies
    assert strict.post("/me/stop/").status_code == 403
    statuses = [client.post("/me/stop/").status_code for _ in range(5)]
    assert statuses == [302, 302, 302, 429, 429]
    assert "已退订全部消息" in text_of(client)
    with world.at("community-a11"):
        assert OptOut.objects.get().channel == ""
    moment.passes(hours=1)
    client = inside(token)
    assert client.post("/me/stop/").status_code == 302


def test_the_page_costs_the_same_whoever_else_is_there(world: World, moment: Moment) -> None:
    _, _, token = linked(world)
    client = inside(token)
    few = len(queries(client, "/me/"))
    for number in range(2, 12):
        linked(world, number)
    assert len(queries(client, "/me/")) == few < 25
