"""Many planners at once, and time that goes wrong: everybody is asked exactly once (D06, D08, D13)."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection

from outreach.domain import planning
from outreach.domain.sql import fill, run
from outreach.domain.wanted import wanted
from outreach.models import Rule, Task
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models import Member
from registry.models.identity import system_scope
from registry.models.unit import work
from tests.faults.harness import figure, rounds
from tests.outreach.ground import STARTED, TODAY, Days, ago, only, rule, start, tick
from tests.world import World

PLANNERS = 8
# Check, then insert, without the key: what the planner would be without its constraint.
NAIVE = """
INSERT INTO outreach_task (id, owner_path, node_at_event, member_id, rule_id, rule_version, kind, doer, due_on, late_on,
    basis_on, counts_from, state, planned_at, reason, decided_label, version)
SELECT outreach_uuid7(), w.owner_path, w.owner_path, w.member_id, %(this)s, 1, 'contact', 'liaison', w.due_on, w.due_on,
    w.basis_on, w.counts_from, 'open', now(), '', '', 1
FROM ({wanted}) AS w
WHERE NOT EXISTS (SELECT 1 FROM outreach_task t WHERE t.member_id = w.member_id AND t.rule_id = %(this)s)
"""

# Others like her, under keys of their own.
ALIKE = """
INSERT INTO registry_member SELECT alike.* FROM registry_member m CROSS JOIN generate_series(1, %(others)s) AS n
    CROSS JOIN LATERAL jsonb_populate_record(
        m, jsonb_build_object('id', overlay(m.id::text PLACING lpad(to_hex(n), 12, '0') FROM 25))) AS alike
WHERE m.id = %(first)s
"""


def crowd(world: World, many: int, owner_cursor) -> None:
    """`many` members of a11, silent since fifty days: one, and the others like her, in the table itself. The server
    has looked at them, as it does by itself within a minute."""
    first, node = uuid7(), world.nodes["a11"]
    with world.system():
        Member.objects.bulk_create([
            Member(id=first, owner_path=node.path, organisation=node, direction="in", status="reported", name="何小山",
                   last_contact_on=ago(50)),
        ])  # fmt: skip
        Member.objects.update(created_at=clock.midnight(STARTED))
    owner_cursor.execute(ALIKE, {"first": first, "others": many - 1})
    owner_cursor.execute("ANALYZE registry_member")


def at_once(world: World, act: Callable[[Rule], object]) -> None:
    """Let eight processes' worth of connections do it at the same moment."""
    found, path = rule(world, "contact"), world.nodes["a"].path
    gate, failed = threading.Barrier(PLANNERS), []

    def one() -> None:
        try:
            with work(system_scope(path)):
                gate.wait(30)
                act(found)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(PLANNERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


@pytest.mark.fault
@pytest.mark.timeout(600)
def test_eight_planners_make_one_task_each(transactional_db: None, world: World, days: Days, owner_cursor) -> None:
    start(world)
    only(world, "contact")
    many = rounds(1_500, 200_000)
    crowd(world, many, owner_cursor)
    at_once(world, lambda found: planning.plan(found, today=TODAY))
    with world.system():
        made, people = Task.objects.count(), Task.objects.values("member_id").distinct().count()
    what = f"{PLANNERS} planners at once, {many:,} members: tasks beyond one each"
    figure("D13", what, made - many, "", (made, people) == (many, many), n=many)


@pytest.mark.fault
@pytest.mark.timeout(600)
def test_eight_planners_move_each_task_once(transactional_db: None, world: World, days: Days, owner_cursor) -> None:
    """Two tasks a head would be as bad as none: the rule's days have changed, and everybody's task moves."""
    start(world)
    only(world, "contact")
    many = rounds(400, 50_000)
    crowd(world, many, owner_cursor)
    tick(world)
    with world.system():
        Rule.objects.filter(code="contact").update(every_days=31)
    at_once(world, lambda found: planning.plan(found, today=TODAY))
    with world.system():
        found = set(Task.objects.values_list("due_on", "state", "version"))
        assert (Task.objects.count(), found) == (many, {(ago(50 - 31), "open", 2)})


@pytest.mark.fault
def test_without_the_key_eight_planners_ask_many_times(
    transactional_db: None, world: World, days: Days, owner_cursor
) -> None:
    """The negative control: the same race, check-then-insert, with the unique key gone.

    Nobody commits before everybody has looked, so the race is lost every time and not by luck."""
    start(world)
    only(world, "contact")
    crowd(world, 500, owner_cursor)
    looked = threading.Barrier(PLANNERS)

    def naively(found: Rule) -> None:
        run(fill(NAIVE, {"this": found.pk}, wanted=wanted(found, TODAY)))
        looked.wait(60)

    owner_cursor.execute("ALTER TABLE outreach_task DROP CONSTRAINT task_once")
    try:
        at_once(world, naively)
        with world.system():
            assert Task.objects.count() == PLANNERS * 500
    finally:
        with world.system():
            connection.cursor().execute("SET LOCAL lock_timeout = '5s'")
        owner_cursor.execute("ALTER TABLE outreach_task NO FORCE ROW LEVEL SECURITY")
        owner_cursor.execute("DELETE FROM outreach_task")
        owner_cursor.execute("ALTER TABLE outreach_task FORCE ROW LEVEL SECURITY")
        owner_cursor.execute("ALTER TABLE outreach_task ADD CONSTRAINT task_once UNIQUE (member_id, rule_id, due_on)")


@pytest.mark.fault
@pytest.mark.django_db
def test_a_clock_that_steps_back_or_stands_makes_nothing_twice(ruled: World, days: Days) -> None:
    """D08: an hour back, ten minutes on, the same minute again; and a day back over midnight."""
    only(ruled, "contact", "study", "birthday")
    with ruled.system():
        node = ruled.nodes["a11"]
    for number in range(6):
        member = ruled.member("a11", number, joined_on=TODAY - timedelta(days=3650))
        with ruled.system():
            Member.objects.filter(pk=member.pk).update(last_contact_on=ago(28), created_at=clock.midnight(STARTED))
    assert node is not None
    tick(ruled)
    with ruled.system():
        first = set(Task.objects.values_list("member_id", "rule_id", "due_on"))
    moments = [clock.now() + timedelta(minutes=step) for step in (-60, 10, 10, -600, 0)]
    for moment in moments:
        days.patch.setattr(clock, "now", lambda moment=moment: moment)
        tick(ruled)
    days.on(-1)
    tick(ruled)
    days.on(1)
    tick(ruled)
    with ruled.system():
        after = list(Task.objects.values_list("member_id", "rule_id", "due_on"))
    assert sorted(after, key=str) == sorted(first, key=str)
    assert len(after) == len(set(after)) > 0
