"""Who came by 转接: the receiving community's clerk reads it on the first page until somebody has looked after her."""

from collections.abc import Callable

import pytest

from registry.choices import ContactChannel, EndReason, MovementKind
from registry.domain import assignments, contacts, custody, movements
from registry.lib import clock
from registry.models import Member, MoveRequest
from registry.web.home_arrived import NAMED
from tests.domain.calls import moment
from tests.web.staff import client_of, text_of
from tests.web.test_requests import LIST, placed
from tests.world import World, id_number

CAME = "转接过来的党员"
TAB = LIST + "?tab=arrived"
OUTSIDERS = ("community-a11", "community-a21", "street-a2", "community-b11", "auditor-a")


def handed_over(
    world: World, member: Member, to: str, *, holder: str = "community-a11", above: str = "street-a1"
) -> Member:
    """The holder offers somebody to another community; who stands above it agrees."""
    with world.at(holder):
        row = custody.transfer_out(by=world.users[holder], member=member, to_id=world.nodes[to].pk, reason="搬家")
    with world.at(above):
        request = MoveRequest.objects.get(key=row.key, side="receiving")
        custody.decide(by=world.users[above], request=request, agreed=True)
        return Member.objects.get(pk=member.pk)


def arrived(world: World, number: int = 3, name: str = "何小山") -> Member:
    """a11 hands over to a12 somebody who has reported in."""
    member = world.member("a11", number, name=name)
    with world.at("community-a11"):
        by = world.users["community-a11"]
        movements.record_movement(by=by, member=member, kind=MovementKind.REPORTED_IN, effective_on=clock.today())
        member.refresh_from_db()
    return handed_over(world, member, "a12")


def first_page(world: World, name: str = "community-a12") -> str:
    return text_of(client_of(world, name).get("/"))


def test_the_receiving_clerk_reads_of_it_and_nobody_outside(world: World) -> None:
    member = arrived(world)
    page = first_page(world)
    assert "来了一位转接过来的党员：何小山" in page and f'href="/members/{member.pk}/"' in page
    assert "都办完了" not in page
    assert CAME in first_page(world, "street-a1"), "who may do what a community may"
    listed = client_of(world, "community-a12").get(TAB)
    assert "何小山" in text_of(listed) and f'href="/members/{member.pk}/"' in text_of(listed)
    for other in OUTSIDERS:
        assert CAME not in first_page(world, other), other
        assert "何小山" not in text_of(client_of(world, other).get(TAB)), other


def test_until_it_is_agreed_nobody_has_come(world: World) -> None:
    member = world.member("a11", 3)
    with world.at("community-a11"):
        by = world.users["community-a11"]
        custody.transfer_out(by=by, member=member, to_id=world.nodes["a12"].pk, reason="搬家")
    assert CAME not in first_page(world)


def test_somebody_who_was_asked_for_is_told_of_too(world: World) -> None:
    member = world.member("a11", 5)
    with world.at("community-a12"):
        row = custody.take_over(
            by=world.users["community-a12"],
            organisation=world.nodes["a12"],
            direction="in",
            name="何小山",
            id_number=id_number(5),
        )
    with world.at("street-a1"):
        custody.decide(by=world.users["street-a1"], request=MoveRequest.objects.get(pk=row.pk), agreed=True)
    assert f'href="/members/{member.pk}/"' in first_page(world)


def noted(world: World, who: str, member: Member, outcome: str = "reached") -> None:
    fields = {"happened_at": moment(0), "channel": ContactChannel.PHONE, "outcome": outcome}
    contacts.record_contact(by=world.users[who], member=member, fields=fields)


def called(world: World, member: Member) -> None:
    with world.at("community-a12"):
        noted(world, "community-a12", member)


def paired(world: World, member: Member) -> None:
    with world.at("community-a12"):
        gift = assignments.Gift(assignments.locked([member.pk])[member.pk], world.users["liaison-a12"])
        assignments.give(by=world.users["community-a12"], gifts=[gift], reason=EndReason.REPLACED)


def enrolled(world: World, member: Member) -> None:
    assert placed(world, member, "a12") == 302


def moved_on(world: World, member: Member) -> None:
    with world.at("community-a12"):
        by = world.users["community-a12"]
        movements.record_movement(by=by, member=member, kind=MovementKind.RETURNED, effective_on=clock.today())


@pytest.mark.parametrize("looked_after", [called, paired, enrolled, moved_on])
def test_it_is_said_until_she_was_looked_after(world: World, looked_after: Callable[[World, Member], None]) -> None:
    member = arrived(world)
    assert CAME in first_page(world)
    looked_after(world, member)
    assert CAME not in first_page(world)
    assert "何小山" not in text_of(client_of(world, "community-a12").get(TAB))


def test_what_the_old_community_did_and_a_call_in_vain_are_none(world: World) -> None:
    member = world.member("a11", 3)
    with world.at("community-a11"):
        noted(world, "community-a11", member)
    here = handed_over(world, member, "a12")
    with world.at("community-a12"):
        noted(world, "community-a12", here, "no_answer")
    assert CAME in first_page(world)


def test_several_are_named_up_to_a_few(world: World) -> None:
    names = ["何一山", "何二山", "何三山", "何四山"]
    for number, name in enumerate(names[:NAMED], 3):
        arrived(world, number, name)
    page = first_page(world)
    assert "来了 3 位转接过来的党员：何三山、何二山、何一山" in page and TAB in page
    arrived(world, 9, names[NAMED])
    assert "来了 4 位转接过来的党员：何四山、何三山、何二山等" in first_page(world)


def test_who_went_on_is_told_of_where_she_is_now(world: World) -> None:
    member = arrived(world)
    handed_over(world, member, "a21", holder="community-a12", above="district-a")
    assert "来了一位" in first_page(world, "community-a21"), "once, not twice"
    assert CAME not in first_page(world)
