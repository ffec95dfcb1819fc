"""More time: asked for before the day with a reason by the node that leads, decided on by the level above."""

from datetime import date, timedelta

from outreach.choices import ExtensionState, SuggestionMove
from outreach.domain.suggestions import leading, moves
from outreach.domain.suggestions.flow import MOVES
from outreach.models import Suggestion, SuggestionExtension
from outreach.models.suggestion import IN_HAND
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib import scope as scopes
from registry.lib.scope import SEGMENT, Scope
from registry.models import User
from registry.models.unit import record
from registry.policies import Action, allowed

ANSWERED_ALREADY = "这份申请刚刚有人批过了，或者已经撤回。请刷新看看。"
# By how much one request may move the day: a quarter, as offices' own rules have it.
LONGEST = timedelta(days=92)


def may_ask(row: Suggestion) -> bool:
    """In hand here, and its day is not over. Who stands above would be asking for what is hers to grant."""
    return leading.is_here(row) and row.state in IN_HAND and row.due_on is not None and clock.today() <= row.due_on


def may_decide(row: Suggestion, scope: Scope | None = None) -> bool:
    """Whether the (given or active) scope stands above the node that leads; the district decides for itself."""
    scope, path = scope or scopes.current(), leading.leader(row) or ""
    above = path.startswith(scope.path) and (path != scope.path or len(scope.path) == SEGMENT)
    return bool(scope.path) and above and allowed(Action.SUGGESTION_SUPERVISE, scope)


def open_one(row: Suggestion) -> SuggestionExtension | None:
    """What waits for an answer."""
    found: SuggestionExtension | None = row.asked_extensions.filter(state=ExtensionState.OPEN).first()
    return found


def ask(*, by: User | None, label: str, row: Suggestion, until: date, why: str) -> SuggestionExtension:
    """Ask for time until that day. Raises Refused after the day, while one waits, without a reason, for longer than
    LONGEST, and for whoever does not have it."""
    row = moves.found(row.pk)
    if refusal := _refusal(row, until, why):
        raise Refused(refusal)
    assert row.due_on is not None
    asked = SuggestionExtension(
        owner_path=row.owner_path, suggestion=row, was_due_on=row.due_on, until=until, why=why.strip()[:300],
        asked_at=clock.now(), asked_label=label[:120],
    )  # fmt: skip
    asked.save(force_insert=True)
    moves.touch(row.pk, asked.asked_at)
    record("suggestion.extension_asked", on=row, until=until)
    return asked


def _refusal(row: Suggestion, until: date, why: str) -> str:
    """Why time can't be asked for; empty when it can."""
    if row.state not in IN_HAND or row.due_on is None:
        return f"这条现在是“{row.get_state_display()}”，不用申请延期。"
    if not leading.is_here(row):
        return f"延期由办理单位“{row.lead_label or row.place_label}”申请，由上一级批；不能自己申请、自己批。"
    if not may_ask(row):
        return f"办理时限 {row.due_on:%Y-%m-%d} 已经过了，不能再申请延期。请抓紧办，并写明进展。"
    if until <= row.due_on:
        return f"要延到 {row.due_on:%Y-%m-%d} 以后的日子。"
    if until > (last := row.due_on + LONGEST):
        return f"一次最多延 3 个月，最晚到 {last:%Y-%m-%d}。到时候还办不完的，可以再申请。"
    if not why.strip():
        return "请写明为什么要延期。"
    return "已经有一份延期申请在等批复；填错了的先撤回，再重新申请。" if open_one(row) else ""


def take_back(*, by: User | None, label: str, row: Suggestion) -> SuggestionExtension:
    """What was asked for is not wanted, or not like this. Raises Refused for whoever does not have it, and once it is
    answered."""
    row = moves.found(row.pk)
    asked = open_one(row)
    if not leading.is_here(row):
        raise Refused("延期申请由办理单位自己撤回；不同意的，请批“不同意”。")
    if asked is None or not _answered(asked, ExtensionState.DROPPED, label):
        raise Refused(ANSWERED_ALREADY)
    moves.touch(row.pk, clock.now())
    record("suggestion.extension_dropped", on=row)
    return asked


def _answered(asked: SuggestionExtension, state: ExtensionState, label: str, answer: str = "") -> int:
    """Once: how many rows it was, 0 where somebody came before."""
    return SuggestionExtension.objects.filter(pk=asked.pk, state=ExtensionState.OPEN).update(
        state=state, answer=answer.strip()[:200], decided_at=clock.now(), decided_label=label[:120]
    )


def decide(
    *, by: User | None, label: str, extension: SuggestionExtension, granted: bool, answer: str = ""
) -> Suggestion:
    """Granted: the day moves, and the step says so. Refused: with words. Nobody grants her own: of the district's,
    which has nobody above it, another person there decides. Raises Refused, Conflict."""
    row = moves.found(extension.suggestion_id)
    if not may_decide(row):
        raise Refused("延期由上一级批：请街道或区里来批。")
    if is_own(extension, label):
        raise Refused("这份申请是您自己提的，请同单位的另一位同志批。")
    if not granted and not answer.strip():
        raise Refused("不同意的，请写明原因。")
    state = ExtensionState.GRANTED if granted else ExtensionState.REFUSED
    if not _answered(extension, state, label, answer):
        raise Refused(ANSWERED_ALREADY)
    record("suggestion.extension_decided", on=row, granted=granted)
    if not granted:
        moves.touch(row.pk, clock.now())
        return row
    return _moved(row, extension, label)


def is_own(extension: SuggestionExtension, label: str) -> bool:
    """Whether that person asked for it."""
    return bool(label) and extension.asked_label == label[:120]


def decide_open(*, by: User | None, label: str, row: Suggestion, granted: bool, answer: str = "") -> Suggestion:
    """The same for whatever waits on a suggestion. Raises Refused where nothing does any more."""
    asked = open_one(row)
    if asked is None:
        raise Refused(ANSWERED_ALREADY)
    return decide(by=by, label=label, extension=asked, granted=granted, answer=answer)


def _moved(row: Suggestion, extension: SuggestionExtension, label: str) -> Suggestion:
    """The new day holds for the stage too, where handling is the stage."""
    moves.check(row, MOVES[SuggestionMove.EXTEND], "")
    stage = extension.until if row.stage_due_on == row.due_on else row.stage_due_on
    why = f"{extension.was_due_on:%Y-%m-%d} 延到 {extension.until:%Y-%m-%d}：{extension.why}"
    facts = {"due_on": extension.until, "stage_due_on": stage, "extensions": row.extensions + 1}
    return moves.move(row, SuggestionMove.EXTEND, label=label, why=why, **facts)
