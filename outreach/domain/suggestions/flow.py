"""The moves of a suggestion as a table. Pages, the API and the verbs read it from here: what stands in it is offered,
nothing else is done."""

from dataclasses import dataclass

from outreach.choices import Satisfaction
from outreach.choices import SuggestionMove as M
from outreach.choices import SuggestionState as S
from registry.lib import scope as scopes
from registry.lib.scope import Scope
from registry.policies import Action, allowed

# Any open stage.
OPEN = (S.RECEIVED, S.ACCEPTED, S.ASSIGNED, S.RETURNED, S.IN_PROGRESS, S.ANSWERED, S.FED_BACK, S.EVALUATED)


@dataclass(frozen=True, slots=True)
class Move:
    """From where, to where (None: it stays), the right it asks for, what the button says, and the question whose answer
    goes with it (empty: none is needed)."""

    kind: M
    before: frozenset[S]
    after: S | None
    right: Action
    label: str
    why: str = ""
    # Made by a verb of its own, which asks for more than words.
    special: bool = False


def _move(kind: M, before: tuple[S, ...], after: S | None, label: str, right: Action, **more: str | bool) -> Move:
    why, special = str(more.get("why", "")), bool(more.get("special", False))
    return Move(kind, frozenset(before), after, right, label, why, special)


_WORK, _ABOVE, _ENTER = Action.SUGGESTION_WORK, Action.SUGGESTION_SUPERVISE, Action.SUGGESTION_ENTER
MOVES: dict[M, Move] = {
    move.kind: move
    for move in (
        _move(M.RECEIVE, (), S.RECEIVED, "录入", _ENTER, special=True),
        _move(M.CLEAR, (S.RECEIVED,), S.RECEIVED, "不是垃圾信息", _WORK, special=True),
        _move(M.ACCEPT, (S.RECEIVED,), S.ACCEPTED, "受理", _WORK, special=True),
        _move(M.REJECT, (S.RECEIVED, S.ACCEPTED), S.REJECTED, "不予受理", _WORK, why="为什么不予受理", special=True),
        _move(M.REVIEW, (S.REJECTED, S.MERGED), S.RECEIVED, "重新审核", _WORK, why="为什么重新审核"),
        _move(M.MERGE, (S.RECEIVED, S.ACCEPTED), S.MERGED, "并入另一条", _WORK, special=True),
        _move(M.SPLIT, (S.RECEIVED, S.ACCEPTED), None, "拆成两条", _WORK, special=True),
        _move(M.ASSIGN, (S.ACCEPTED, S.RETURNED, S.ASSIGNED, S.IN_PROGRESS), S.ASSIGNED, "交办", _WORK, special=True),
        _move(M.SIGN, (S.ASSIGNED,), S.IN_PROGRESS, "签收", _WORK),
        _move(M.RETURN, (S.ASSIGNED,), S.RETURNED, "退回", _WORK, why="为什么退回"),
        _move(M.EXTEND, (S.ASSIGNED, S.IN_PROGRESS), None, "同意延期", _ABOVE, special=True),
        _move(M.ANSWER, (S.IN_PROGRESS,), S.ANSWERED, "答复", _WORK, special=True),
        _move(M.FEED_BACK, (S.ANSWERED,), S.FED_BACK, "登记反馈", _ENTER, special=True),
        _move(M.RATE, (S.ANSWERED, S.FED_BACK), S.EVALUATED, "登记评价", _WORK, special=True),
        _move(M.REOPEN, (S.EVALUATED,), S.IN_PROGRESS, "重新办理", _WORK, why="还差什么", special=True),
        _move(M.CLOSE, (S.FED_BACK, S.EVALUATED), S.CLOSED, "办结归档", _WORK),
        _move(M.HELP, (S.RECEIVED, S.ACCEPTED, S.ASSIGNED, S.IN_PROGRESS), None, "转为帮扶", _WORK, special=True),
    )
}
# What whoever has the code may do herself (outreach_step_by_code()).
HERS = (M.FEED_BACK, M.RATE, M.REOPEN)


def may_rate(state: str) -> bool:
    """Answered, not rated yet."""
    return state in MOVES[M.RATE].before


def may_reopen(state: str, rating: str, reopened: bool) -> bool:
    """Rated 不满意, and not taken up again before."""
    return state in MOVES[M.REOPEN].before and rating == Satisfaction.NOT and not reopened


def moves_from(state: str, scope: Scope | None = None) -> list[Move]:
    """What the (given or active) scope's role may do with a suggestion in that state."""
    scope = scope or scopes.current()
    return [move for move in MOVES.values() if state in move.before and allowed(move.right, scope)]


def replay(steps: list[tuple[str, str, str]]) -> str:
    """The state that (move, before, after) rows lead to. Raises ValueError where one does not follow from the last."""
    state = ""
    for kind, before, after in steps:
        move = MOVES[M(kind)]
        first = kind == M.RECEIVE and not state
        if before != state or not (first or before in move.before) or after != (move.after or before):
            raise ValueError(f"{kind}: {before} → {after}")
        state = after
    return state
