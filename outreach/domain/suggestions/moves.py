"""What staff do with a suggestion: every step is a move of the table (`flow.MOVES`), made by a conditional update."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Max

from outreach.choices import (
    Complexity,
    ExtensionState,
    FeedbackWay,
    Outcome,
    RejectReason,
    Satisfaction,
    SuggestionMove,
    SuggestionState,
    WordKind,
)
from outreach.domain.suggestions import clocks, leading
from outreach.domain.suggestions.flow import MOVES, Move, may_reopen
from outreach.models import Suggestion, SuggestionExtension, SuggestionStep, SuggestionWord, Supervision
from outreach.models.suggestion import IN_HAND
from registry.domain.errors import Conflict, Refused, changed_since
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import User
from registry.models.custody import definer
from registry.models.unit import record

CHANGED = changed_since("有人改过或办过下一步", "没有办", "再办")
SUSPECT = "这条还在垃圾信息里。确认不是垃圾信息以后再办。"
OVERTAKEN = "已经办到下一步，不用再延期。"
M, S = SuggestionMove, SuggestionState


def found(pk: UUID, version: int | None = None) -> Suggestion:
    """The row, locked. Raises Conflict when somebody was faster than `version`."""
    row: Suggestion = Suggestion.objects.select_for_update(of=("self",), no_key=True).get(pk=pk)
    if version is not None and row.version != version:
        raise Conflict(CHANGED)
    return row


def move(row: Suggestion, kind: SuggestionMove, /, *, label: str, why: str = "", **facts: Any) -> Suggestion:
    """The one place where a state changes: the row is updated where it still is what `row` says, its step is added, and
    the trail says so. `facts` are the columns that change along. Raises Refused, Conflict."""
    wanted = MOVES[kind]
    check(row, wanted, why)
    before, after = row.state, str(wanted.after or row.state)
    now = clock.now()
    for name, value in facts.items():
        setattr(row, name, value)
    stage = row.stage_due_on if wanted.after is None else clocks.stage_by(row, after)
    columns = {**facts, "state": after, "touched_at": now}
    if wanted.after is not None:
        columns |= {"state_at": now, "stage_due_on": stage}
    rows = Suggestion.objects.filter(pk=row.pk, state=before, version=row.version)
    if not rows.update(**columns, version=F("version") + 1):
        raise Conflict(CHANGED)
    _note(row, wanted, before, after, why, stage, label)
    chased = Supervision.objects.filter(suggestion=row, ended_at__isnull=True)
    # Done, or there is another day.
    (chased.exclude(due_on=row.due_on) if after in IN_HAND and row.due_on else chased).update(ended_at=now)
    _overtaken(row, after, now)
    record("suggestion.moved", on=row, move=kind.value, before=before, after=after)
    return Suggestion.objects.get(pk=row.pk)


def _overtaken(row: Suggestion, after: str, now: datetime) -> None:
    """Nobody works on it any more: time that was asked for is no longer needed."""
    if after not in IN_HAND:
        asked = SuggestionExtension.objects.filter(suggestion=row, state=ExtensionState.OPEN)
        asked.update(state=ExtensionState.REFUSED, answer=OVERTAKEN, decided_at=now)


def rewrite(row: Suggestion, action: str, said: Mapping[str, Any] | None = None, /, **facts: Any) -> Suggestion:
    """Change columns that are no state, where nobody was faster; `action` goes on the trail, with what is `said` of it.
    Raises Conflict."""
    rows = Suggestion.objects.filter(pk=row.pk, version=row.version)
    if not rows.update(**facts, touched_at=clock.now(), version=F("version") + 1):
        raise Conflict(CHANGED)
    record(action, on=row, **(said or {}))
    return Suggestion.objects.get(pk=row.pk)


def touch(key: UUID, at: datetime) -> None:
    """Something happened to it: whoever looked before then finds it marked."""
    Suggestion.objects.filter(pk=key).update(touched_at=at)


def check(row: Suggestion, wanted: Move, why: str) -> None:
    """Raise Refused for a move that there is not now, that is for the node above which leads, or without the answer
    that it asks for."""
    if row.state not in wanted.before:
        raise Refused(f"这条现在是“{row.get_state_display()}”，不能“{wanted.label}”。")
    if row.suspicion and row.state == S.RECEIVED and wanted.kind not in (M.CLEAR, M.REJECT):
        raise Refused(SUSPECT)
    if leading.is_theirs(row, wanted.kind):
        raise Refused(f"这条由“{row.lead_label}”主办，“{wanted.label}”由它来办。有情况请写在“写进展”或“内部备注”里。")
    if wanted.why and not why.strip():
        raise Refused(f"请写明：{wanted.why}。")


def _note(row: Suggestion, wanted: Move, before: str, after: str, why: str, stage: date | None, label: str) -> None:
    last = SuggestionStep.objects.filter(suggestion=row).aggregate(Max("seq"))["seq__max"] or 0
    SuggestionStep(
        owner_path=row.owner_path, suggestion=row, seq=last + 1, move=wanted.kind, before=before, after=after,
        why=why.strip()[:300], due_on=stage, at=clock.now(), label=label[:120],
    ).save(force_insert=True)  # fmt: skip


def say(row: Suggestion, kind: WordKind, text: str, *, label: str) -> SuggestionWord:
    """Something written beside it; what is told to its proposer must say something. Raises Refused for nothing."""
    if not text.strip():
        raise Refused("请写内容。")
    word = SuggestionWord(
        owner_path=row.owner_path, suggestion=row, member_id=row.member_id, kind=kind, text=text.strip()[:2000],
        at=clock.now(), label=label[:120],
    )  # fmt: skip
    word.save(force_insert=True)
    touch(row.pk, word.at)
    record("suggestion.word_added", on=row, kind=kind.value)
    return word


def step(
    *, by: User | None, label: str, row: Suggestion, kind: str, why: str = "", version: int | None = None
) -> Suggestion:
    """One of the plain moves: sign, return, review again, close. Raises Refused, Conflict."""
    wanted = MOVES[SuggestionMove(kind)]
    if wanted.special:
        raise Refused(f"“{wanted.label}”要填的不只这些，请在这一条的页面上办理。")
    row = found(row.pk, version)
    if row.state == S.MERGED:
        raise Refused("已合并的，请在这一条的页面上点“取消并入”。")
    closing = {"closed_at": clock.now()} if wanted.after == S.CLOSED else {}
    return move(row, wanted.kind, label=label, why=why, **closing)


def clear(*, by: User | None, label: str, row: Suggestion) -> Suggestion:
    """Not spam after all: it gets its number, and waits for review like any other. Raises Refused."""
    row = found(row.pk)
    if not row.suspicion:
        raise Refused("这条不在垃圾信息里。")
    definer("outreach_number_suggestion", row.pk)
    row.refresh_from_db()
    return move(row, M.CLEAR, label=label)


def accept(
    *, by: User | None, label: str, row: Suggestion, complexity: str, on_list: bool, title: str = "",
    category: str = "", version: int | None = None,
) -> Suggestion:  # fmt: skip
    """Taken up: how difficult it is, whether it goes on the list of 金点子, under which title and category. Raises
    Refused, Conflict."""
    row = found(row.pk, version)
    check(row, MOVES[M.ACCEPT], "")
    if complexity not in Complexity.values:
        raise Refused("请选难易：简单、一般或复杂。办理时限按它算。")
    facts: dict[str, Any] = {
        "complexity": complexity,
        "on_list": on_list,
        "listed_at": clock.now() if on_list else None,
    }
    facts |= {name: text for name, text in (("title", title.strip()[:60]), ("category", category)) if text}
    return move(row, M.ACCEPT, label=label, **facts)


def reject(
    *, by: User | None, label: str, row: Suggestion, reason: str, why: str, version: int | None = None
) -> Suggestion:
    """Not taken up; `why` is told to whoever proposed it, except for spam. Raises Refused, Conflict."""
    row = found(row.pk, version)
    if reason not in RejectReason.values:
        raise Refused("请选不予受理的原因。")
    why = why.strip()
    if reason != RejectReason.SPAM:
        check(row, MOVES[M.REJECT], why)
        say(row, WordKind.ANSWER, why, label=label)
    said = f"{RejectReason(reason).label}：{why}" if why else str(RejectReason(reason).label)
    return move(row, M.REJECT, label=label, why=said, closed_at=clock.now())


def answer(
    *, by: User | None, label: str, row: Suggestion, outcome: str, text: str, result: str = "",
    version: int | None = None,
) -> Suggestion:  # fmt: skip
    """Answered: how it ended, and the reply that its proposer reads. Raises Refused, Conflict."""
    row = found(row.pk, version)
    if outcome not in Outcome.values:
        raise Refused("请选办理结果：A、B、C 或 D。")
    check(row, MOVES[M.ANSWER], "")
    say(row, WordKind.ANSWER, text, label=row.lead_label or label)
    return move(
        row,
        M.ANSWER,
        label=label,
        why=str(Outcome(outcome).label),
        outcome=outcome,
        answered_at=clock.now(),
        result=result.strip()[:300] or row.result,
    )


def feed_back(*, by: User | None, label: str, row: Suggestion, way: str, why: str = "") -> Suggestion:
    """The answer has reached its proposer, by phone, visit or otherwise; a liaison says so of her own members. Raises
    Refused."""
    if way not in FeedbackWay.values:
        raise Refused("请选是怎么反馈的。")
    if scopes.current().liaison:
        return _called_back(row, label, way, why)
    row = found(row.pk)
    said = _said(FeedbackWay(way).label, why)
    return move(row, M.FEED_BACK, label=label, why=said, feedback_way=way, fed_back_at=clock.now())


def _called_back(row: Suggestion, label: str, way: str, why: str) -> Suggestion:
    """The same by a liaison, who may change nothing else: a function of the database does it."""
    wanted = MOVES[M.FEED_BACK]
    check(row, wanted, why)
    said = _said(FeedbackWay(way).label, why)
    args = (row.pk, sorted(wanted.before), str(wanted.after), way, said, label, clock.now())
    if not definer("outreach_call_back_suggestion", *args)[0][0]:
        raise Refused("没有记下：请选是怎么告诉本人的；或者刚刚有人登记过了，请刷新看看。")
    record("suggestion.moved", on=row, move=wanted.kind.value, before=row.state, after=str(wanted.after), by="liaison")
    return Suggestion.objects.get(pk=row.pk)


def rate(*, by: User | None, label: str, row: Suggestion, rating: str, way: str, why: str = "") -> Suggestion:
    """What its proposer said when somebody asked (回访). Raises Refused."""
    row = found(row.pk)
    if rating not in Satisfaction.values or way not in FeedbackWay.values:
        raise Refused("请选是怎么回访的，以及满意、基本满意或不满意。")
    facts = {"feedback_way": row.feedback_way or way, "fed_back_at": row.fed_back_at or clock.now()}
    said = _said(Satisfaction(rating).label, why)
    return move(row, M.RATE, label=label, why=said, rating=rating, rated_at=clock.now(), **facts)


def _said(what: object, why: str) -> str:
    """What was chosen, and what was said to it, as the log keeps them."""
    return f"{what}：{why.strip()}" if why.strip() else str(what)


def reopen(*, by: User | None, label: str, row: Suggestion, why: str) -> Suggestion:
    """Taken up again since its proposer was not content: once. Raises Refused."""
    row = found(row.pk)
    check(row, MOVES[M.REOPEN], why)
    if not may_reopen(row.state, row.rating, row.reopened):
        raise Refused("只有评价为“不满意”的可以重新办理，而且只有一次。")
    due_on = clocks.work_by(row.owner_path, row.complexity, clock.today())
    return move(row, M.REOPEN, label=label, why=why, reopened=True, due_on=due_on)
