"""金点子 through their states: one number and code each, only the moves of the table, and a log that replays."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest

from outreach.choices import Satisfaction, SuggestionMove, WordKind
from outreach.domain import working_days
from outreach.domain.suggestions import assigning, clocks, codes, flow, ledger, moves, receiving, told
from outreach.domain.suggestions.assigning import Charge
from outreach.domain.suggestions.receiving import Idea, Left
from outreach.models import Suggestion, SuggestionStep, SuggestionTerms, SuggestionWord
from registry.domain.errors import Conflict, Refused
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models.unit import NOBODY, work
from tests.world import World, clerk

LAMP = "红星小区东门的路灯坏了两个星期，晚上下班骑车看不清路，希望尽快修好。"


def leaves(world: World, node: str = "a11", key: UUID | None = None, **more) -> Left:
    """Somebody without an account writes to that node."""
    idea = Idea(content=LAMP, category="traffic", node=world.nodes[node].pk, may_publish=True)
    with work(NOBODY):
        made = receiving.leave(key=key or uuid7(), idea=replace(idea, **more))
    assert made is not None
    return made


def kept(world: World) -> Suggestion:
    """The newest one."""
    with world.system():
        return Suggestion.objects.order_by("-id")[0]


def test_one_number_each_and_one_code(world: World) -> None:
    """Numbers follow each other at their node; a form sent twice is one; the code is in no column."""
    first, second = leaves(world), leaves(world)
    other = leaves(world, "a12")
    year = clock.today().year
    assert (first.label[-4:], second.label[-4:], other.label[-4:]) == ("0001", "0002", "0001")
    assert first.label.startswith(f"JDZ-{year}-") and first.label != other.label
    key = uuid7()
    again = [leaves(world, key=key), leaves(world, key=key)]
    assert again[0].code == again[1].code and [left.fresh for left in again] == [True, False]
    row = kept(world)
    with world.system():
        assert row.stage_due_on == working_days.due_on(clock.today(), 3)
    assert codes.typed(again[0].code.lower().replace("-", " ")) == codes.code_of(row.pk)
    assert bytes(row.code_digest) == codes.digest(codes.code_of(row.pk))


DONE = "A 已解决或基本解决"


def in_ledger(row: Suggestion) -> tuple[str, ...]:
    """What the ledger says of the answer: outcome, day, satisfaction, remark."""
    said = {heading: text(row, {}) for heading, _, text in ledger.COLUMNS}
    return tuple(said[heading] for heading in ("办理结果", "答复日期", "满意度", "备注"))


def test_the_whole_way_and_back_once(world: World) -> None:
    """受理 → 交办 → 签收 → 答复 → 不满意 → 重新办理 → 答复 → 满意 → 办结; the log replays to it."""
    code = codes.typed(leaves(world).code)
    clerk_of = clerk("a11")
    with world.at(clerk_of):
        row = Suggestion.objects.get()
        row = moves.accept(by=None, label="赵", row=row, complexity="simple", on_list=True, title="修好东门路灯")
        with pytest.raises(Refused, match="主办单位和责任人"):
            assigning.assign(by=None, label="赵", row=row, charge=Charge(unit_name="市政所"))
        row = assigning.assign(by=None, label="赵", row=row, charge=Charge(unit_name="市政所", handler_name="李工"))
        assert row.due_on == working_days.due_on(clock.today(), 5)
        row = moves.step(by=None, label="李", row=row, kind="sign")
        assert row.stage_due_on == row.due_on
        with pytest.raises(Refused, match="不能“受理”"):
            moves.accept(by=None, label="赵", row=row, complexity="simple", on_list=True)
        moves.say(row, WordKind.PRIVATE, "施工队说没有灯泡", label="李")
        row = moves.answer(by=None, label="李", row=row, outcome="A", text="路灯已经修好。")
    with world.at(clerk("a1")) as street:
        SuggestionTerms.objects.create(owner_path=street.path, simple_days=7, changed_at=clock.now())
    with work(NOBODY):
        seen = told.progress(code)
        assert seen is not None and [word.text for word in seen.words] == ["路灯已经修好。"]
        told.rate(code=code, rating=Satisfaction.NOT)
        told.reopen(code=code, why="还有一盏不亮")
        with pytest.raises(Refused):
            told.rate(code=code, rating=Satisfaction.CONTENT)
    with world.at(clerk_of):
        assert kept(world).due_on == kept(world).stage_due_on == working_days.due_on(clock.today(), 7)
        # In the ledger nothing is answered as long as it is in hand again; what was before stands in the remark.
        assert in_ledger(kept(world)) == ("", "", "", f"上次{clock.today()}答复“{DONE}”，评价不满意，重新办理中")
        row = moves.answer(by=None, label="李", row=kept(world), outcome="A", text="第二盏也修好了。")
        assert in_ledger(row) == (DONE, str(clock.today()), "", "重新办理过一次")
    with work(NOBODY):
        assert told.seen(code=code) and not told.seen(code=code)
        told.rate(code=code, rating=Satisfaction.NOT)
        with pytest.raises(Refused):
            told.reopen(code=code, why="再来一次")
    with world.at(clerk_of):
        row = moves.step(by=None, label="赵", row=kept(world), kind="close")
        steps = list(SuggestionStep.objects.filter(suggestion=row).values_list("move", "before", "after"))
        assert flow.replay(steps) == row.state == "closed"
        assert SuggestionWord.objects.filter(suggestion=row).count() == 3


def test_two_at_once_and_who_may(world: World) -> None:
    """Whoever is slower gets a conflict; a node is no other node's; an unknown code opens nothing."""
    leaves(world)
    with world.at(clerk("a11")):
        row = Suggestion.objects.get()
        moves.accept(by=None, label="赵", row=row, complexity="normal", on_list=False)
        with pytest.raises(Conflict):
            moves.reject(by=None, label="钱", row=row, reason="other", why="不清楚", version=row.version)
        with pytest.raises(Refused, match="不在您的范围"):
            assigning.assign(by=None, label="赵", row=row, charge=Charge(unit=world.nodes["a12"], handler_name="钱"))
    with world.at(clerk("a12")):
        assert not Suggestion.objects.exists()
    with world.at(clerk("a1")):
        row = Suggestion.objects.get()
        row = assigning.assign(
            by=None, label="街道", row=row, charge=Charge(unit=world.nodes["a12"], handler_name="钱")
        )
        assert row.owner_path == world.nodes["a12"].path and row.node_at_event == world.nodes["a11"].path
    with world.at(clerk("a12")):
        assert Suggestion.objects.get().steps.count() == 3
    with work(NOBODY):
        assert told.progress("0" * 16) is None


def test_every_open_stage_has_a_deadline(world: World) -> None:
    """What somebody should do has a day; what nobody has to do has none."""
    leaves(world)
    with world.at(clerk("a11")):
        row = Suggestion.objects.get()
        row.due_on = clock.today() + timedelta(days=9)
        waits = {state for state in flow.OPEN if clocks.stage_by(row, state) is None}
    assert waits == {"fed_back", "evaluated"}
    assert set(flow.MOVES) == set(SuggestionMove)
