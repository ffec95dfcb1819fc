"""金点子 by random legal and illegal moves of random roles: only the table's, only by whom it may be; the log replays.

What may follow what is written here once more, by hand, from the rules of the tracker: the machine does not read the
program's table to know what to expect of it.
"""

import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from random import Random
from typing import Any

import psycopg
import pytest
from django.db import connection
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from outreach.choices import SuggestionMove, SuggestionState
from outreach.domain import working_days
from outreach.domain.suggestions import assigning, codes, flow, moves, receiving, told
from outreach.domain.suggestions.assigning import Charge
from outreach.models import Suggestion, SuggestionStep
from registry.domain.errors import Conflict, Refused
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models.unit import NOBODY, work
from tests.outreach.test_suggestion_flow import LAMP, leaves
from tests.world import World

WALKS, STEPS = 6, 90
# Who works at which place; the others have nothing to do with it.
STAFF = {"community-a11": "a11", "community-a12": "a12", "street-a1": "a1", "street-a2": "a2", "district-a": "a"}
STRANGERS = ("liaison-a11", "auditor-a", "system_admin-a", "community-b11", "district-b")
# Those who may do something come oftener.
WHO = (*STAFF, *STRANGERS, *("street-a1", "district-a") * 4)
UNITS = ("", "a11", "a12", "a21", "a1", "b11")
# From where to where. Whatever is not here is refused.
TABLE = {
    "accept": {"received": "accepted"}, "reject": {"received": "rejected", "accepted": "rejected"},
    "review": {"rejected": "received"}, "clear": {"received": "received"},
    "assign": dict.fromkeys(("accepted", "returned", "assigned", "in_progress"), "assigned"),
    "sign": {"assigned": "in_progress"}, "return": {"assigned": "returned"}, "answer": {"in_progress": "answered"},
    "feed_back": {"answered": "fed_back"}, "rate": {"answered": "evaluated", "fed_back": "evaluated"},
    "reopen": {"evaluated": "in_progress"}, "close": {"fed_back": "closed", "evaluated": "closed"},
}  # fmt: skip
# Working days from today until a stage is to be done.
STAGES = {"received": 3, "accepted": 2, "assigned": 3, "returned": 2, "answered": 3}


class Walk:
    """One suggestion of a11, what is to be so of it, and the dice."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.dice, self.key = world, Random(seed), uuid7()
        self.suspect = self.dice.random() < 0.3
        leaves(world, key=self.key, suspicion="links" if self.suspect else "")
        self.code = codes.code_of(self.key)
        self.state, self.owner, self.log = "received", "a11", ["received"]
        self.stage = working_days_from(world, 3)
        self.rating, self.reopened, self.lead = "", False, "a11"
        self.made: set[tuple[str, str]] = set()

    def go(self) -> set[tuple[str, str]]:
        """Walk; returns which moves were made. Where it is over, another one comes in."""
        for _ in range(STEPS):
            self.hers() if self.dice.random() < 0.15 else self.staff()
            self.log_and_row_agree()
            if self.state == "closed":
                made = self.made
                self.__init__(self.world, self.dice.getrandbits(32))
                self.made |= made
        return self.made

    def staff(self) -> None:
        """Somebody tries something, two in three times what may follow: whether they see such a row, then the verb."""
        dice, who = self.dice, self.dice.choice(WHO)
        may = [kind for kind in sorted(TABLE) if self.legal(kind)] if dice.random() < 0.67 else []
        kind = dice.choice(may or sorted(TABLE))
        unit = dice.choice(UNITS) if kind == "assign" else ""
        rating = dice.choice(("content", "not", "not"))
        stale = kind in ("accept", "answer") and dice.random() < 0.2
        sees = who in STAFF and self.owner.startswith(STAFF[who])
        legal = self.legal(kind) and not stale and (kind != "assign" or self.reaches(who, unit))
        # Who leads from above does these, or whoever is above that.
        if kind in ("sign", "return", "answer"):
            legal = legal and len(self.lead) >= len(STAFF.get(who, ""))
        try:
            with self.world.at(who):
                row = Suggestion.objects.filter(pk=self.key).first()
                assert (row is not None) == sees
                if row is None:
                    return
                offered = {str(move.kind) for move in flow.moves_from(row.state)}
                assert {name for name, ways in TABLE.items() if self.state in ways} <= offered
                doing(self.world, kind, row, unit, rating, row.version - 1 if stale else row.version)
        except (Refused, Conflict):
            assert not legal
            return
        assert legal
        self.moved(kind, unit, rating)

    def hers(self) -> None:
        """Whoever has the code tries something."""
        kind, rating = self.dice.choice(("feed_back", "rate", "reopen")), self.dice.choice(("content", "not", "not"))
        legal = self.legal(kind)
        try:
            with work(NOBODY):
                if kind == "feed_back":
                    assert told.seen(code=self.code) is legal
                elif kind == "rate":
                    told.rate(code=self.code, rating=rating)
                else:
                    told.reopen(code=self.code, why="还差一盏")
        except Refused:
            assert not legal
            return
        if kind != "feed_back" or legal:
            assert legal
            self.moved(kind, "", rating)

    def legal(self, kind: str) -> bool:
        """By the table, and what it can't say: spam is cleared first, one is reopened once and when 不满意."""
        more = {"accept": not self.suspect, "clear": self.suspect}
        more["reopen"] = self.rating == "not" and not self.reopened
        return self.state in TABLE[kind] and more.get(kind, True)

    def reaches(self, who: str, unit: str) -> bool:
        """Whether somebody may hand it to that unit: it has it, is above it, or lies within their own reach."""
        return self.owner.startswith(unit) or unit.startswith(STAFF.get(who, "-"))

    def moved(self, kind: str, unit: str, rating: str) -> None:
        """What is to be so afterwards."""
        self.state = TABLE[kind][self.state]
        self.made.add((kind, self.state))
        self.log.append(self.state)
        self.suspect = self.suspect and kind != "clear"
        self.rating = rating if kind == "rate" else self.rating
        self.reopened = self.reopened or kind == "reopen"
        if kind == "assign" and not self.owner.startswith(unit):
            self.owner = unit
        if kind == "assign":
            self.lead = unit or self.owner
        days = STAGES.get(self.state)
        self.stage = working_days_from(self.world, days) if days else None

    def log_and_row_agree(self) -> None:
        """The row is what its log replays to, and where, and by when it is to be done."""
        with self.world.system():
            row = Suggestion.objects.get(pk=self.key)
            steps = list(SuggestionStep.objects.filter(suggestion=row).values_list("move", "before", "after", "seq"))
            assert [seq for *_, seq in steps] == list(range(1, len(steps) + 1))
            assert [after for _, _, after, _ in steps] == self.log
            assert flow.replay([(move, before, after) for move, before, after, _ in steps]) == row.state == self.state
            assert row.owner_path == self.world.nodes[self.owner].path
            assert row.node_at_event == self.world.nodes["a11"].path
            assert row.stage_due_on == (row.due_on if row.state == "in_progress" else self.stage)
            assert (row.number is None) == self.suspect


def working_days_from(world: World, days: int) -> date:
    """So many working days from today."""
    with world.system():
        return working_days.due_on(clock.today(), days)


def doing(world: World, kind: str, row: Suggestion, unit: str, rating: str, version: int) -> None:
    """One verb with what it asks for."""
    own: dict[str, Any] = {"by": None, "label": "赵", "row": row}
    charge = Charge(
        unit=world.nodes[unit] if unit else None, unit_name="市政所", handler_name="李工",
        due_on=clock.today() + timedelta(days=9),
    )  # fmt: skip
    verbs: dict[str, Callable[[], Any]] = {
        "accept": lambda: moves.accept(**own, complexity="simple", on_list=True, version=version),
        "clear": lambda: moves.clear(**own),
        "reject": lambda: moves.reject(**own, reason="unclear", why="看不明白", version=version),
        "assign": lambda: assigning.assign(**own, charge=charge, version=version),
        "answer": lambda: moves.answer(**own, outcome="B", text="下月动工。", version=version),
        "feed_back": lambda: moves.feed_back(**own, way="phone"),
        "rate": lambda: moves.rate(**own, rating=rating, way="phone"),
        "reopen": lambda: moves.reopen(**own, why="还差一盏"),
    }
    verbs.get(kind, lambda: moves.step(**own, kind=kind, why="说明", version=version))()


def walk(world: World) -> set[tuple[str, str]]:
    """Let it go some times; raises what it finds, returns which moves were made."""
    made: set[tuple[str, str]] = set()

    @settings(max_examples=WALKS, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
    @given(seed=st.integers(0, 2**32))
    def walked(seed: int) -> None:
        made.update(Walk(world, seed).go())

    walked()
    return made


def test_random_moves_by_random_roles(world: World) -> None:
    """It goes everywhere: each move of the table is made at least once."""
    assert walk(world) == {(kind, after) for kind, ways in TABLE.items() for after in ways.values()}


@pytest.mark.parametrize("hole", ["table", "once", "log"])
def test_the_walk_finds_a_hole(world: World, monkeypatch: pytest.MonkeyPatch, hole: str) -> None:
    """Negative control: moves too many in the table, a verb that does not ask, a step that is not written."""
    answer = flow.MOVES[SuggestionMove.ANSWER]
    if hole == "table":
        wider = replace(answer, before=answer.before | {SuggestionState.ASSIGNED})
        monkeypatch.setitem(flow.MOVES, SuggestionMove.ANSWER, wider)
    elif hole == "once":
        monkeypatch.setattr(moves, "check", lambda row, wanted, why: None)
    else:
        monkeypatch.setattr(moves, "_note", lambda *told, **more: None)
    with pytest.raises((AssertionError, ValueError)):
        walk(world)


WRITERS, EACH = 16, 4
# What a counter is without its row's lock: numbers of those that were given up are gone.
LOOSE = """CREATE OR REPLACE FUNCTION outreach_next_suggestion(path text, wanted_year integer) RETURNS integer
LANGUAGE sql SECURITY DEFINER SET search_path = public, pg_temp AS $$ SELECT nextval('outreach_loose')::integer $$"""


class GivenUpError(Exception):
    """Half of them are."""


@pytest.mark.parametrize("off", [False, True], ids=["protected", "control"])
def test_numbers_have_no_gaps_with_sixteen_writers(
    transactional_db: None, world: World, owner_connection: psycopg.Connection, off: bool
) -> None:
    """Each writes four and gives two up; with a sequence instead of the counter there are gaps."""
    kept_as = owner_connection.execute(
        "SELECT pg_get_functiondef('outreach_next_suggestion(text, integer)'::regprocedure)"
    ).fetchone()
    if off:
        owner_connection.execute("CREATE SEQUENCE outreach_loose")
        owner_connection.execute(LOOSE)
    try:
        sixteen(world)
        with world.system():
            numbers = list(Suggestion.objects.order_by("number").values_list("number", flat=True))
        assert len(numbers) == WRITERS * EACH // 2
        assert (numbers == list(range(1, len(numbers) + 1))) is not off
    finally:
        if off:
            owner_connection.execute(kept_as[0])
            owner_connection.execute("DROP SEQUENCE outreach_loose")


def sixteen(world: World) -> None:
    """Sixteen connections at one moment."""
    gate, failed, node = threading.Barrier(WRITERS), [], world.nodes["a11"].pk

    def one() -> None:
        try:
            gate.wait(30)
            for number in range(EACH):
                writes(node, given_up=number % 2 == 0)
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(WRITERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failed == []


def writes(node: Any, *, given_up: bool) -> None:
    """One more, or nearly."""
    idea = receiving.Idea(content=LAMP, category="traffic", node=node)
    try:
        with work(NOBODY):
            assert receiving.leave(key=uuid7(), idea=idea) is not None
            if given_up:
                raise GivenUpError
    except GivenUpError:
        pass
