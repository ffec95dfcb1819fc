"""An intake taken back after the program has gone to work on those who came with it."""

from datetime import timedelta

import psycopg
import pytest
from django.db import connection

from outreach.domain import rules, tasks, ticking
from outreach.models import Alert, Task
from registry.choices import ContactOutcome
from registry.domain import contacts, lost
from registry.domain.members import index_of
from registry.intake import pipeline
from registry.lib import clock
from registry.models import LostProposal, Member
from registry.models.identity import system_scope
from registry.models.unit import work
from tests.pipeline.conftest import again, person, put_in, row_states, sheet, work_off
from tests.world import id_number

pytestmark = pytest.mark.django_db(transaction=True)
DAYS = 200


def put_in_and_left_alone(who, monkeypatch, people: int):
    """An intake, and what the planner, its alerts and the look for who is lost have made of it half a year later."""
    with work(system_scope(who.node.path)):
        rules.ensure_rules(who.node.path, day=clock.today())
    intake = put_in(who, sheet(*map(person, range(people))))
    today, now = clock.today() + timedelta(days=DAYS), clock.now() + timedelta(days=DAYS)
    ticking.tick(who.node.path)
    monkeypatch.setattr(clock, "today", lambda: today)
    monkeypatch.setattr(clock, "now", lambda: now)
    for _ in range(3):  # a task rises one rung at a time
        ticking.tick(who.node.path)
    with work(system_scope(who.node.path)):
        lost.propose_lost(day=today)
        assert Task.objects.count() >= people and Alert.objects.count() >= people
        assert LostProposal.objects.count() == people, "who was never spoken to"
    return intake


def undone(who, intake):
    with who.at_work():
        pipeline.undo(by=who.user, intake=intake)
    work_off(who)
    return again(intake)


def test_what_the_program_did_by_itself_is_no_obstacle(district, monkeypatch) -> None:
    intake = undone(district, put_in_and_left_alone(district, monkeypatch, 3))
    assert row_states(district, intake) == [("create", "undone")] * 3
    with district.at_work():
        left = [model.objects.count() for model in (Member, Task, Alert, LostProposal)]
    assert left == [0, 0, 0, 0]
    assert ticking.tick(district.node.path) == 0, "and nothing is asked of who is gone"


def test_who_was_spoken_to_or_decided_about_stays_with_all_of_it(district, monkeypatch) -> None:
    intake = put_in_and_left_alone(district, monkeypatch, 4)
    with district.at_work():
        called, held, answered = (Member.objects.get(id_index=index_of(id_number(n))) for n in (1, 2, 3))
        said = {"happened_at": clock.now(), "channel": "phone", "outcome": ContactOutcome.REACHED}
        contacts.record_contact(by=district.user, member=called, fields=said)
        task = Task.objects.filter(member=held, state="open").first()
        tasks.hold(by=district.user, task=task, until=clock.today() + timedelta(days=3), reason="出差")
        proposal = LostProposal.objects.get(member=answered)
        lost.decide_lost(by=district.user, proposal=proposal, lost=False, note="打通了")
        before = kept(district, {called.pk, held.pk, answered.pk})
    intake = undone(district, intake)
    states = [("create", "undone"), *[("create", "undo_refused")] * 3]
    assert row_states(district, intake) == states
    with district.at_work():
        assert kept(district, {called.pk, held.pk, answered.pk}) == before
        assert Task.objects.exclude(member__in=[called, held, answered]).count() == 0


def kept(who, keys) -> list:
    """Members, tasks, alerts and proposals of these, by key."""
    members = sorted(Member.objects.values_list("pk", flat=True))
    rows = [sorted(model.objects.filter(member__in=keys).values_list("pk")) for model in (Task, Alert, LostProposal)]
    return [[key for key in members if key in keys], *rows]


@pytest.mark.parametrize("function", ["outreach_forget_planned", "registry_undo_created"])
def test_only_an_intake_that_is_being_taken_back_forgets_anybody(district, staff, monkeypatch, function) -> None:
    """An owner whose intake stands, and an outsider while it is being taken back: both are refused."""
    intake = put_in_and_left_alone(district, monkeypatch, 1)
    with district.at_work():
        keys = list(Member.objects.values_list("pk", flat=True))
    for who, state in ((district, "applied"), (staff("outsider"), "undoing")):
        with work(system_scope(intake.owner_path)):
            type(intake).objects.filter(pk=intake.pk).update(state=state)
        with pytest.raises(Exception) as caught, who.at_work(), connection.cursor() as cursor:
            cursor.callproc(function, [intake.pk, keys])
        assert isinstance(caught.value.__cause__, psycopg.errors.InsufficientPrivilege)
    with district.at_work():
        assert (Member.objects.count(), Task.objects.count() > 0) == (1, True)
