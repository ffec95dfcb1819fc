"""The flow of a wish as a table: 征集→核实→公示→认领→实现→回访. Pages, the API and the verbs read it from here."""

from dataclasses import dataclass

from outreach.choices import WishState, WishStepKind

S, K = WishState, WishStepKind


@dataclass(frozen=True, slots=True)
class Step:
    """From where, to where, what the button says, and what it asks for: `why` is the question whose answer is the
    step's evidence or reason (empty: none is needed), `needs_day` the day that is agreed or on which it happened."""

    kind: WishStepKind
    before: frozenset[WishState]
    after: WishState
    label: str
    why: str = ""
    needs_day: str = ""
    # Of a claimed wish, written by the database under the wish's lock, for the claim may lie elsewhere by now.
    of_claim: bool = False


def _step(kind: WishStepKind, before: tuple[WishState, ...], after: WishState, label: str, **more: str) -> Step:
    return Step(kind, frozenset(before), after, label, more.get("why", ""), more.get("needs_day", ""))


def _claim(kind: WishStepKind, before: tuple[WishState, ...], after: WishState, label: str, **more: str) -> Step:
    return Step(kind, frozenset(before), after, label, more.get("why", ""), more.get("needs_day", ""), of_claim=True)


NOT_HUNG, TAKEN = (S.COLLECTED, S.VERIFIED), (S.CLAIMED, S.CONFIRMED)
STEPS: dict[WishStepKind, Step] = {
    step.kind: step
    for step in (
        _step(K.VERIFY, (S.COLLECTED,), S.VERIFIED, "登记核实", why="怎么核实的（谁、什么时候、看到什么）"),
        _step(K.PUBLISH, (S.VERIFIED,), S.PUBLISHED, "公示上墙"),
        _claim(K.CONFIRM, (S.CLAIMED,), S.CONFIRMED, "确认认领", needs_day="约定完成日期"),
        _claim(K.FULFIL, (S.CONFIRMED,), S.FULFILLED, "登记实现", why="怎么实现的", needs_day="完成日期"),
        _claim(K.VISIT, (S.FULFILLED,), S.VISITED, "登记回访", why="回访情况"),
        _claim(K.REDO, (S.FULFILLED,), S.CONFIRMED, "退回再办", why="还差什么", needs_day="新的约定完成日期"),
        _claim(K.RELEASE, TAKEN, S.PUBLISHED, "退回公示", why="为什么退回"),
        _step(K.REFUSE, NOT_HUNG, S.REFUSED, "不予征集", why="为什么不予征集"),
        _step(K.WITHDRAW, (*NOT_HUNG, S.PUBLISHED), S.WITHDRAWN, "撤回", why="为什么撤回"),
    )
}


def steps_from(state: str) -> list[Step]:
    """What may be done with a wish in that state, besides claiming it."""
    return [step for step in STEPS.values() if state in step.before]
