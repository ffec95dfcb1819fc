"""Who left and is back again: his old record stays ended beside the new one, and leads to it."""

from typing import Any

import pytest

from registry.choices import CloseReason, MovementKind
from registry.domain import movements
from registry.domain.errors import OpenElsewhere
from registry.lib import clock
from registry.models import AuditEvent, Member, Movement
from tests.web.staff import client_of, text_of
from tests.world import World, clerk, id_number, phone

K = MovementKind
BOTH = "另有一条在册记录"


def returned(world: World, number: int = 1) -> Member:
    """何小山, registered and returned."""
    member = world.member("a11", number)
    with world.at(clerk("a11")):
        movements.record_movement(by=None, member=member, kind=K.RETURNED, effective_on=clock.today())
    return member


def ending(world: World, member: Member) -> Movement:
    with world.at("district-a"):
        return Movement.objects.get(member=member, kind=K.RETURNED)


def test_what_ended_a_record_is_not_voided_beside_another_open_one(world: World) -> None:
    old = returned(world)
    new = world.member("a11", 1)
    client, url = client_of(world, "community-a11"), f"/movements/{ending(world, old).pk}/void/"
    page = client.post(url, {"reason": "没有走"})
    assert page.status_code == 200
    for word in (BOTH, "a11社区，待报到", "误登记"):
        assert word in text_of(page), word
    with world.at("community-a11"):
        assert not Member.objects.get(pk=old.pk).is_open
        movements.close(by=None, member=new, reason=CloseReason.MISTAKEN, effective_on=clock.today())
    assert client.post(url, {"reason": "没有走"}).status_code == 302
    with world.at("community-a11"):
        assert Member.objects.get(pk=old.pk).is_open


@pytest.mark.parametrize("node", ["a12", "b11"])
def test_of_an_open_record_out_of_sight_nothing_is_told_but_that_it_is(world: World, node: str) -> None:
    old = returned(world)
    world.member(node, 1)
    url = f"/movements/{ending(world, old).pk}/void/"
    assert client_of(world, "community-a12").post(url, {"reason": "不归我"}).status_code == 404
    page = text_of(client_of(world, "community-a11").post(url, {"reason": "没有走"}))
    assert BOTH in page and "申请接收" in page and f"{node}" not in page
    with world.at("auditor-a"):
        row = AuditEvent.objects.get(action="member.void_refused")
        assert row.outcome == "refused" and row.detail["person"]


def test_it_is_told_as_often_as_any_other_answer_about_people_elsewhere(world: World, settings: Any) -> None:
    settings.PROBE_LIMIT = (1, 3600)
    client, pages = client_of(world, "community-a11"), []
    for number in (1, 2):
        old = returned(world, number)
        world.member("a12", number)
        pages.append(client.post(f"/movements/{ending(world, old).pk}/void/", {"reason": "没有走"}))
    assert [page.status_code for page in pages] == [200, 429]


AGAIN = {"direction": "in", "name": "何小山", "action": "save"}


def test_an_ended_record_offers_to_register_the_person_again_with_what_is_known(world: World) -> None:
    old, client = returned(world), client_of(world, "community-a11")
    with world.at("community-a11"):
        Member.objects.filter(pk=old.pk).update(origin_code="522726", origin_text="贵州独山", employer="某电商基地")
    url = f"/members/{old.pk}/again/"
    assert url in text_of(client.get(f"/members/{old.pk}/"))
    page = client.get(url)
    assert page.context["form"].initial["origin_text"] == "贵州独山" and "employer" not in page.context["form"].initial
    assert id_number(1) not in text_of(page) and phone(1) not in text_of(page)
    assert "现为 44" in text_of(page)
    sent = AGAIN | {"organisation": str(world.nodes["a11"].pk), "origin_text": "贵州独山", "origin_pick": "522726"}
    looked = text_of(client.post(url, sent | {"action": "recognise", "phone": phone(9)}))
    assert phone(9) in looked and id_number(1) not in looked
    made = client.post(url, sent)
    assert made.status_code == 302
    with world.at("community-a11"):
        new = Member.objects.get(is_open=True)
        assert (new.id_number, new.phone, new.origin_code) == (id_number(1), phone(1), "522726")
        assert (new.employer, new.sex, str(new.birth_on)) == ("", "男", "1985-06-01")
        assert f"{clock.today()} 已返回（a1街道a11社区）" in Movement.objects.get(member=new).note
    for one, other in ((old, new), (new, old)):
        assert f'href="/members/{other.pk}/"' in text_of(client.get(f"/members/{one.pk}/"))
    again = client.post(url, sent | {"name": "何小山"})
    assert "已经在您这里在册" in text_of(again)


def test_a_changed_number_goes_before_the_old_one_and_one_taken_away_is_gone(world: World) -> None:
    old, client = returned(world), client_of(world, "community-a11")
    sent = AGAIN | {"organisation": str(world.nodes["a11"].pk), "id_number": id_number(7), "phone": "无"}
    assert client.post(f"/members/{old.pk}/again/", sent).status_code == 302
    with world.at("community-a11"):
        new = Member.objects.get(is_open=True)
        assert (new.id_number, new.phone) == (id_number(7), "")


@pytest.mark.parametrize("account", ["community-a12", "district-b", "liaison-a11", "auditor-a"])
def test_an_outsider_registers_nobody_from_it(world: World, account: str) -> None:
    old, client = returned(world), client_of(world, account)
    sent = AGAIN | {"organisation": str(world.nodes["a12"].pk)}
    for answer in (client.get(f"/members/{old.pk}/again/"), client.post(f"/members/{old.pk}/again/", sent)):
        assert answer.status_code in (403, 404)
        assert "何小山" not in text_of(answer)


def test_nor_of_an_open_record_or_of_one_that_ended_for_good(world: World) -> None:
    client, here = client_of(world, "community-a11"), world.member("a11", 1)
    for number, reason in ((2, CloseReason.DECEASED), (3, CloseReason.LEFT_PARTY)):
        member = world.member("a11", number)
        with world.at("community-a11"):
            movements.close(by=None, member=member, reason=reason, effective_on=clock.today())
        assert "/again/" not in text_of(client.get(f"/members/{member.pk}/"))
        assert client.post(f"/members/{member.pk}/again/", AGAIN).url == f"/members/{member.pk}/"
    assert client.get(f"/members/{here.pk}/again/").status_code == 302


def test_of_a_person_open_elsewhere_the_refusal_tells_no_more_than_ever(world: World) -> None:
    old = returned(world)
    world.member("a12", 1)
    client = client_of(world, "community-a11")
    page = text_of(client.post(f"/members/{old.pk}/again/", AGAIN | {"organisation": str(world.nodes["a11"].pk)}))
    assert OpenElsewhere.MESSAGE in page and "a12" not in page
    assert "同一个人的其他记录" not in text_of(client.get(f"/members/{old.pk}/"))
