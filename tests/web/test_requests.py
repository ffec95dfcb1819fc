"""Requests: who sees which, who may answer, and that an answer does what it says."""

from uuid import UUID

import pytest

from registry.choices import MovementKind, OrganisationKind, RequestState
from registry.domain import movements, tree
from registry.lib import clock
from registry.models import Member, MoveRequest, Organisation
from tests.web.staff import client_of, text_of
from tests.world import World, id_number

LIST = "/requests/"
AGREE = 'name="action" value="agree"'


def asked_take_over(world: World) -> None:
    """a11 asks for somebody whom a21 holds."""
    world.member("a21", 7)
    node = str(world.nodes["a11"].pk)
    data = {"direction": "in", "name": "何小山", "id_number": id_number(7), "organisation": node, "reason": "已搬来"}
    assert client_of(world, "community-a11").post(LIST + "take-over/", data).status_code == 302


def half(world: World, name: str, side: str) -> UUID:
    with world.at(name):
        return MoveRequest.objects.get(side=side).pk


def test_take_over_is_released_then_decided(world: World) -> None:
    asked_take_over(world)
    holder, street = client_of(world, "community-a21"), client_of(world, "street-a1")
    assert "何小山" in text_of(holder.get(LIST + "?tab=release"))
    url = f"{LIST}{half(world, 'community-a11', 'receiving')}/"
    early = street.post(url, {"action": "agree"})
    assert "要等原管理组织先确认转出" in text_of(early)
    held = f"{LIST}{half(world, 'community-a21', 'holding')}/"
    assert "请写明不同意的原因" in text_of(holder.post(held, {"action": "keep"}))
    assert holder.post(held, {"action": "release"}).status_code == 302
    assert street.post(url, {"action": "agree"}).status_code == 302
    with world.at("community-a11"):
        assert Member.objects.get().organisation_id == world.nodes["a11"].pk
    assert "何小山" in text_of(street.get(LIST + "?tab=done"))


@pytest.mark.parametrize("name", ["community-a12", "street-a2", "district-b"])
def test_outsiders_get_the_same_404(world: World, name: str) -> None:
    asked_take_over(world)
    url = f"{LIST}{half(world, 'community-a11', 'receiving')}/"
    client = client_of(world, name)
    assert client.get(url).status_code == 404
    assert client.post(url, {"action": "agree"}).status_code == 404
    assert "何小山" not in text_of(client.get(LIST + "?tab=asked"))


def test_nobody_decides_on_what_was_asked_at_the_own_level(world: World) -> None:
    asked_take_over(world)
    url = f"{LIST}{half(world, 'community-a11', 'receiving')}/"
    client = client_of(world, "community-a11")
    page = text_of(client.get(url))
    assert "撤回申请" in page
    assert AGREE not in page
    assert client.post(url, {"action": "agree"}).status_code == 403
    assert client.post(url, {"action": "withdraw"}).status_code == 302
    assert "已经办结" in text_of(client.post(url, {"action": "withdraw"})), "an old page is told"
    with world.at("community-a11"):
        assert MoveRequest.objects.get().state == RequestState.WITHDRAWN


def test_a_transfer_within_the_street(world: World) -> None:
    member = world.member("a11", 3)
    owner = client_of(world, "community-a11")
    page = text_of(owner.get(f"/members/{member.pk}/transfer/"))
    assert "a2街道a21社区" in page
    assert "b1街道" not in page
    forged = {"to": str(world.nodes["b11"].pk)}
    assert owner.post(f"/members/{member.pk}/transfer/", forged).status_code == 200
    assert owner.post(f"/members/{member.pk}/transfer/", {"to": str(world.nodes["a12"].pk)}).status_code == 302
    assert "等上级批准" in text_of(owner.get(f"/members/{member.pk}/"))
    street = client_of(world, "street-a1")
    assert len(street.get(LIST).context["rows"]) == 1, "one row for both halves"
    url = f"{LIST}{half(world, 'community-a12', 'receiving')}/"
    assert street.post(url, {"action": "agree"}).status_code == 302
    with world.at("community-a12"):
        assert Member.objects.get().pk == member.pk


def test_the_members_page_leads_whoever_decides_to_the_half_that_is_decided(world: World) -> None:
    """The other half has only a button that takes the request back, and is the asker's."""
    member = world.member("a11", 3)
    to = {"to": str(world.nodes["a21"].pk)}
    assert client_of(world, "community-a11").post(f"/members/{member.pk}/transfer/", to).status_code == 302
    asked, decided = (half(world, "district-a", side) for side in ("holding", "receiving"))
    page = f"/members/{member.pk}/"
    for name, leads in (("community-a11", asked), ("street-a1", asked), ("district-a", decided)):
        shown = text_of(client_of(world, name).get(page))
        assert f"{LIST}{leads}/" in shown, name
        assert f"{LIST}{({asked, decided} - {leads}).pop()}/" not in shown, name
    assert AGREE in text_of(client_of(world, "district-a").get(f"{LIST}{decided}/"))


def test_an_unknown_button_says_so(world: World) -> None:
    asked_take_over(world)
    url = f"{LIST}{half(world, 'community-a11', 'receiving')}/"
    assert "请点下面的一个按钮" in text_of(client_of(world, "street-a1").post(url, {"action": "xyz"}))


@pytest.mark.parametrize("name", ["liaison-a11", "auditor-a"])
def test_others_have_no_business_here(world: World, name: str) -> None:
    client = client_of(world, name)
    assert client.get(LIST).status_code == 403
    assert client.get(LIST + "take-over/").status_code == 403


def test_a_superiors_to_do_is_counted_on_the_first_page(world: World) -> None:
    asked_take_over(world)
    figures = client_of(world, "community-a21").get("/").context["figures"]
    assert {figure["label"]: figure["number"] for figure in figures}["待确认转出"] == "1"
    figures = client_of(world, "community-a11").get("/").context["figures"]
    assert {figure["label"]: figure["number"] for figure in figures}["待确认转出"] == "0"


def branch_of(world: World, node: str) -> Organisation:
    """A branch below that community."""
    with world.at("district-a"):
        return tree.add_organisation(
            by=world.users["district-a"], parent=world.nodes[node], kind=OrganisationKind.BRANCH, name="第一党支部"
        )


def placed(world: World, member: Member, node: str) -> int:
    """The community asks for a branch, the street agrees; the status of the first page that is asked with."""
    owner, url = client_of(world, f"community-{node}"), f"/members/{member.pk}/enroll/"
    said = {"branch": str(branch_of(world, node).pk), "effective_on": str(clock.today())}
    status = owner.post(url, said).status_code
    if status == 302:
        with world.at("street-a1"):
            waiting = MoveRequest.objects.get(kind="enroll", state=RequestState.WAITING_APPROVAL)
        assert client_of(world, "street-a1").post(f"{LIST}{waiting.pk}/", {"action": "agree"}).status_code == 302
    return status


def test_who_was_in_a_branch_is_placed_in_another_one_after_a_transfer(world: World) -> None:
    """The transfer takes her out of her branch: she is not left without a way into one."""
    member, page = world.member("a11", 3), "申请纳入支部"
    with world.at("community-a11"):
        movements.record_movement(
            by=world.users["community-a11"], member=member, kind=MovementKind.REPORTED_IN, effective_on=clock.today()
        )
    assert placed(world, member, "a11") == 302
    owner = client_of(world, "community-a11")
    assert page not in text_of(owner.get(f"/members/{member.pk}/"))
    assert "已经纳入支部了" in text_of(owner.get(f"/members/{member.pk}/enroll/"))
    to = {"to": str(world.nodes["a12"].pk)}
    assert owner.post(f"/members/{member.pk}/transfer/", to).status_code == 302
    url = f"{LIST}{half(world, 'community-a12', 'receiving')}/"
    assert client_of(world, "street-a1").post(url, {"action": "agree"}).status_code == 302
    assert page in text_of(client_of(world, "community-a12").get(f"/members/{member.pk}/"))
    assert placed(world, member, "a12") == 302
    with world.at("community-a12"):
        now = Member.objects.get(pk=member.pk)
        assert (now.status, str(now.branch_label)) == ("enrolled", str(now.branch)) and now.branch is not None


def test_a_second_transfer_is_refused_before_anything_is_typed(world: World) -> None:
    member, owner = world.member("a11", 3), client_of(world, "community-a11")
    url, to = f"/members/{member.pk}/transfer/", {"to": str(world.nodes["a12"].pk), "reason": "搬家"}
    assert owner.post(url, to).status_code == 302
    page = text_of(owner.get(url))
    assert "已经提出过“转出到其他组织”" in page and "先在“申请”里撤回" in page and 'name="to"' not in page
    assert "搬家" in text_of(owner.post(url, to)), "what was typed in an old page is not lost"
    row = half(world, "community-a11", "holding")
    assert owner.post(f"{LIST}{row}/", {"action": "withdraw"}).status_code == 302
    assert 'name="to"' in text_of(owner.get(url))
