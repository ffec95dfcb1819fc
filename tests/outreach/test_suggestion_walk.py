"""金点子 by random legal and illegal moves of random roles: only the table's, only by whom it may be; the log replays.

What may follow what is written here once more, by hand, from the rules of the tracker: the machine does not read the
program's table to know what to expect of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from typing import Any

import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from outreach.choices import SuggestionMove, SuggestionState
from outreach.domain import working_days
from outreach.domain.suggestions import assigning, codes, extending, flow, helping, merging, moves, offered, told
from outreach.domain.suggestions.assigning import Charge
from outreach.models import Suggestion, SuggestionStep
from registry.domain.errors import Conflict, Refused
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models.unit import NOBODY, work
from tests.outreach.test_suggestion_flow import leaves
from tests.world import World

WALKS, STEPS = 8, 150
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
    "merge": {"received": "merged", "accepted": "merged"}, "unmerge": {"merged": "received"},
    "split": {"received": "received", "accepted": "accepted"},
    "ask": {"assigned": "assigned", "in_progress": "in_progress"},
    "extend": {"assigned": "assigned", "in_progress": "in_progress"},
    "help": {name: name for name in ("received", "accepted", "assigned", "in_progress")},
}  # fmt: skip
# What the log calls some of them, and what is no step of it.
CALLED = {"unmerge": "review"}
NO_STEP = {"ask"}
# Of which only supervisors are told.
ABOVE = {"extend"}
IN_HAND = ("assigned", "in_progress")
# Working days from today until a stage is to be done.
STAGES = {"received": 3, "accepted": 2, "assigned": 3, "returned": 2, "answered": 3}


class Walk:
    """One suggestion of a11, what is to be so of it, and the dice."""

    def __init__(self, world: World, seed: int, made: set[tuple[str, str]]) -> None:
        self.world, self.dice, self.key = world, Random(seed), uuid7()
        self.suspect = self.dice.random() < 0.3
        leaves(world, key=self.key, suspicion="links" if self.suspect else "")
        self.code = codes.code_of(self.key)
        self.state, self.owner, self.log = "received", "a11", ["received"]
        self.stage = working_days_from(world, 3)
        self.rating, self.reopened, self.lead = "", False, "a11"
        self.due: date | None = None
        self.asked = self.help = False
        # What it may be merged into: it stays where it came in.
        self.target = uuid7()
        leaves(world, key=self.target)
        # By all walks; what nobody has made yet comes first.
        self.made = made

    def go(self) -> None:
        """Walk. Where it is over, another one comes in."""
        for _ in range(STEPS):
            self.hers() if self.dice.random() < 0.15 else self.staff()
            self.log_and_row_agree()
            if self.state == "closed":
                self.__init__(self.world, self.dice.getrandbits(32), self.made)

    def staff(self) -> None:
        """Somebody tries something, three in five times what may follow: whether they see such a row, then the verb."""
        dice, who = self.dice, self.dice.choice(WHO)
        may = [kind for kind in sorted(TABLE) if self.legal(kind)] if dice.random() < 0.6 else []
        if dice.random() < 0.8:
            may = [kind for kind in may if kind != "help"]
        new = [kind for kind in may if (kind, TABLE[kind][self.state]) not in self.made]
        kind = dice.choice(new or may or sorted(TABLE))
        unit = dice.choice(UNITS) if kind == "assign" else ""
        if new and dice.random() < 0.6:
            who = dice.choice([one for one in STAFF if self.is_hers(kind, one, unit)] or WHO)
        rating = dice.choice(("content", "not", "not"))
        stale = kind in ("accept", "answer") and dice.random() < 0.2
        sees = who in STAFF and self.owner.startswith(STAFF[who])
        legal = self.legal(kind) and not stale and self.is_hers(kind, who, unit)
        try:
            with self.world.at(who):
                row = Suggestion.objects.filter(pk=self.key).first()
                assert (row is not None) == sees
                if row is None:
                    return
                listed = {str(move.kind) for move in flow.moves_from(row.state)}
                ways = {CALLED.get(name, name) for name, ways in TABLE.items() if self.state in ways} - NO_STEP - ABOVE
                assert ways <= listed
                target = Suggestion.objects.filter(pk=self.target).first()
                assert not legal or kind in NO_STEP or CALLED.get(kind, kind) in offered.moves_now(row), (
                    "what may be done is offered"
                )
                doing(self.world, kind, Try(who, row, target, unit, rating, row.version - stale))
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
        more = {"clear": self.suspect, "reopen": self.rating == "not" and not self.reopened}
        more |= {"help": not self.help, "merge": not self.help, "ask": not self.asked, "extend": self.asked}
        spam = self.suspect and self.state == "received" and kind not in ("clear", "reject")
        return self.state in TABLE[kind] and more.get(kind, True) and not spam

    def is_hers(self, kind: str, who: str, unit: str) -> bool:
        """Whether it is for her to do what may be done now."""
        here = STAFF.get(who, "-")
        grants = self.lead.startswith(here) and (self.lead != here or here == "a")
        if kind in ("merge", "unmerge"):
            return "a11".startswith(here)
        if kind in ("ask", "extend"):
            return self.lead == here if kind == "ask" else grants
        # Who leads from above does these, or whoever is above that.
        above = len(self.lead) < len(here)
        if kind == "assign":
            later = self.due is not None and due_wanted() > self.due
            return self.reaches(who, unit) and (grants or not later) and not (above and self.state in IN_HAND)
        return not (above and kind in ("sign", "return", "answer"))

    def reaches(self, who: str, unit: str) -> bool:
        """Whether somebody may hand it to that unit: it has it, is above it, or lies within their own reach."""
        return self.owner.startswith(unit) or unit.startswith(STAFF.get(who, "-"))

    def moved(self, kind: str, unit: str, rating: str) -> None:
        """What is to be so afterwards."""
        stays, self.state = TABLE[kind][self.state] == self.state, TABLE[kind][self.state]
        self.made.add((kind, self.state))
        self.log += [] if kind in NO_STEP else [self.state]
        self.suspect = self.suspect and kind != "clear"
        self.rating = rating if kind == "rate" else self.rating
        self.reopened = self.reopened or kind == "reopen"
        if kind == "assign" and not self.owner.startswith(unit):
            self.owner = unit
        if kind == "assign":
            self.lead = unit or self.owner
        self.help = self.help or kind == "help"
        self.asked = (self.asked or kind == "ask") and kind != "extend" and self.state in IN_HAND
        self.count(kind, stays)

    def count(self, kind: str, stays: bool) -> None:
        """Which days are to be so afterwards."""
        if kind == "assign":
            self.due = due_wanted()
        elif kind == "reopen":
            self.due = working_days_from(self.world, 5)
        elif kind == "extend":
            assert self.due is not None
            self.due += timedelta(days=5)
        days = STAGES.get(self.state)
        if stays and kind not in ("clear", "assign"):
            return
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
            assert row.due_on == self.due and row.is_help is self.help
            assert (row.merged_into == self.target) is (self.state == "merged")
            assert row.stage_due_on == (row.due_on if row.state == "in_progress" else self.stage)
            assert (row.number is None) == self.suspect


def working_days_from(world: World, days: int) -> date:
    """So many working days from today."""
    with world.system():
        return working_days.due_on(clock.today(), days)


def due_wanted() -> date:
    """By when everybody wants it done."""
    return clock.today() + timedelta(days=9)


@dataclass(frozen=True)
class Try:
    """Who tries it, with what."""

    who: str
    row: Suggestion
    target: Suggestion | None
    unit: str
    rating: str
    version: int


def doing(world: World, kind: str, tried: Try) -> None:
    """One verb with what it asks for."""
    own: dict[str, Any] = {"by": None, "label": tried.who, "row": tried.row}
    row, at = tried.row, {"version": tried.version}
    unit = world.nodes[tried.unit] if tried.unit else None
    charge = Charge(unit=unit, unit_name="市政所", handler_name="李工", due_on=due_wanted())
    part = merging.Part(key=uuid7(), content="还想装一个充电桩。", category="traffic")
    verbs: dict[str, Callable[[], Any]] = {
        "accept": lambda: moves.accept(**own, complexity="simple", on_list=True, **at),
        "clear": lambda: moves.clear(**own),
        "reject": lambda: moves.reject(**own, reason="unclear", why="看不明白", **at),
        "assign": lambda: assigning.assign(**own, charge=charge, **at),
        "answer": lambda: moves.answer(**own, outcome="B", text="下月动工。", **at),
        "feed_back": lambda: moves.feed_back(**own, way="phone"),
        "rate": lambda: moves.rate(**own, rating=tried.rating, way="phone"),
        "reopen": lambda: moves.reopen(**own, why="还差一盏"),
        "merge": lambda: merging.merge(**own, target=tried.target, **at),
        "unmerge": lambda: merging.unmerge(**own, why="不是一件事", **at),
        "split": lambda: merging.split(**own, part=part, **at),
        "help": lambda: helping.to_help(**own, why="家里困难", **at),
        "ask": lambda: extending.ask(**own, until=(row.due_on or clock.today()) + timedelta(days=5), why="等材料"),
        "extend": lambda: extending.decide_open(**own | {"label": f"{tried.who}的领导"}, granted=True),
    }
    verbs.get(kind, lambda: moves.step(**own, kind=kind, why="说明", **at))()


def walk(world: World) -> set[tuple[str, str]]:
    """Let it go some times; raises what it finds, returns which moves were made."""
    made: set[tuple[str, str]] = set()

    @settings(max_examples=WALKS, deadline=None, derandomize=True, database=None, phases=[Phase.generate])
    @given(seed=st.integers(0, 2**32))
    def walked(seed: int) -> None:
        Walk(world, seed, made).go()

    walked()
    return made


def test_random_moves_by_random_roles(world: World) -> None:
    """It goes everywhere: each move of the table is made at least once."""
    assert {(kind, after) for kind, ways in TABLE.items() for after in ways.values()} == walk(world)


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
