"""Members: registering, moving, closing, and who may see them."""

from datetime import date, timedelta
from itertools import product

import pytest

from registry.choices import CloseReason, MovementKind, RequestState, Status
from registry.domain import custody, lost, members, movements
from registry.domain.errors import Conflict, OpenElsewhere, Refused
from registry.lib import clock
from registry.models import LostProposal, Member, Movement, MoveRequest
from registry.models.custody import other_half
from registry.models.search import condition
from tests.world import World, id_number, phone


def test_owner_colleague_and_outsider(world: World) -> None:
    world.member("a11")
    for name, seen in (
        ("community-a11", 1),
        ("community-a12", 0),
        ("street-a1", 1),
        ("street-a2", 0),
        ("district-a", 1),
        ("district-b", 0),
        ("auditor-a", 0),
        ("liaison-a11", 0),
    ):
        with world.at(name):
            assert Member.objects.count() == seen, name


def test_second_open_record_is_refused_with_one_wording(world: World) -> None:
    world.member("a11", 1)
    for node in ("a11", "a12", "b11"):
        with pytest.raises(OpenElsewhere) as refusal:
            world.member(node, 1)
        assert str(refusal.value) == OpenElsewhere.MESSAGE


def test_state_follows_movements_and_past_days_can_be_asked_for(world: World) -> None:
    member = world.member("a11")
    user = world.users["community-a11"]
    with world.at("community-a11"):
        today = clock.today()
        movements.record_movement(by=user, member=member, kind=MovementKind.REPORTED_IN, effective_on=today)
        member.refresh_from_db()
        assert (member.status, member.reported_on) == (Status.REPORTED, today)
        with pytest.raises(Refused):
            movements.record_movement(
                by=user,
                member=member,
                kind=MovementKind.FOUND_AGAIN,
                effective_on=today,
            )
        reported = Movement.objects.get(member=member, kind=MovementKind.REPORTED_IN)
        movements.void_movement(by=user, movement=reported, reason="日期记错")
        member.refresh_from_db()
        assert (member.status, member.reported_on) == (Status.AWAITING_REPORT, None)
        assert movements.state_on(member, today - timedelta(days=1)).status is None


def test_lost_and_found_again_returns_to_the_earlier_state(world: World) -> None:
    member = world.member("a11")
    user = world.users["community-a11"]
    with world.at("community-a11"):
        today = clock.today()
        for kind in (
            MovementKind.REPORTED_IN,
            MovementKind.LOST,
            MovementKind.FOUND_AGAIN,
        ):
            movements.record_movement(by=user, member=member, kind=kind, effective_on=today)
        member.refresh_from_db()
        assert member.status == Status.REPORTED
        movements.close(by=user, member=member, reason=CloseReason.DECEASED, effective_on=today)
        member.refresh_from_db()
        assert (member.is_open, member.close_reason) == (False, CloseReason.DECEASED)


def test_stale_version_is_a_conflict(world: World) -> None:
    member = world.member("a11")
    with world.at("community-a11"):
        members.update_details(
            by=None,
            member=member,
            changes={"employer": "某电商基地"},
            version=member.version,
        )
        with pytest.raises(Conflict):
            members.update_details(
                by=None,
                member=member,
                changes={"employer": "某机械厂"},
                version=member.version,
            )


def test_take_over_waits_for_release_and_superior(world: World) -> None:
    member = world.member("a21", 7)
    with world.at("community-a11"):
        request = custody.take_over(
            by=world.users["community-a11"],
            organisation=world.nodes["a11"],
            direction="in",
            name="何小山",
            id_number=id_number(7),
        )
        assert MoveRequest.objects.count() == 1
        with pytest.raises(Refused):
            custody.decide(by=world.users["community-a11"], request=request, agreed=True)
    with world.at("street-a1"), pytest.raises(Refused):
        custody.decide(by=world.users["street-a1"], request=request, agreed=True)
    with world.at("community-a21"):
        holding = MoveRequest.objects.get()
        custody.release(by=world.users["community-a21"], request=holding, agreed=True)
    with world.at("street-a1"):
        custody.decide(by=world.users["street-a1"], request=MoveRequest.objects.get(), agreed=True)
    with world.at("community-a21"):
        assert not Member.objects.exists()
        assert not Movement.objects.exists()
        assert MoveRequest.objects.get().state == RequestState.DONE
    with world.at("community-a11"):
        moved = Member.objects.get()
        assert (moved.pk, moved.organisation_id) == (member.pk, world.nodes["a11"].pk)
        assert moved.id_number == id_number(7)
        kinds = set(Movement.objects.values_list("kind", "node_at_event"))
        assert kinds == {
            ("registered", world.nodes["a21"].path),
            ("moved", world.nodes["a11"].path),
        }


def test_transfer_out_within_one_street(world: World) -> None:
    member = world.member("a11", 3)
    with world.at("community-a11"):
        custody.transfer_out(by=world.users["community-a11"], member=member, to_id=world.nodes["a12"].pk)
    with world.at("community-a12"):
        assert not Member.objects.exists()
        half = MoveRequest.objects.get()
        assert half.member_id is None
        assert half.id_number == ""
    with world.at("street-a1"):
        custody.decide(
            by=world.users["street-a1"],
            request=MoveRequest.objects.get(side="receiving"),
            agreed=True,
        )
    with world.at("community-a12"):
        assert Member.objects.get().pk == member.pk


def test_two_halves_see_only_each_others_status(world: World) -> None:
    inflow = world.member("a11", 5)
    outflow = world.member("b11", 5, direction="out")
    with world.at("community-a11"):
        assert other_half(inflow.pk) == ("out", Status.AWAITING_REPORT)
        assert other_half(outflow.pk) is None


def test_silent_is_who_gave_no_sign_of_life_by_the_first_date_that_there_is(world: World) -> None:
    """The last contact, else the registration, in Shanghai, whenever she arrived; on the day itself it counts."""
    day, expected = clock.today() - timedelta(days=40), set()
    before, on = day - timedelta(days=1), day
    moments = (clock.midnight(day) - timedelta(seconds=1), clock.midnight(day))
    for number, dates in enumerate(product((None, before, on), (None, before, on), moments)):
        contacted, flowed, created = dates
        member = world.member("a11", number + 1)
        with world.at("community-a11"):
            Member.objects.filter(pk=member.pk).update(last_contact_on=contacted, flowed_on=flowed, created_at=created)
        if (contacted or clock.local(created).date()) < day:
            expected.add(member.pk)
    with world.at("community-a11"):
        assert set(Member.objects.all().silent_since(day).values_list("pk", flat=True)) == expected
        assert 0 < len(expected) < Member.objects.count()


def test_lost_is_proposed_once_and_decided_by_a_person(world: World) -> None:
    member = world.member("a11", 6, flowed_on=date(2025, 1, 1))
    with world.system():
        assert lost.propose_lost(day=clock.today()) == 0, "nobody can have called before she was registered"
        Member.objects.filter(pk=member.pk).update(created_at=clock.now() - timedelta(days=200))
        assert lost.propose_lost(day=clock.today()) == 1
        assert lost.propose_lost(day=clock.today()) == 0
    with world.at("community-a11"):
        proposal = LostProposal.objects.get()
        lost.decide_lost(
            by=world.users["community-a11"],
            proposal=proposal,
            lost=False,
            note="电话已接通",
        )
    with world.system():
        assert lost.propose_lost(day=clock.today()) == 0


@pytest.mark.parametrize(
    "text",
    [
        "hxs",
        "HXS",
        "hexiaoshan",
        "何",
        "何小山",
        "小山",
        "电商基地",
        phone(1),
        phone(1)[-4:],
        id_number(1),
    ],
)
def test_search_box(world: World, text: str) -> None:
    world.member("a11", 1, employer="江海区某电商基地", origin_code="522726")
    world.member("a12", 2, name="张三", employer="某机械厂")
    with world.at("street-a1"):
        assert [member.name for member in Member.objects.filter(condition(text))] == ["何小山"]
