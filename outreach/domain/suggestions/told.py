"""What whoever has the code may know and do: how it stands, what was answered; add a word, rate, have it reopened once.

Asked before any scope: the functions of the database answer for the one row that the code opens.
"""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid5

from outreach.choices import Satisfaction, SuggestionCategory, SuggestionMove, WordKind
from outreach.choices import SuggestionState as S
from outreach.domain.suggestions import clocks, codes, flow
from outreach.domain.suggestions.flow import MOVES
from outreach.domain.suggestions.wording import plain
from outreach.models import Suggestion, SuggestionWord
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models.custody import definer
from registry.models.sealed import Sealed, cipher, context_of
from registry.models.unit import record

MOST_WORDS, WORD_LENGTH = 20, 500
NOT_NOW = "现在不能这样做，可能刚刚有了新进展。请重新查询看看。"
# In the words of a letter, not of an office.
PLAIN = {
    S.RECEIVED: "已经收到，等工作人员审核",
    S.REJECTED: "没有受理，原因见下面的答复",
    S.MERGED: "和另一条一样的建议合在一起办",
    S.ACCEPTED: "已经受理，正在确定由谁来办",
    S.ASSIGNED: "已经交给负责的单位",
    S.RETURNED: "正在重新确定由谁来办",
    S.IN_PROGRESS: "正在办理",
    S.ANSWERED: "已经答复，请看下面",
    S.FED_BACK: "已经答复，等您评价",
    S.EVALUATED: "已经评价，谢谢您",
    S.CLOSED: "已经办结",
}


UNREASONED = "没有受理：看起来不像一条建议。如果弄错了，请把事情写清楚再提一条，或者打电话给村（社区）"
# What a rating means, said before it counts.
MAY_REOPEN = "提交以后，可以请我们重新办理一次。评价不能再改，请看清楚再点。"
CONTENT = "提交以后评价不能再改，也不再重新办理。没办好的，请回去选“不满意”。"
LAST = "提交以后评价不能再改。已经重新办理过一次，不再重新办理。"


@dataclass(frozen=True, slots=True)
class Word:
    """One reply, answer or word of hers; `label` is the unit that replied, never one of its people."""

    kind: str
    text: str
    at: datetime
    label: str


@dataclass(frozen=True, slots=True)
class Progress:
    """How it stands. Of a merged one: how the one stands that it was merged into (`into_label`)."""

    id: UUID
    label: str
    title: str
    content: str
    category: str
    place: str
    submitted_at: datetime
    state: str
    state_at: datetime
    unit: str
    due_on: date | None
    outcome: str
    rating: str
    reopened: bool
    closed_at: datetime | None
    into_label: str
    words: tuple[Word, ...]

    @property
    def plain(self) -> str:
        """How it stands, in plain words; of a merged one nothing that is for the other one's proposer to do. No reason
        is given to what was taken for spam."""
        if self.state == S.REJECTED and not any(word.kind == WordKind.ANSWER for word in self.words):
            return UNREASONED
        merged = self.into_label and self.state in (S.ANSWERED, S.FED_BACK, S.EVALUATED)
        return PLAIN[S.ANSWERED if merged else S(self.state)]

    @property
    def category_label(self) -> str:
        """What it is about."""
        return str(SuggestionCategory(self.category).label)

    @property
    def may_add(self) -> bool:
        """Whether a word is still read, of a merged one by whoever works on the other one."""
        return self.state not in (S.REJECTED, S.MERGED, S.CLOSED)

    @property
    def may_rate(self) -> bool:
        """Answered, not rated yet."""
        return not self.into_label and flow.may_rate(self.state)

    @property
    def may_reopen(self) -> bool:
        """Rated 不满意, and not taken up again before."""
        return not self.into_label and flow.may_reopen(self.state, self.rating, self.reopened)

    @property
    def closes_on(self) -> date | None:
        """Until when she may rate it or have it reopened; None while nothing ends by itself."""
        return clocks.open_until(self.state, self.state_at) if self.may_rate or self.may_reopen else None

    @property
    def closed_unheard(self) -> bool:
        """Closed, and she had not said how well it was done."""
        return self.state == S.CLOSED and not self.rating and not self.into_label


def progress(code: str) -> Progress | None:
    """How the suggestion of that code (`codes.typed`) stands; None for an unknown one."""
    digest = codes.digest(code)
    rows = definer("outreach_suggestion_by_code", digest)
    if not rows:
        return None
    (key, _, label, title, words, category, place, submitted, state, state_at, unit, due_on, _, outcome, rating,
     reopened, closed_at, _, into_label, doubtful, _) = rows[0]  # fmt: skip
    told = definer("outreach_suggestion_told", digest)
    return Progress(
        key, "" if doubtful else label, title, opened(Suggestion, key, "content", words), category, place, submitted,
        state, state_at, unit, due_on, outcome, rating, reopened, closed_at, into_label,
        tuple(Word(kind, opened(SuggestionWord, id_, "text", text), at, unit) for id_, kind, text, at, _ in told),
    )  # fmt: skip


def opened(model: type[Suggestion] | type[SuggestionWord], key: UUID, field: str, data: bytes) -> str:
    """The text of a sealed column that a function of the database gave."""
    return cipher().open(Sealed(bytes(data)), context_of(model._meta.db_table, key, field)) if data else ""


def add_word(*, code: str, text: str, key: UUID | None = None) -> None:
    """She adds a word. Raises Refused where it is over, or where she has said a great deal already."""
    text = plain(text)
    if not text or len(text) > WORD_LENGTH:
        raise Refused(f"请写一点补充的内容，最多 {WORD_LENGTH} 个字。")
    key, digest = key or uuid7(), codes.digest(code)
    rows = definer("outreach_add_word", digest, key, _sealed(key, text), clock.now(), MOST_WORDS)
    if not rows:
        raise Refused("这条建议已经办结，或者补充得太多了，没有记下。有新的想法，请另外提一条。")
    # Of a merged one: for whoever works on the other one. The same word twice is one copy.
    copy = uuid5(key, "copy")
    rows += definer("outreach_pass_word", digest, key, copy, _sealed(copy, text), clock.now())
    for pk, path in rows:
        record("suggestion.word_added", object_type="suggestion", object_id=pk, owner_path=path)


def _sealed(key: UUID, text: str) -> Sealed:
    return Sealed(cipher().seal(text, context_of(SuggestionWord._meta.db_table, key, "text")))


def rate(*, code: str, rating: str) -> None:
    """She says how well it was done. Raises Refused where there is nothing to rate (any more)."""
    if rating not in Satisfaction.values:
        raise Refused("请选：满意、基本满意或不满意。")
    _step(code, SuggestionMove.RATE, said=rating, why=str(Satisfaction(rating).label))


def means(rating: str, reopened: bool) -> str:
    """What that rating means for her, said before it counts."""
    return LAST if reopened else MAY_REOPEN if rating == Satisfaction.NOT else CONTENT


def reopen(*, code: str, why: str) -> None:
    """She is not content and has it taken up again, once, with the time that it had. Raises Refused."""
    why = plain(why)[:300]
    if not why:
        raise Refused("请写明还差什么，方便重新办理。")
    _step(code, SuggestionMove.REOPEN, why=why, stage_by=clocks.work_by_code(codes.digest(code), clock.today()))


def seen(*, code: str) -> bool:
    """The answer has reached her: she has just read it. Whether this is new."""
    return _stepped(code, SuggestionMove.FEED_BACK)


def _step(code: str, kind: SuggestionMove, said: str = "", why: str = "", stage_by: date | None = None) -> None:
    if not _stepped(code, kind, said, why, stage_by):
        raise Refused(NOT_NOW)


def _stepped(code: str, kind: SuggestionMove, said: str = "", why: str = "", stage_by: date | None = None) -> bool:
    move = MOVES[kind]
    froms, target = sorted(move.before), str(move.after)
    rows = definer(
        "outreach_step_by_code",
        codes.digest(code),
        kind.value,
        froms,
        target,
        stage_by,
        stage_by,
        said,
        why,
        clock.now(),
    )
    for key, path in rows:
        record("suggestion.moved", object_type="suggestion", object_id=key, owner_path=path, move=kind.value, by="code")
    return bool(rows)
