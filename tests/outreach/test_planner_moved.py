"""What the planner asks after facts have gone on: a transfer took her out of her branch, a call overtook a proposal."""

from datetime import timedelta

import pytest

from registry.choices import MovementKind, OrganisationKind
from registry.domain import contacts, custody, lost, movements, tree
from registry.lib import clock
from registry.lib.announced import seed
from registry.models import Member, MoveRequest, Organisation
from tests.outreach.ground import TODAY, Days, ago, asked, call, known, only, tick
from tests.world import World, clerk

pytestmark = pytest.mark.django_db
STREET = "street-a1"


def branch_at(world: World, node: str) -> Organisation:
    """Its branch; founded when it is asked for first."""
    with world.at("district-a"):
        said = {"parent": world.nodes[node], "kind": OrganisationKind.BRANCH, "name": "第一党支部"}
        found = Organisation.objects.filter(**said).first()
        return found or tree.add_organisation(by=world.users["district-a"], **said)


def enrol(world: World, member: Member, node: str) -> None:
    """The community asks for a branch of its own, the street agrees."""
    branch, by = branch_at(world, node), world.users[clerk(node)]
    with world.at(clerk(node)):
        here = Member.objects.get(pk=member.pk)
        request = custody.ask_enroll(by=by, member=here, branch=branch, effective_on=clock.today())
    with world.at(STREET):
        custody.decide(by=world.users[STREET], request=MoveRequest.objects.get(pk=request.pk), agreed=True)


def enrolled(world: World, sequence: int) -> Member:
    """Somebody of a11 who reported in and is in a branch there."""
    member, by = known(world, sequence, ago(5)), world.users[clerk("a11")]
    with world.at(clerk("a11")):
        movements.record_movement(by=by, member=member, kind=MovementKind.REPORTED_IN, effective_on=clock.today())
    enrol(world, member, "a11")
    return member


def hand_over(world: World, member: Member, start: str = "a11", to: str = "a12") -> None:
    with world.at(clerk(start)):
        here = Member.objects.get(pk=member.pk)
        row = custody.transfer_out(by=world.users[clerk(start)], member=here, to_id=world.nodes[to].pk)
    with world.at(STREET):
        request = MoveRequest.objects.get(key=row.key, side="receiving")
        custody.decide(by=world.users[STREET], request=request, agreed=True)


def test_who_was_taken_out_of_a_branch_by_a_transfer_is_to_be_placed_again(ruled: World, days: Days) -> None:
    only(ruled, "enroll")
    member, stays = enrolled(ruled, 1), enrolled(ruled, 2)
    tick(ruled)
    assert asked(ruled) == []
    hand_over(ruled, member)
    days.on(25)
    tick(ruled)
    due = TODAY + timedelta(days=30)
    assert asked(ruled) == [("enroll", due, "open")]
    assert tick(ruled) == 0, "what she was enrolled in before is none of this"
    assert asked(ruled, member=stays) == []
    enrol(ruled, member, "a12")
    tick(ruled)
    assert asked(ruled) == [("enroll", due, "done")]


def test_each_transfer_counts_anew(ruled: World, days: Days) -> None:
    only(ruled, "enroll")
    member = enrolled(ruled, 1)
    hand_over(ruled, member)
    days.on(10)
    hand_over(ruled, member, "a12", "a11")
    days.on(25)
    tick(ruled)
    assert asked(ruled) == [("enroll", TODAY + timedelta(days=40), "open")]


def test_who_came_enrolled_with_a_roster_that_names_no_branch_is_not_asked_for(ruled: World, days: Days) -> None:
    only(ruled, "enroll")
    known(ruled, 1, ago(5), status="enrolled", enrolled_on=ago(60))
    days.on(25)
    tick(ruled)
    assert asked(ruled) == []


def test_a_call_that_overtakes_a_proposal_ends_its_task_at_once(ruled: World, days: Days) -> None:
    """And a call that was a mistake brings it back: the proposal still stands until the night."""
    only(ruled, "lost-review")
    member = known(ruled, 1, ago(200))
    known(ruled, 2, ago(200))
    with ruled.system():
        assert lost.propose_lost(day=TODAY) == 2
    tick(ruled)
    due = seed().working_day_after(TODAY, 10)
    contact = call(ruled, member)
    tick(ruled)
    assert asked(ruled) == [("lost_review", due, "done"), ("lost_review", due, "open")]
    assert tick(ruled) == 0
    with ruled.at(clerk("a11")):
        contacts.void_contact(by=ruled.users[clerk("a11")], contact=contact, reason="打错人了")
    tick(ruled)
    assert asked(ruled) == [("lost_review", due, "open")] * 2
