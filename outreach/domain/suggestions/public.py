"""What anybody may know of suggestions: the places to choose from, what was made public, and one's own."""

import time
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from outreach.choices import Outcome, SuggestionCategory
from outreach.choices import SuggestionState as S
from outreach.domain.suggestions import clocks, codes, flow, likeness
from outreach.domain.suggestions.told import PLAIN
from outreach.models import SuggestionWord
from outreach.models.suggestion import ANSWERED, IN_HAND
from registry.lib import clock
from registry.models.custody import definer
from registry.models.sealed import Sealed, cipher, context_of

PAGE = 20
MOST_ALIKE = 5
KEPT_SECONDS = 60
# Shorter texts are like everything.
LEAST_ALIKE = 6


@dataclass(frozen=True, slots=True)
class Place:
    """A district, street, community or village that may be written to."""

    id: UUID
    code: str
    name: str
    kind: str
    parent: str
    path: str


@dataclass(frozen=True, slots=True)
class Published:
    """What staff made public of one, in their words, with how it stands."""

    id: UUID
    label: str
    title: str
    text: str
    result: str
    category: str
    place: str
    state: str
    outcome: str
    unit: str
    collected_on: date
    published_at: datetime

    @property
    def category_label(self) -> str:
        """What it is about."""
        return str(SuggestionCategory(self.category).label)

    @property
    def plain(self) -> str:
        """How it stands, in a few words."""
        return standing(self.state, self.outcome)


@dataclass(frozen=True, slots=True)
class Alike:
    """A published one that is like what somebody is writing; `likeness` from 0 to 1."""

    id: UUID
    label: str
    title: str
    result: str
    place: str
    state: str
    likeness: float

    @property
    def plain(self) -> str:
        """How it stands, in a few words."""
        return standing(self.state, "")


@dataclass(frozen=True, slots=True)
class Own:
    """One that the member of the active scope wrote."""

    id: UUID
    label: str
    title: str
    category: str
    submitted_at: datetime
    state: str
    state_at: datetime
    unit: str
    due_on: date | None
    outcome: str
    rating: str
    reopened: bool
    answer: str
    answered_at: datetime | None

    @property
    def code(self) -> str:
        """Its progress code."""
        return codes.code_of(self.id)

    @property
    def plain(self) -> str:
        """How it stands, in plain words."""
        return PLAIN[S(self.state)]

    @property
    def due(self) -> date | None:
        """By when it is to be answered, as long as it is not."""
        return self.due_on if self.state in IN_HAND else None

    @property
    def may_rate(self) -> bool:
        """Answered, not rated yet."""
        return flow.may_rate(self.state)

    @property
    def may_reopen(self) -> bool:
        """Rated 不满意, and not taken up again before."""
        return flow.may_reopen(self.state, self.rating, self.reopened)

    @property
    def closes_on(self) -> date | None:
        """Until when she may rate it or have it reopened."""
        return clocks.open_until(self.state, self.state_at) if self.may_rate or self.may_reopen else None


def standing(state: str, outcome: str) -> str:
    """How one stands, for the public list: its outcome once there is one."""
    if state not in ANSWERED:
        return "正在办理"
    return str(Outcome(outcome).label)[2:] if outcome else "已经答复"


def places() -> list[Place]:
    """Where one may write to, in the order of the tree; asked once a minute in each process."""
    return list(_places(int(time.monotonic() / KEPT_SECONDS)))


@lru_cache(maxsize=1)
def _places(spell: int) -> tuple[Place, ...]:
    return tuple(Place(*row) for row in definer("outreach_suggest_places"))


def forget() -> None:
    """Ask anew next time."""
    _places.cache_clear()


def found_place(among: list[Place], at: str) -> Place | None:
    """The place that a code on a wall means: a division's code or an organisation's key."""
    return next((place for place in among if at and at in (place.code, str(place.id))), None)


def published(*, about: str = "", low: str = "", before: datetime | None = None, most: int = PAGE) -> list[Published]:
    """The newest `most` made public before that moment, of one category and below one node where those are given."""
    before = before or clock.now() + timedelta(days=1)
    return [Published(*row) for row in definer("outreach_published", about, low, before, most)]


def alike(text: str, most: int = MOST_ALIKE) -> list[Alike]:
    """Published ones that share pairs of characters with the text, the nearest first; none for a few words."""
    if len(text.strip()) < LEAST_ALIKE:
        return []
    return [Alike(*row) for row in definer("outreach_published_alike", likeness.grams(text), most)]


def own() -> list[Own]:
    """The last 50 of the member whose scope is active, each with its last answer."""
    return [_own(row) for row in definer("outreach_my_suggestions")]


def _own(row: tuple[Any, ...]) -> Own:
    *facts, key, words, at = row
    context = context_of(SuggestionWord._meta.db_table, key, "text")
    answer = cipher().open(Sealed(bytes(words)), context) if words else ""
    return Own(*[*facts, answer, at])
