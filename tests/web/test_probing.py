"""Whether somebody is open elsewhere is told to few questions an hour, whoever holds the person (A17)."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from registry.domain import probing
from registry.domain.errors import OpenElsewhere
from registry.lib import clock
from registry.models import AuditEvent, Member, MoveRequest
from tests.web.staff import client_of, text_of
from tests.world import World, id_number, phone

NEW, TAKE = "/members/new/", "/requests/take-over/"
# Fewer than in a district, where it is 20 an hour: each question is a whole page.
MOST = 5


@pytest.fixture(autouse=True)
def _few_an_hour(settings: Any) -> None:
    assert settings.PROBE_LIMIT == (20, 3600)
    settings.PROBE_LIMIT = (MOST, 3600)


@pytest.fixture
def held(world: World) -> World:
    """People that a12, a2's and b's organisations hold, more than may be asked about."""
    for number in range(1, MOST + 3):
        world.member(("a12", "a21", "b11")[number % 3], number)
    return world


def ask(world: World, client: Client, number: int, action: str = "save", url: str = NEW, **more: Any) -> Any:
    person = {"direction": "in", "name": "何小山", "id_number": id_number(number), "phone": phone(number)}
    node = {"organisation": str(world.nodes["a11"].pk), "action": action}
    return client.post(url, person | node | more)


def spend(world: World, client: Client) -> None:
    """Be told of as many people as may be."""
    for number in range(1, MOST + 1):
        page = ask(world, client, number)
        assert page.status_code == 200 and OpenElsewhere.MESSAGE in text_of(page)


def test_so_many_people_an_hour_and_then_the_door_is_shut_for_a_while(held: World) -> None:
    client = client_of(held, "community-a11")
    spend(held, client)
    for number in (MOST + 1, 999):  # somebody held elsewhere, and nobody: the answer is the same
        for url in (NEW, TAKE):
            answer = ask(held, client, number, url=url)
            assert answer.status_code == 429
            assert "请过一会儿再查" in text_of(answer) and OpenElsewhere.MESSAGE not in text_of(answer)
            assert 0 < int(answer["Retry-After"]) <= 3600
        looked = text_of(ask(held, client, number, "recognise"))
        assert OpenElsewhere.MESSAGE not in looked and "以后才能再按身份证号登记" in looked
    with held.at("community-a11"):
        assert not Member.objects.exists() and not MoveRequest.objects.exists()
        lead = held.member("a11", id_number="")
    edit = {"name": "何小山", "id_number": id_number(MOST + 1), "version": "2", "phone": "", "birth": "", "sex": ""}
    assert client.post(f"/members/{lead.pk}/edit/", edit).status_code == 429
    # Without a number nobody is asked about, and a colleague has an hour of her own.
    assert ask(held, client, 0, id_number="", phone="").status_code == 302
    assert ask(held, client_of(held, "street-a1"), 998).status_code == 302
    with time_machine.travel(clock.now() + timedelta(hours=1, seconds=1), tick=False):
        assert OpenElsewhere.MESSAGE in text_of(ask(held, client_of(held, "community-a11"), MOST + 1))


def test_every_answer_is_on_the_trail_and_names_nobody(held: World) -> None:
    client = client_of(held, "community-a11")
    ask(held, client, 1)
    ask(held, client, 1, "recognise")
    ask(held, client, 2, url=TAKE)
    with held.at("auditor-a"):
        told = list(AuditEvent.objects.filter(actor="community-a11", detail__has_key="person").order_by("seq"))
        assert [row.action for row in told] == [
            "member.register_refused", "member.open_elsewhere_told", "member.open_elsewhere_told", "request.asked",
        ]  # fmt: skip
        people = [row.detail["person"] for row in told]
        assert len(set(people)) == 2 and len(set(people[:3])) == 1
        assert not any(id_number(1) in str(row.detail) for row in told)
    # One account's digests say nothing to another's.
    assert probing.person(held.users["community-a11"], id_number(1)) != probing.person(
        held.users["street-a1"], id_number(1)
    )


def test_the_same_person_again_costs_nothing(held: World) -> None:
    client = client_of(held, "community-a11")
    for _ in range(MOST + 5):
        assert ask(held, client, 1, "recognise").status_code == 200
    assert OpenElsewhere.MESSAGE in text_of(ask(held, client, 2))


def test_without_the_limit_everybody_could_be_asked_about(held: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Negative control."""
    monkeypatch.setattr(probing, "check", lambda: None)
    client = client_of(held, "community-a11")
    spend(held, client)
    assert OpenElsewhere.MESSAGE in text_of(ask(held, client, MOST + 1))
