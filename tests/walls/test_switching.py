"""A scope that changed is felt at the next request (A24); nobody learns where somebody is registered (A17)."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from registry.choices import Role
from registry.domain import accounts, custody, members
from registry.domain.errors import OpenElsewhere, Refused
from registry.lib import clock
from registry.models import AuditEvent, Member, MoveRequest, Organisation, User
from registry.models.unit import work
from tests.confirmed import confirmed
from tests.walls.asking import BACKEND
from tests.walls.pages import UUID_TEXT
from tests.world import World, id_number

MEMBERS = "/members/"


@pytest.fixture
def signed_in(world: World, client: Client) -> Client:
    """community-a11 at work, with a member on her list."""
    world.member("a11", 1, name="何小山")
    world.member("a12", 2, name="单雄信")
    client.force_login(world.users["community-a11"], backend=BACKEND)
    assert "何小山" in client.get(MEMBERS).content.decode()
    return client


def end(world: World) -> None:
    with world.at("system_admin-a"):
        accounts.end_posting(by=world.users["system_admin-a"], posting=world.postings["community-a11"])


def move(world: World) -> None:
    end(world)
    with world.at("system_admin-a"):
        accounts.post(
            by=world.users["system_admin-a"], user=world.users["community-a11"], organisation=world.nodes["a12"],
            role=Role.COMMUNITY, starts_on=clock.today() - timedelta(days=3),
        )  # fmt: skip
    confirmed(world)


def demote(world: World) -> None:
    with world.system():
        posting = world.postings["community-a11"]
        posting.role = Role.LIAISON
        posting.save()


def disable(world: World) -> None:
    with world.at("system_admin-a"):
        user = User.objects.get(pk=world.users["community-a11"].pk)
        accounts.set_active(by=world.users["system_admin-a"], user=user, active=False)


def close(world: World) -> None:
    """The organisation goes out of use (its members are elsewhere by then)."""
    with world.at("district-a"):
        Organisation.objects.filter(pk=world.nodes["a11"].pk).update(is_active=False)


def reset_password(world: World) -> None:
    with world.at("system_admin-a"):
        user = User.objects.get(pk=world.users["community-a11"].pk)
        accounts.set_password(by=world.users["system_admin-a"], user=user, password="另外一个-Password-2026")


@pytest.mark.parametrize("change", [end, move, demote, disable, close, reset_password])
def test_the_next_request_is_already_refused(world: World, signed_in: Client, change: Callable[[World], None]) -> None:
    change(world)
    for _ in range(2):
        response = signed_in.get(MEMBERS, follow=True)
        assert "何小山" not in response.content.decode(), change.__name__
        assert "单雄信" not in response.content.decode(), change.__name__
    assert signed_in.get(MEMBERS).status_code != 200


def test_a_new_login_works_in_the_new_place(world: World, signed_in: Client) -> None:
    move(world)
    signed_in.get(MEMBERS)
    signed_in.force_login(world.users["community-a11"], backend=BACKEND)
    text = signed_in.get(MEMBERS).content.decode()
    assert "单雄信" in text
    assert "何小山" not in text


def test_the_scope_never_comes_from_the_request(world: World, signed_in: Client) -> None:
    for key in ("organisation", "owner_path", "scope", "posting", "path", "office"):
        for value in (world.nodes["a"].path, str(world.nodes["a"].pk), str(world.postings["district-a"].pk), "0001"):
            text = signed_in.get(MEMBERS, {key: value}, headers={"X-Scope": value, "X-Posting": value}).content.decode()
            assert "单雄信" not in text, (key, value)


# A17


def _refusal(world: World, number: int) -> str:
    with pytest.raises(OpenElsewhere) as refusal, world.at("community-a11"):
        members.register(
            by=world.users["community-a11"], organisation=world.nodes["a11"], direction="in",
            fields={"name": "何小山", "id_number": id_number(number)},
        )  # fmt: skip
    return str(refusal.value)


def test_one_wording_whoever_holds_the_record(world: World) -> None:
    for number, node in enumerate(("a11", "a12", "a21", "b11"), 1):
        world.member(node, number)
    said = {_refusal(world, number) for number in range(1, 5)}
    assert said == {OpenElsewhere.MESSAGE}


def test_asking_to_take_over_tells_nothing(world: World) -> None:
    """The same request, and the same answers to it, for somebody held next door, in another district, or nowhere."""
    world.member("a12", 1)
    world.member("b11", 2)
    clerk, above, seen = world.users["community-a11"], world.users["street-a2"], set()
    for number in (1, 2, 3):
        with world.at("community-a11"):
            request = custody.take_over(
                by=clerk, organisation=world.nodes["a11"], direction="in", name="何小山", id_number=id_number(number)
            )
            shown = {field.name: getattr(request, field.name) for field in MoveRequest._meta.concrete_fields}
            told = {
                key: value
                for key, value in shown.items()
                if key not in ("id", "key", "id_number", "id_index", "asked_at")
            }
            seen.add(str(told))
            assert MoveRequest.objects.filter(key=request.key).count() == 1
            assert Member.objects.count() == 0
        with work(world.scope("street-a2")), pytest.raises(Refused):
            custody.decide(by=above, request=request, agreed=True)
    assert len(seen) == 1


def test_the_page_says_the_same_too(world: World, client: Client) -> None:
    """Through the form for one person, with nothing but the number differing."""
    world.member("a12", 1)
    world.member("b11", 3)
    client.force_login(world.users["community-a11"], backend=BACKEND)
    client.get("/")
    bodies = []
    for number in (1, 3):  # of one sex, which the page says
        data = {"id_number": id_number(number), "name": "何小山", "direction": "in"}
        response = client.post("/members/new/", data)
        text = (
            UUID_TEXT.sub("…", response.content.decode())
            .replace(id_number(number), "…")
            .replace(id_number(number)[-4:], "…")
        )
        bodies.append((response.status_code, _without_token(text)))
    assert bodies[0] == bodies[1]
    with world.system("a"):
        assert AuditEvent.objects.filter(actor="community-a11").exists()


def _without_token(text: str) -> str:
    return "\n".join(line for line in text.splitlines() if "csrf" not in line.lower())
