"""督办 by rule: D-3, D+1, D+5, D+10 in working days, each once, caught up, anew with another day, over when done."""

import threading
from collections.abc import Callable
from datetime import date, timedelta

import psycopg
import pytest
from django.db import connection

from outreach.domain import ticking
from outreach.domain.sql import Sql, run
from outreach.domain.suggestions import assigning, chasing, moves
from outreach.domain.suggestions.assigning import Charge
from outreach.models import Suggestion, SuggestionStep, Supervision
from registry.domain.calendar import calendar
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models.identity import system_scope
from registry.models.unit import work
from tests.outreach.ground import TODAY, Days
from tests.outreach.test_suggestion_flow import kept, leaves
from tests.world import World

LABEL = "赵"
Rung = tuple[str, str]


def assigned(world: World, due: date, unit: str = "", **more) -> Suggestion:
    """One of a11 that is being worked on until `due`, by that node (none: a unit outside the tree)."""
    leaves(world, **more)
    charge = Charge(unit=world.nodes[unit] if unit else None, unit_name="市政所", handler_name="李工", due_on=due)
    row = kept(world)
    with world.at("street-a1"):
        row = moves.accept(by=None, label=LABEL, row=row, complexity="normal", on_list=True)
        row = assigning.assign(by=None, label=LABEL, row=row, charge=charge)
        return moves.step(by=None, label=LABEL, row=row, kind="sign")


def rungs(world: World, row: Suggestion, **narrowed) -> list[Rung]:
    """(level, node) of the rows of one suggestion, in the order of their making."""
    names = {node.path: name for name, node in world.nodes.items()}
    with world.system():
        rows = Supervision.objects.filter(suggestion_id=row.pk, **narrowed).order_by("at", "id")
        return [(level, names[node]) for level, node in rows.values_list("level", "node_path")]


def counted(world: World, row: Suggestion, until: date) -> dict[date, list[str]]:
    """On which day each rung is to be taken, counted day by day: what the rule says, in the plainest way."""
    with world.system():
        works = calendar().is_working
        days = [TODAY + timedelta(days=n) for n in range((until - TODAY).days + 1)]
        found: dict[date, list[str]] = {}
        for level, wanted in (("remind", -3), ("urge", 1), ("street", 5), ("district", 10)):
            for day in days:
                between = [n for n in days if min(day, row.due_on) < n <= max(day, row.due_on) and works(n)]
                hit = day <= row.due_on and len(between) <= 3 if wanted < 0 else len(between) >= wanted
                if hit and (wanted < 0 or day > row.due_on):
                    found.setdefault(day, []).append(level)
                    break
        return found


@pytest.mark.parametrize("due", [date(2026, 3, 31), date(2026, 4, 5)], ids=["tuesday", "holiday"])
def test_each_rung_on_its_day_and_once(ruled: World, days: Days, due: date) -> None:
    """Over a month with 清明 in it, asked twice a day; the unit of the street is the one to act."""
    row, seen = assigned(ruled, due, "a12"), {}
    for _ in range(35):
        before = len(rungs(ruled, row))
        chased(ruled)
        fresh = [level for level, _ in rungs(ruled, row)][before:]
        seen |= {days.day: fresh} if fresh else {}
        days.on(1)
    assert seen == counted(ruled, row, days.day)
    assert rungs(ruled, row) == [("remind", "a12"), ("urge", "a12"), ("street", "a1"), ("district", "a")]
    with ruled.at("community-a12"):
        moves.answer(by=None, label=LABEL, row=row, outcome="A", text="已经修好。")
    assert rungs(ruled, row, ended_at__isnull=True) == []


def test_what_was_missed_is_made_up_for_and_another_day_begins_anew(ruled: World, days: Days) -> None:
    row = assigned(ruled, TODAY + timedelta(days=5))
    with ruled.system():
        touched = Suggestion.objects.get(pk=row.pk).touched_at
    days.on(40)
    chased(ruled)
    late = [("urge", "a11"), ("street", "a1"), ("district", "a")]
    assert sorted(rungs(ruled, row)) == sorted(late), "a reminder of a day that is over reminds of nothing"
    with ruled.system():
        assert Suggestion.objects.get(pk=row.pk).touched_at > touched
        Suggestion.objects.filter(pk=row.pk).update(due_on=days.day + timedelta(days=3))
    chased(ruled)
    assert rungs(ruled, row, ended_at__isnull=True) == [("remind", "a11")]
    assert len(rungs(ruled, row)) == 4
    days.on(30)
    chased(ruled)
    assert len(rungs(ruled, row)) == 7 and len(rungs(ruled, row, ended_at__isnull=True)) == 4


def test_handed_back_and_out_again_stands_again_and_is_no_new_row(ruled: World, days: Days) -> None:
    row = assigned(ruled, TODAY, "a11")
    days.on(4)
    chased(ruled)
    charge = Charge(unit=ruled.nodes["a12"], handler_name="钱", due_on=days.day)
    with ruled.at("street-a1"):
        assigning.assign(by=None, label=LABEL, row=row, charge=charge)
    assert rungs(ruled, row, ended_at__isnull=True) == [], "there is another day"
    chased(ruled)
    assert rungs(ruled, row, ended_at__isnull=True) == [("remind", "a12")]
    with ruled.at("street-a1"):
        back = moves.step(by=None, label=LABEL, row=row, kind="return", why="不归我们管")
        assert rungs(ruled, row, ended_at__isnull=True) == []
        assigning.assign(
            by=None, label=LABEL, row=back, charge=Charge(unit_name="市政所", handler_name="孙", due_on=days.day)
        )
    chased(ruled)
    assert rungs(ruled, row, ended_at__isnull=True) == [("remind", "a12")]
    assert len(rungs(ruled, row)) == 2


def test_nothing_for_what_nobody_has_in_hand_and_help_like_the_rest(ruled: World, days: Days) -> None:
    leaves(ruled, suspicion="links")
    leaves(ruled)
    row = assigned(ruled, TODAY)
    with ruled.system():
        Suggestion.objects.filter(pk=row.pk).update(kind="help")
    days.on(20)
    chased(ruled)
    with ruled.system():
        assert set(Supervision.objects.values_list("suggestion_id", flat=True)) == {row.pk}
        assert Suggestion.objects.all().overdue(days.day).count() == 2, "waiting for review is a duty, not a row"


def test_what_is_over_closes_by_itself(ruled: World, days: Days) -> None:
    """A week after the answer arrived or was rated, 不满意 too; the step says who it was."""
    rows = [assigned(ruled, TODAY + timedelta(days=9)) for _ in range(3)]
    with ruled.at("community-a11"):
        rows = [moves.answer(by=None, label=LABEL, row=row, outcome="A", text="好了。") for row in rows]
        moves.feed_back(by=None, label=LABEL, row=rows[0], way="phone")
        moves.rate(by=None, label=LABEL, row=rows[1], rating="not", way="phone")
    days.on(7)
    chased(ruled)
    with ruled.system():
        assert not Suggestion.objects.filter(state="closed").exists()
    days.on(1)
    chased(ruled)
    chased(ruled)
    with ruled.system():
        assert sorted(Suggestion.objects.values_list("state", flat=True)) == ["answered", "closed", "closed"]
        steps = SuggestionStep.objects.filter(move="close").values_list("before", "label")
        assert sorted(steps) == [("evaluated", "程序"), ("fed_back", "程序")]
        assert Suggestion.objects.filter(closed_at=clock.now()).count() == 2


def test_a_superior_chases_by_hand_once_a_level(ruled: World, days: Days) -> None:
    row = assigned(ruled, TODAY + timedelta(days=20), "a12")
    with ruled.at("street-a1"):
        chasing.urge(by=ruled.users["street-a1"], label="街道", row=row, note="居民等着")
        with pytest.raises(Refused, match="每级只一次"):
            chasing.urge(by=ruled.users["street-a1"], label="街道", row=row)
    with ruled.at("district-a"):
        chasing.urge(by=ruled.users["district-a"], label="区里", row=row)
    with ruled.at("community-a11"), pytest.raises(Suggestion.DoesNotExist):
        chasing.urge(by=None, label=LABEL, row=row)
    chased(ruled)
    assert rungs(ruled, row) == [("street", "a12"), ("district", "a12")]
    days.on(50)
    ticking.tick(ruled.nodes["a"].path)
    assert len(rungs(ruled, row, ended_at__isnull=True)) == 3, "only 催办 was left for the rule"
    with ruled.at("street-a1"):
        moves.answer(by=None, label=LABEL, row=row, outcome="D", text="记下了。")
        with pytest.raises(Refused, match="不用督办"):
            chasing.urge(by=None, label="街道", row=row)


def chased(world: World) -> None:
    """What the planner's tick does for suggestions, twice."""
    for _ in range(2):
        chasing.tick(world.nodes["a"].path, today=clock.today(), now=clock.now())


NAIVE = """
INSERT INTO outreach_supervision (id, owner_path, suggestion_id, level, node_path, due_on, at, label, note)
SELECT outreach_uuid7(), s.owner_path, s.id, 'urge', s.owner_path, s.due_on, now(), '程序', ''
FROM outreach_suggestion s WHERE s.due_on < current_date AND NOT EXISTS (
    SELECT 1 FROM outreach_supervision v WHERE v.suggestion_id = s.id AND v.level = 'urge' AND v.due_on = s.due_on)
"""
KEY = "ALTER TABLE outreach_supervision ADD CONSTRAINT supervision_once UNIQUE (suggestion_id, level, due_on)"
PLANNERS = 8


@pytest.mark.parametrize("off", [False, True], ids=["protected", "control"])
def test_eight_at_once_take_a_rung_once(
    transactional_db: None, world: World, owner_connection: psycopg.Connection, off: bool
) -> None:
    """Eight connections at one moment; without the key, check-then-insert, eight rows of each."""
    row = assigned(world, clock.today())
    with world.system():
        Suggestion.objects.filter(pk=row.pk).update(due_on=clock.today() - timedelta(days=60))
    looked = threading.Barrier(PLANNERS)
    if off:
        owner_connection.execute("ALTER TABLE outreach_supervision DROP CONSTRAINT supervision_once")
    try:
        at_once(world, looked, lambda: run(Sql(NAIVE)) if off else chasing.chase(clock.today(), clock.now()), wait=off)
        assert len(rungs(world, row)) == (PLANNERS if off else 3)
    finally:
        if off:
            owner_connection.execute("TRUNCATE outreach_supervision")
            owner_connection.execute(KEY)


def at_once(world: World, gate: threading.Barrier, act: Callable[[], object], *, wait: bool) -> None:
    """Eight connections do it; with `wait` nobody commits before everybody has looked."""
    failed: list[Exception] = []

    def one() -> None:
        try:
            with work(system_scope(world.nodes["a"].path)):
                if not wait:
                    gate.wait(30)
                act()
                if wait:
                    gate.wait(30)
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
