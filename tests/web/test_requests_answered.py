"""What becomes of requests: a refusal is told to whoever asked, an ended record leaves nothing to be decided, and
nobody is asked before anything can be decided."""

from datetime import timedelta

import pytest
import time_machine

from registry.choices import CloseReason, MovementKind, OrganisationKind, RequestKind, RequestState
from registry.domain import custody, movements, tree
from registry.domain.endings import HAS_ENDED
from registry.lib import clock
from registry.models import Member, MoveRequest
from registry.models.custody import ANSWERED_DAYS
from tests.web.staff import client_of, text_of
from tests.web.test_requests import AGREE, LIST, asked_take_over, half
from tests.world import World

REFUSED = "申请没有同意"


def figure_of(world: World, name: str, label: str) -> str:
    return {each["label"]: each["number"] for each in client_of(world, name).get("/").context["figures"]}[label]


def transferred(world: World, to: str = "a12") -> Member:
    """a11 offers somebody to another community."""
    member = world.member("a11", 3)
    with world.at("community-a11"):
        custody.transfer_out(by=world.users["community-a11"], member=member, to_id=world.nodes[to].pk, reason="搬家")
    return member


def test_a_refusal_is_told_to_whoever_asked(world: World) -> None:
    transferred(world)
    url = f"{LIST}{half(world, 'community-a12', 'receiving')}/"
    refused = client_of(world, "street-a1").post(url, {"action": "refuse", "answer": "请先登记报到"})
    assert refused.status_code == 302
    assert figure_of(world, "community-a11", REFUSED) == "1"
    listed = text_of(client_of(world, "community-a11").get(LIST + "?tab=refused"))
    assert "请先登记报到" in listed
    for other in ("community-a12", "community-a21", "community-b11"):
        assert figure_of(world, other, REFUSED) == "0", other
        assert "请先登记报到" not in text_of(client_of(world, other).get(LIST + "?tab=refused")), other
    with time_machine.travel(clock.now() + timedelta(days=ANSWERED_DAYS + 1), tick=False):
        assert figure_of(world, "community-a11", REFUSED) == "0"
        assert "请先登记报到" in text_of(client_of(world, "community-a11").get(LIST + "?tab=done"))


def test_nobody_is_asked_before_the_holder_has_released(world: World) -> None:
    asked_take_over(world)  # a11 of a21's member: a1 stands above one of them, the district above both
    receiving = half(world, "community-a11", "receiving")
    street = client_of(world, "street-a1")
    assert figure_of(world, "street-a1", "待批准") == "0"
    assert AGREE not in text_of(street.get(f"{LIST}{receiving}/"))
    assert figure_of(world, "district-a", "待批准") == "1"
    holding = half(world, "community-a21", "holding")
    assert client_of(world, "community-a21").post(f"{LIST}{holding}/", {"action": "release"}).status_code == 302
    assert figure_of(world, "street-a1", "待批准") == "1"
    assert AGREE in text_of(street.get(f"{LIST}{receiving}/"))


def test_whoever_asks_for_somebody_learns_nothing_of_where_he_is(world: World) -> None:
    asked_take_over(world)
    url = f"{LIST}{half(world, 'community-a11', 'receiving')}/"
    for name in ("community-a11", "street-a1"):
        page = text_of(client_of(world, name).get(url))
        assert "a21社区" not in page and "从哪里转来" not in page, name


def test_each_side_reads_what_is_asked_from_where_it_stands(world: World) -> None:
    transferred(world)
    ours = f"{LIST}{half(world, 'community-a11', 'holding')}/"
    assert "转出到其他组织" in text_of(client_of(world, "community-a11").get(ours))
    theirs = text_of(client_of(world, "community-a12").get(f"{LIST}{half(world, 'community-a12', 'receiving')}/"))
    assert "由其他组织转入" in theirs
    assert "a1街道a11社区" in theirs, "from where"
    assert "转出到其他组织" not in theirs


def enrolled_soon(world: World) -> Member:
    """a11 asks for a branch."""
    member, user = world.member("a11", 3), world.users["community-a11"]
    with world.at("district-a"):
        branch = tree.add_organisation(
            by=world.users["district-a"], parent=world.nodes["a11"], kind=OrganisationKind.BRANCH, name="第一党支部"
        )
    with world.at("community-a11"):
        movements.record_movement(by=user, member=member, kind=MovementKind.REPORTED_IN, effective_on=clock.today())
        member.refresh_from_db()
        custody.ask_enroll(by=user, member=member, branch=branch, effective_on=clock.today())
    return member


def end(world: World, name: str, member: Member) -> None:
    with world.at(name):
        movements.close(by=world.users[name], member=member, reason=CloseReason.DECEASED, effective_on=clock.today())


@pytest.mark.parametrize("asked", [transferred, enrolled_soon])
def test_what_was_asked_for_somebody_ends_with_the_record(world: World, asked) -> None:
    member = asked(world)
    assert figure_of(world, "street-a1", "待批准") == "1"
    end(world, "community-a11", member)
    assert figure_of(world, "street-a1", "待批准") == "0"
    with world.system("a"):
        states = set(MoveRequest.objects.values_list("state", flat=True))
    assert states == {RequestState.WITHDRAWN}
    assert "等上级批准" not in text_of(client_of(world, "community-a11").get(f"/members/{member.pk}/"))


def test_whoever_asked_for_a_member_that_has_ended_is_answered(world: World) -> None:
    asked_take_over(world)
    with world.at("community-a21"):
        member = Member.objects.get()
    end(world, "community-a21", member)
    with world.at("community-a11"):
        row = MoveRequest.objects.get(kind=RequestKind.TAKE_OVER)
        assert (row.state, row.answer) == (RequestState.REFUSED, HAS_ENDED)
    assert figure_of(world, "community-a11", REFUSED) == "1"


def test_released_and_ended_meanwhile_is_said_when_somebody_agrees(world: World) -> None:
    asked_take_over(world)
    holder = client_of(world, "community-a21")
    assert holder.post(f"{LIST}{half(world, 'community-a21', 'holding')}/", {"action": "release"}).status_code == 302
    with world.at("community-a21"):
        member = Member.objects.get()
    end(world, "community-a21", member)
    url = f"{LIST}{half(world, 'community-a11', 'receiving')}/"
    assert "已经结束。请答复不同意" in text_of(client_of(world, "street-a1").post(url, {"action": "agree"}))
    said = client_of(world, "street-a1").post(url, {"action": "refuse", "answer": "他已经过世"})
    assert said.status_code == 302
