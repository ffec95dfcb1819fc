"""Registering by hand: what the ID number tells, what is refused and how, who may be the same person."""

from typing import Any
from uuid import uuid4

import pytest

from registry.choices import Status
from registry.domain.errors import OpenElsewhere
from registry.lib import clock
from registry.models import AuditEvent, Member, MoveRequest
from registry.web.recognising import OURS
from tests.web.staff import client_of, text_of
from tests.world import World, id_number, phone

NEW = "/members/new/"


def typed(world: World, **fields: Any) -> dict[str, Any]:
    """What a clerk of a11 types for one person."""
    person = {"direction": "in", "name": "何小山", "id_number": id_number(1), "phone": phone(1)}
    return person | {"organisation": str(world.nodes["a11"].pk), "action": "save"} | fields


def test_one_screen_registers_and_fills_in_what_follows_from_the_number(world: World) -> None:
    client = client_of(world, "community-a11")
    data = typed(world, origin_text="贵州独山", flowed="2025.3", employer="江海区某电商基地", joined="2008")
    response = client.post(NEW, data, follow=True)
    assert "已登记“何小山”，现在是“待报到”" in text_of(response)
    with world.at("community-a11"):
        member = Member.objects.get()
        assert (member.sex, str(member.birth_on), member.birth_precision) == ("男", "1985-06-01", "day")
        assert (member.origin_code, member.flowed_precision, member.joined_precision) == ("522726", "month", "year")
        assert (member.id_number, member.phone, member.initials) == (id_number(1), phone(1), "hxs")
        assert AuditEvent.objects.filter(action="member.registered").count() == 0  # the trail is the auditor's to read
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(action="member.registered").count() == 1


def test_reported_in_at_once_and_on_to_the_next(world: World) -> None:
    client = client_of(world, "community-a11")
    response = client.post(NEW, typed(world, reported_on=str(clock.today()), action="save_next"))
    assert response.headers["Location"] == NEW
    with world.at("community-a11"):
        assert Member.objects.get().status == Status.REPORTED


def test_a_form_sent_twice_is_one_record(world: World) -> None:
    client = client_of(world, "community-a11")
    key = str(client.get(NEW).context["form"]["client_key"].value())
    data = typed(world, id_number="", client_key=key)
    first, second = (client.post(NEW, data).headers["Location"] for _ in range(2))
    assert first == second
    assert "还没有记" in text_of(client.post(NEW, data | {"name": "何大川"}))
    with world.at("community-a11"):
        assert Member.objects.count() == 1


def test_looking_at_what_was_typed_keeps_the_key(world: World) -> None:
    client, key = client_of(world, "community-a11"), str(uuid4())
    looked = client.post(NEW, typed(world, action="recognise", client_key=key))
    assert str(looked.context["form"]["client_key"].value()) == key


def test_without_number_and_phone_it_is_a_lead(world: World) -> None:
    client = client_of(world, "community-a11")
    assert "已记下线索" in text_of(client.post(NEW, typed(world, id_number="", phone=""), follow=True))


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"id_number": id_number(1)[:-1] + ("0" if id_number(1)[-1] != "0" else "1")}, "抄错了一位"),
        ({"id_number": "44010"}, "现在是 5 位"),
        ({"id_number": "4407**********1234"}, "星号"),
        ({"phone": "0750-3861234"}, "座机请填到"),
        ({"phone": "1.38E+10"}, "科学计数法"),
        ({"name": ""}, "姓名"),
        ({"name": "12345"}, "不像一个姓名"),
        ({"sex": "女"}, "身份证号显示为男"),
        ({"birth": "1985-07"}, "身份证号显示为 1985-06-01"),
        ({"joined": "85.6"}, "年份只有两位"),
        ({"origin_text": "朝阳区"}, "有几个地方同名"),
        ({"organisation": "unknown"}, "管理组织"),
        ({"reported_on": "2999-01-01"}, "报到日期不能晚于今天"),
    ],
)
def test_mistakes_are_told_in_plain_words_and_nothing_is_saved(world: World, fields: dict[str, str], said: str) -> None:
    response = client_of(world, "community-a11").post(NEW, typed(world, **fields))
    assert response.status_code == 200
    assert said in text_of(response)
    with world.at("district-a"):
        assert not Member.objects.exists()


def test_an_ambiguous_place_is_chosen_never_guessed(world: World) -> None:
    client = client_of(world, "community-a11")
    page = text_of(client.post(NEW, typed(world, origin_text="朝阳区")))
    assert "北京市朝阳区" in page
    assert "吉林省长春市朝阳区" in page
    client.post(NEW, typed(world, origin_text="朝阳区", origin_pick="110105"))
    client.post(NEW, typed(world, origin_text="朝阳区", origin_pick="unknown", id_number=id_number(2), phone=phone(2)))
    with world.at("community-a11"):
        assert set(Member.objects.values_list("origin_code", flat=True)) == {"110105", ""}


@pytest.mark.parametrize("node", ["a12", "b11", "a1"])
def test_an_organisation_out_of_the_subtree_is_no_option(world: World, node: str) -> None:
    client = client_of(world, "community-a11")
    assert str(world.nodes[node].pk) not in text_of(client.get(NEW))
    client.post(NEW, typed(world, organisation=str(world.nodes[node].pk)))
    for district in ("district-a", "district-b"):
        with world.at(district):
            assert not Member.objects.exists()


def test_recognising_fills_sex_and_birthday_without_saving(world: World) -> None:
    page = text_of(client_of(world, "community-a11").post(NEW, typed(world, action="recognise")))
    assert "号码校验通过：男，1985-06-01 出生" in page
    assert 'value="1985-06-01"' in page
    assert '<option value="男" selected' in page
    with world.at("community-a11"):
        assert not Member.objects.exists()


def test_htmx_replaces_only_what_was_filled(world: World) -> None:
    client = client_of(world, "community-a11")
    page = text_of(client.post(NEW, typed(world, action="recognise", sex="男"), headers={"HX-Request": "true"}))
    assert 'id="slot-birth"' in page
    assert 'id="slot-sex"' not in page


def test_half_a_number_is_no_error_yet(world: World) -> None:
    page = text_of(client_of(world, "community-a11").post(NEW, typed(world, action="recognise", id_number="44079919")))
    assert "还差 10 位" in page


def test_what_the_number_says_against_what_was_typed_is_one_click(world: World) -> None:
    client = client_of(world, "community-a11")
    wrong = typed(world, sex="女", birth="1990-01-01")
    page = text_of(client.post(NEW, wrong | {"action": "recognise"}))
    assert "性别填的是“女”，身份证号显示为“男”" in page
    mended = text_of(client.post(NEW, wrong | {"action": "use_id"}))
    assert 'value="1985-06-01"' in mended
    assert "和身份证号对不上" not in mended


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": "另一人", "phone": ""}, "身份证号相同"),
        ({"name": "另一人", "id_number": ""}, "手机号相同"),
        ({"id_number": "", "phone": ""}, "同名"),
        ({"id_number": "", "phone": "", "name": "贺晓山"}, "姓名同音"),
    ],
)
def test_possible_same_persons_are_shown_in_scope_only(world: World, fields: dict[str, str], why: str) -> None:
    world.member("a11", 1)
    asked = typed(world, action="recognise", **fields)
    assert why in text_of(client_of(world, "community-a11").post(NEW, asked))
    outside = text_of(client_of(world, "community-a12").post(NEW, asked))
    assert why not in outside
    assert "可能是同一个人" not in outside


@pytest.mark.parametrize("holder", ["a12", "b11"])
def test_open_elsewhere_has_one_wording_and_offers_the_take_over(world: World, holder: str) -> None:
    world.member(holder, 1)
    client = client_of(world, "community-a11")
    for action in ("recognise", "save"):
        page = text_of(client.post(NEW, typed(world, action=action)))
        assert OpenElsewhere.MESSAGE in page
        assert "申请接收" in page
    with world.at("auditor-a"):
        assert AuditEvent.objects.filter(outcome="refused", action__startswith="member.").count() == 3
    with world.at("district-a" if holder != "b11" else "district-b"):
        assert Member.objects.count() == 1


def test_who_is_ones_own_is_not_asked_for(world: World) -> None:
    """There is nobody to ask: his record is shown, and the request is refused."""
    world.member("a11", 1)
    client = client_of(world, "community-a11")
    for action in ("recognise", "save"):
        page = text_of(client.post(NEW, typed(world, action=action)))
        assert OURS in page and "可能是同一个人" in page
        assert OpenElsewhere.MESSAGE not in page and "申请接收</button>" not in page
    asked = typed(world, action="", reason="已在本社区居住")
    assert "本来就由" in text_of(client.post("/requests/take-over/", asked))
    with world.at("community-a11"):
        assert (Member.objects.count(), MoveRequest.objects.count()) == (1, 0)
    street = client_of(world, "street-a1")
    assert OURS in text_of(street.post(NEW, typed(world, action="recognise"))), "nor by who stands above"


def test_the_take_over_form_carries_the_typed_values_and_asks(world: World) -> None:
    world.member("a21", 1)
    client = client_of(world, "community-a11")
    page = text_of(client.post("/requests/take-over/", typed(world, action="prefill")))
    assert id_number(1) in page
    with world.at("community-a11"):
        assert not MoveRequest.objects.exists()
    data = typed(world, action="", reason="已在本社区居住")
    assert client.post("/requests/take-over/", data).status_code == 302
    assert "不用再提" in text_of(client.post("/requests/take-over/", data))
    with world.at("community-a11"):
        assert MoveRequest.objects.get().side == "receiving"


@pytest.mark.parametrize("name", ["liaison-a11", "auditor-a", "system_admin-a"])
def test_only_who_may_write_registers(world: World, name: str) -> None:
    client = client_of(world, name)
    assert client.get(NEW).status_code == 403
    assert client.post(NEW, typed(world)).status_code == 403
