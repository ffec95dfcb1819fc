"""The planner: what each rule asks for, of whom and when; and that nothing is asked beside it, or twice."""

from datetime import date, timedelta

import pytest

from outreach.domain import rules, settling
from outreach.models import Planning, Rule, Task
from registry.choices import ContactOutcome, MovementKind, Status
from registry.domain import contacts, lost, movements, studies
from registry.lib import clock
from registry.lib.announced import seed
from registry.models import LostProposal, Member
from tests.outreach.ground import STARTED, TODAY, Days, ago, asked, call, known, only, rule, start, tick
from tests.world import World, clerk

pytestmark = pytest.mark.django_db


def test_a_contact_is_due_after_thirty_days_and_the_call_itself_closes_it(ruled: World, days: Days) -> None:
    member = known(ruled, 1, ago(25))
    known(ruled, 2, ago(5))
    tick(ruled)
    due = TODAY + timedelta(days=5)
    assert asked(ruled, kind="contact") == [("contact", due, "open")]
    assert tick(ruled) == 0, "a second tick asks nothing twice"
    call(ruled, member)
    with ruled.system():
        assert settling.settle(members=[member.pk]) == 1
    assert asked(ruled, kind="contact") == [("contact", due, "done")]
    days.on(23)
    tick(ruled)
    assert asked(ruled, member=member, kind="contact")[-1] == ("contact", TODAY + timedelta(days=30), "open")


def test_a_call_that_was_a_mistake_opens_the_same_task_again(ruled: World, days: Days) -> None:
    member = known(ruled, 1, ago(40))
    tick(ruled)
    contact = call(ruled, member)
    tick(ruled)
    assert [state for _, _, state in asked(ruled, kind="contact")] == ["done"]
    with ruled.at(clerk("a11")):
        contacts.void_contact(by=ruled.users[clerk("a11")], contact=contact, reason="打错人了")
    tick(ruled)
    assert asked(ruled, kind="contact") == [("contact", ago(10), "open")]
    assert tick(ruled) == 0


def test_nobody_is_late_before_the_rule_began(ruled: World, days: Days) -> None:
    """Who was silent for a year when the rule came is asked for on its first day, not eleven months too late."""
    known(ruled, 1, STARTED - timedelta(days=365))
    tick(ruled)
    assert asked(ruled, kind="contact") == [("contact", STARTED, "open")]


def test_leads_lost_and_ended_records_are_left_alone(ruled: World, days: Days) -> None:
    known(ruled, 1, ago(60), status=Status.LEAD)
    known(ruled, 2, ago(60), status=Status.LOST)
    known(ruled, 3, ago(60), status=Status.RETURNED, is_open=False)
    tick(ruled)
    assert asked(ruled) == []


def test_an_ended_record_needs_nothing_any_more(ruled: World, days: Days) -> None:
    member = known(ruled, 1, ago(60), status=Status.REPORTED, reported_on=ago(60))
    tick(ruled)
    assert {state for _, _, state in asked(ruled)} == {"open"}
    with ruled.at(clerk("a11")):
        Member.objects.filter(pk=member.pk).update(is_open=False, status=Status.RETURNED)
    tick(ruled)
    assert {state for _, _, state in asked(ruled)} <= {"withdrawn", "lapsed"}


def test_the_first_contact_is_due_within_three_working_days(ruled: World, days: Days) -> None:
    only(ruled, "first-contact")
    member = known(ruled, 1, None, created_at=clock.midnight(TODAY))
    tick(ruled)
    assert asked(ruled) == [("first_contact", seed().working_day_after(TODAY, 3), "open")]
    call(ruled, member, ContactOutcome.NO_ANSWER)
    tick(ruled)
    assert [state for _, _, state in asked(ruled)] == ["open"], "an attempt is no contact"
    call(ruled, member)
    tick(ruled)
    assert [state for _, _, state in asked(ruled)] == ["done"]


def test_working_days_that_are_not_announced_are_not_guessed(ruled: World, days: Days) -> None:
    only(ruled, "first-contact")
    days.to(date(2035, 5, 8))
    member = known(ruled, 1, None, created_at=clock.midnight(days.day))
    tick(ruled)
    assert asked(ruled, member=member) == []


def test_three_failed_days_make_the_node_look_into_it(ruled: World, days: Days) -> None:
    only(ruled, "hard-to-reach")
    member = known(ruled, 1, ago(50))
    for _ in range(2):
        call(ruled, member, ContactOutcome.NO_ANSWER)
        call(ruled, member, ContactOutcome.UNREACHABLE)  # twice on one day is one day
        days.on(1)
    tick(ruled)
    assert asked(ruled) == []
    third = days.day
    call(ruled, member, ContactOutcome.NO_ANSWER)
    days.on(1)
    tick(ruled)
    due = seed().working_day_after(third, 5)
    assert asked(ruled) == [("hard_to_reach", due, "open")]
    call(ruled, member, ContactOutcome.NO_ANSWER)
    days.on(1)
    tick(ruled)
    assert asked(ruled) == [("hard_to_reach", due, "open")], "a fourth failure is the same matter"
    call(ruled, member)
    tick(ruled)
    assert [state for _, _, state in asked(ruled)] == ["done"]


def test_a_proposal_of_lost_is_the_nodes_until_it_is_decided(ruled: World, days: Days) -> None:
    only(ruled, "lost-review")
    known(ruled, 1, ago(200))
    with ruled.system():
        assert lost.propose_lost(day=TODAY) == 1
    tick(ruled)
    assert asked(ruled) == [("lost_review", seed().working_day_after(TODAY, 10), "open")]
    with ruled.at(clerk("a11")):
        proposal = LostProposal.objects.get()
        lost.decide_lost(by=ruled.users[clerk("a11")], proposal=proposal, lost=False, note="家里人说换了号码")
    tick(ruled)
    assert [state for _, _, state in asked(ruled)] == ["done"]


def test_reporting_in_and_being_enrolled_are_asked_for_and_close_themselves(ruled: World, days: Days) -> None:
    only(ruled, "report-in", "enroll")
    member = known(ruled, 1, ago(5), status=Status.AWAITING_REPORT)
    tick(ruled)
    assert asked(ruled) == [("report_in", STARTED + timedelta(days=15), "open")]
    with ruled.at(clerk("a11")):
        movements.record_movement(
            by=ruled.users[clerk("a11")], member=member, kind=MovementKind.REPORTED_IN, effective_on=TODAY
        )
    tick(ruled)
    assert asked(ruled) == [("report_in", STARTED + timedelta(days=15), "done")]
    days.on(25)
    tick(ruled)
    assert asked(ruled)[-1] == ("enroll", TODAY + timedelta(days=30), "open")


def test_a_study_report_each_quarter_and_an_old_quarter_lapses(ruled: World, days: Days) -> None:
    only(ruled, "study")
    busy, idle = known(ruled, 1, ago(5)), known(ruled, 2, ago(5))
    tick(ruled)
    assert asked(ruled) == [("study", date(2026, 3, 31), "open")] * 2
    with ruled.at(clerk("a11")):
        said = {"topic": "学习", "form": "self_study", "channel": "wechat", "studied_on": ago(1)}
        studies.file_study(by=ruled.users[clerk("a11")], member=busy, fields=said)
    tick(ruled)
    assert asked(ruled, member=busy) == [("study", date(2026, 3, 31), "done")]
    days.to(date(2026, 6, 3))
    tick(ruled)
    assert asked(ruled, member=idle) == [("study", date(2026, 3, 31), "lapsed"), ("study", date(2026, 6, 30), "open")]


def test_festivals_are_merged_with_the_normal_visit(ruled: World, days: Days) -> None:
    """Who was spoken to after the list was due is not asked for; one call settles the visit and the festival."""
    only(ruled, "festival-july", "contact")
    days.to(date(2026, 6, 25))
    known(ruled, 1, date(2026, 6, 20))
    both = known(ruled, 2, date(2026, 5, 28))
    tick(ruled)
    assert asked(ruled, kind="festival") == [("festival", date(2026, 7, 1), "open")]
    assert [kind for kind, _, _ in asked(ruled, member=both)] == ["contact", "festival"]
    call(ruled, both)
    tick(ruled)
    assert {state for _, _, state in asked(ruled, member=both)} == {"done"}


@pytest.mark.parametrize(
    ("joined", "day", "due"),
    [
        (date(2010, 7, 8), date(2026, 7, 3), date(2026, 7, 8)),
        (date(2012, 2, 29), date(2026, 2, 25), date(2026, 2, 28)),
        (date(2012, 2, 29), date(2028, 2, 25), date(2028, 2, 29)),
        (date(2026, 7, 8), date(2026, 7, 3), None),
        (date(2011, 1, 2), date(2026, 12, 30), date(2027, 1, 2)),
    ],
)
def test_a_political_birthday(ruled: World, days: Days, joined: date, day: date, due: date | None) -> None:
    only(ruled, "birthday")
    days.to(day)
    known(ruled, 1, day - timedelta(days=20), joined_on=joined, joined_precision="day")
    tick(ruled)
    assert asked(ruled) == ([("birthday", due, "open")] if due else [])


def test_a_node_has_its_own_rule_and_gives_it_up_again(ruled: World, days: Days) -> None:
    """What a street says holds below it alone; its neighbour keeps the district's, and done tasks stay as they are."""
    only(ruled, "contact")
    here, there = known(ruled, 1, ago(25)), known(ruled, 2, ago(25), node="a21")
    tick(ruled)
    with ruled.at("street-a1"):
        own = rules.change_rule(
            by=ruled.users["street-a1"],
            node=ruled.nodes["a1"],
            rule=Rule.objects.get(code="contact"),
            changes={"every_days": 60},
        )
        assert own.owner_path == ruled.nodes["a1"].path
        at_a11 = Rule.objects.of_node(ruled.nodes["a11"].path).filter(code="contact")
        assert [found.every_days for found in at_a11] == [60]
    tick(ruled)
    assert asked(ruled, member=here) == [("contact", TODAY + timedelta(days=5), "withdrawn")]
    assert asked(ruled, member=there) == [("contact", TODAY + timedelta(days=5), "open")]
    with ruled.at("street-a1"):
        rules.follow_above(by=ruled.users["street-a1"], rule=own)
    tick(ruled)
    assert asked(ruled, member=here) == [("contact", TODAY + timedelta(days=5), "open")]


def test_a_changed_rule_moves_open_tasks_and_touches_no_done_one(ruled: World, days: Days) -> None:
    only(ruled, "contact")
    open_one, done = known(ruled, 1, ago(25)), known(ruled, 2, ago(28))
    tick(ruled)
    call(ruled, done)
    tick(ruled)
    with ruled.system():
        task = Task.objects.get(member=open_one)
    with ruled.at("district-a"):
        found = rule(ruled, "contact")
        rules.change_rule(
            by=ruled.users["district-a"], node=ruled.nodes["a"], rule=found, changes={"every_days": 27}, version=1
        )
    tick(ruled)
    with ruled.system():
        assert Task.objects.get(member=open_one).pk == task.pk
    assert asked(ruled, member=open_one) == [("contact", TODAY + timedelta(days=2), "open")]
    assert asked(ruled, member=done) == [("contact", TODAY + timedelta(days=2), "done")]


def test_a_rule_asks_for_its_audience_alone(ruled: World, days: Days) -> None:
    only(ruled, "contact")
    rider = known(ruled, 1, ago(40), new_employment_type="food_rider")
    known(ruled, 2, ago(40))
    with ruled.at("district-a"):
        rules.change_rule(
            by=ruled.users["district-a"],
            node=ruled.nodes["a"],
            rule=rule(ruled, "contact"),
            changes={"audience": {"employment": "food_rider"}},
        )
    tick(ruled)
    with ruled.system():
        assert list(Task.objects.values_list("member_id", flat=True)) == [rider.pk]


def test_a_planner_that_was_away_misses_nothing(ruled: World, days: Days) -> None:
    """D07: one district is planned daily, another not for nine days over the end of a month: they ask the same."""
    start(ruled, "b")
    days.to(date(2026, 3, 27))
    for node in ("a11", "b11"):
        for number in range(12):
            joined = date(2010, 3, 24 + number % 7)
            known(ruled, number + 20 * (node == "b11"), ago(number * 3), node, joined_on=joined, joined_precision="day")
    for _ in range(9):
        tick(ruled)
        days.on(1)
    tick(ruled)
    tick(ruled, "b")
    daily, late = asked(ruled, state="open"), asked(ruled, "b", state="open")
    assert daily == late
    assert len(late) > 20
    assert asked(ruled, state="lapsed") == []


def test_another_district_is_not_touched(ruled: World, days: Days) -> None:
    known(ruled, 1, ago(60), node="b11")
    tick(ruled)
    assert asked(ruled, "b") == []
    assert tick(ruled, "b") > 0
    with ruled.system("b"):
        assert Planning.objects.count() == Rule.objects.count() > 5
