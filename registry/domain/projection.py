"""From movements to the present state. Any past day can be asked for by replaying fewer movements."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

from registry.choices import ENDED, MovementKind, Status
from registry.domain.errors import Refused
from registry.domain.not_allowed import why_not

K, S = MovementKind, Status
_ACTIVE = frozenset({S.AWAITING_REPORT, S.REPORTED, S.ENROLLED})

# What each movement leads to, and from which states. None is the state before the first movement.
RESULT: dict[str, Status] = {
    K.FOUND: S.LEAD,
    K.REGISTERED: S.AWAITING_REPORT,
    K.REPORTED_IN: S.REPORTED,
    K.ENROLLED: S.ENROLLED,
    K.LOST: S.LOST,
    K.TRANSFERRED_IN: S.TRANSFERRED_IN,
    K.RETURNED: S.RETURNED,
    K.MOVED_ON: S.MOVED_ON,
    K.CLOSED: S.CLOSED,
}
ALLOWED: dict[str, frozenset[Status | None]] = {
    K.FOUND: frozenset({None}),
    K.REGISTERED: frozenset({None, S.LEAD}),
    K.REPORTED_IN: frozenset({S.AWAITING_REPORT}),
    # Once more where a transfer has taken her out of her branch.
    K.ENROLLED: frozenset({S.REPORTED, S.ENROLLED}),
    K.MOVED: _ACTIVE | {S.LEAD, S.LOST},
    K.LOST: _ACTIVE | {S.LEAD},
    K.FOUND_AGAIN: frozenset({S.LOST}),
    K.TRANSFERRED_IN: _ACTIVE,
    K.RETURNED: _ACTIVE | {S.LOST},
    K.MOVED_ON: _ACTIVE | {S.LOST},
    K.CLOSED: _ACTIVE | {S.LEAD, S.LOST},
}


class Fact(Protocol):
    """What replaying needs of a movement."""

    kind: str
    effective_on: date


class NotAllowed(Refused):
    """The table of states has no such step: `fact` is the one that could not follow."""

    def __init__(self, status: Status | None, fact: Fact) -> None:
        super().__init__(why_not(status, fact.kind, fact.effective_on))
        self.fact = fact


@dataclass(frozen=True, slots=True)
class Projection:
    """The state after a series of movements."""

    status: Status | None = None
    before_lost: Status | None = None
    reported_on: date | None = None
    enrolled_on: date | None = None
    closed_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether the record is still in custody."""
        return self.status not in ENDED


def step(state: Projection, fact: Fact) -> Projection:
    """The state after one more movement; raises NotAllowed where the table does not allow it."""
    if state.status not in ALLOWED[fact.kind]:
        raise NotAllowed(state.status, fact)
    if fact.kind == K.MOVED:
        return state
    if fact.kind == K.FOUND_AGAIN:
        return replace(state, status=state.before_lost, before_lost=None)
    status = RESULT[fact.kind]
    return Projection(
        status=status,
        before_lost=state.status if status == S.LOST else None,
        reported_on=fact.effective_on if fact.kind == K.REPORTED_IN else state.reported_on,
        enrolled_on=fact.effective_on if fact.kind == K.ENROLLED else state.enrolled_on,
        closed_on=fact.effective_on if status in ENDED else None,
    )


def replay(facts: Iterable[Fact]) -> Projection:
    """The state after `facts`, which come in order of (effective, recorded, id) without voided ones."""
    state = Projection()
    for fact in facts:
        state = step(state, fact)
    return state
