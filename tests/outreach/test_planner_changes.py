"""What a planner does to open tasks when the rule that made them has changed."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.db.models import ProtectedError

from outreach.choices import Cadence
from outreach.domain import rules
from outreach.models import Rule, Task
from registry.lib.ids import uuid7
from registry.models import Organisation
from tests.outreach.ground import STARTED, TODAY, Days, ago, asked, known, only, rule, tick
from tests.world import World

pytestmark = pytest.mark.django_db


def changed(world: World, code: str, **columns: object) -> None:
    """Somebody saves the rule."""
    with world.system():
        found = Rule.objects.get(code=code, owner_path=world.nodes["a"].path)
        Rule.objects.filter(pk=found.pk).update(version=found.version + 1, **columns)


@pytest.mark.parametrize("code", ["contact", "study"])
def test_other_days_of_grace_are_those_of_open_tasks_too(ruled: World, days: Days, code: str) -> None:
    only(ruled, code)
    known(ruled, 1, ago(25))
    assert tick(ruled) == 1
    changed(ruled, code, grace_days=3)
    assert tick(ruled) == 0
    with ruled.system():
        task = Task.objects.get()
        assert task.late_on == task.due_on + timedelta(days=3)
        assert (task.state, task.version) == ("open", 2)
    tick(ruled)
    with ruled.system():
        assert Task.objects.get().version == 2, "nothing more to change"


def test_of_several_open_tasks_of_one_matter_the_first_moves_and_the_others_close(ruled: World, days: Days) -> None:
    """A rule that asked for every quarter asks for so many days after the last success from now on."""
    only(ruled, "contact")
    member = known(ruled, 1, ago(25))
    tick(ruled)
    for later in (40, 80):
        again(ruled, TODAY + timedelta(days=later))
    changed(ruled, "contact", every_days=32)
    assert tick(ruled) == 0
    due = member.last_contact_on + timedelta(days=32)
    assert asked(ruled) == [
        ("contact", due, "open"),
        ("contact", TODAY + timedelta(days=40), "withdrawn"),
        ("contact", TODAY + timedelta(days=80), "withdrawn"),
    ]
    tick(ruled)
    assert [state for _, _, state in asked(ruled)] == ["open", "withdrawn", "withdrawn"]


def test_a_task_that_stands_on_the_new_day_already_is_kept_and_the_other_closes(ruled: World, days: Days) -> None:
    only(ruled, "contact")
    member = known(ruled, 1, ago(25))
    tick(ruled)
    due = member.last_contact_on + timedelta(days=32)
    again(ruled, due)
    changed(ruled, "contact", every_days=32)
    tick(ruled)
    assert asked(ruled) == [("contact", due - timedelta(days=2), "withdrawn"), ("contact", due, "open")]


def test_a_day_on_which_it_was_withdrawn_before_opens_again(ruled: World, days: Days) -> None:
    only(ruled, "contact")
    member = known(ruled, 1, ago(25))
    tick(ruled)
    due = member.last_contact_on + timedelta(days=32)
    again(ruled, due, state="withdrawn")
    changed(ruled, "contact", every_days=32)
    assert tick(ruled) == 1
    assert asked(ruled) == [("contact", due - timedelta(days=2), "withdrawn"), ("contact", due, "open")]


def test_a_change_of_cadence_closes_what_is_no_longer_wanted(ruled: World, days: Days) -> None:
    only(ruled, "study")
    known(ruled, 1, ago(25))
    assert tick(ruled) == 1
    changed(ruled, "study", cadence=Cadence.SINCE_SUCCESS, every_days=30)
    tick(ruled)
    assert asked(ruled, state="open") == [("study", STARTED + timedelta(days=30), "open")]


def test_no_role_of_the_program_removes_a_rule(ruled: World, days: Days) -> None:
    """A task's rule is held by no foreign key: the policies let nobody remove one, and Django says so in time."""
    only(ruled, "contact")
    known(ruled, 1, ago(25))
    tick(ruled)
    with ruled.system(), connection.cursor() as cursor:
        rule = Task.objects.get().rule_id
        cursor.execute("DELETE FROM outreach_rule WHERE id = %s", [rule])
        assert cursor.rowcount == 0
        assert Rule.objects.filter(pk=rule).exists()
    with ruled.system(), pytest.raises(ProtectedError), transaction.atomic():
        Rule.objects.get(pk=rule).delete()


def again(world: World, due: object, **columns: object) -> None:
    """The first task once more, on another day."""
    with world.system():
        task = Task.objects.earliest("due_on")
        task.pk, task._state.adding, task.due_on = uuid7(), True, due
        for name, value in columns.items():
            setattr(task, name, value)
        task.save(force_insert=True)


def test_a_nodes_own_rule_makes_nobody_less_late(ruled: World, days: Days) -> None:
    """What is owed goes on from the last contact, not from the day on which somebody changed a number; and back."""
    only(ruled, "contact")
    known(ruled, 1, ago(51))
    tick(ruled)
    late = [("contact", ago(21), "open")]
    assert asked(ruled) == late
    with ruled.at("street-a1"):
        node, by = Organisation.objects.get(pk=ruled.nodes["a1"].pk), ruled.users["street-a1"]
        own = rules.change_rule(by=by, node=node, rule=rule(ruled, "contact"), changes={"grace_days": 16})
    tick(ruled)
    assert asked(ruled, state="open") == late
    with ruled.system():
        assert Task.objects.get(state="open").late_on == ago(21) + timedelta(days=16)
    with ruled.at("street-a1"):
        rules.follow_above(by=by, rule=own)
    tick(ruled)
    assert asked(ruled, state="open") == late


def test_a_rule_that_was_off_begins_on_the_day_it_is_switched_on(ruled: World, days: Days) -> None:
    only(ruled)
    known(ruled, 1, ago(51))
    with ruled.at("street-a1"):
        node, by = Organisation.objects.get(pk=ruled.nodes["a1"].pk), ruled.users["street-a1"]
        rules.change_rule(by=by, node=node, rule=rule(ruled, "contact"), changes={"is_active": True})
    tick(ruled)
    assert asked(ruled) == [("contact", TODAY, "open")]
