"""Which movements a row stands for, and when they took effect.

What the ledger does not date took effect on the day of the intake, never earlier: a roster says *that* somebody has
reported in, and only its 报到时间 says when. A registration is as old as the oldest day that follows from it.
"""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from registry.choices import MovementKind, Status
from registry.domain.projection import RESULT

K, S = MovementKind, Status
Happening = tuple[MovementKind, date]


def happenings(
    status: str | None, payload: Mapping[str, Any], *, known: bool, may_enroll: bool, today: date
) -> list[Happening]:
    """What has to be recorded for a member of `status` (None: not on the register), oldest first."""
    found: list[Happening] = []
    reported, enrolled = _days(payload, today, may_enroll)
    if status is None or (status == S.LEAD and known):
        first = min(day for day in (today, reported, enrolled) if day is not None)
        found.append((K.REGISTERED if known else K.FOUND, first if known else today))
        status = S.AWAITING_REPORT if known else S.LEAD
    if reported and status == S.AWAITING_REPORT:
        found.append((K.REPORTED_IN, reported))
        status = S.REPORTED
    if enrolled and status == S.REPORTED:
        found.append((K.ENROLLED, max(enrolled, reported or enrolled)))
    return found


def _days(payload: Mapping[str, Any], today: date, may_enroll: bool) -> tuple[date | None, date | None]:
    """The days of reporting in and of 纳入, None where the row has none. Whoever was enrolled has reported in."""
    said_no = payload.get("reported") is False
    enrolled_on = _day(payload.get("enrolled_on"), today)
    wants = payload.get("enrolled") is True or (payload.get("enrolled") is None and enrolled_on is not None)
    reported_on = _day(payload.get("reported_on"), today)
    if said_no or not (payload.get("reported") or reported_on or wants):
        return None, None
    reported = reported_on or min(enrolled_on or today, today)
    return reported, (enrolled_on or today) if wants and may_enroll else None


def _day(text: str | None, today: date) -> date | None:
    found = iso(text) if text else None
    return found if found and found <= today else None


@lru_cache(maxsize=20_000)
def iso(text: str) -> date:
    """A staged date."""
    return date.fromisoformat(text)


def state_after(found: list[Happening]) -> dict[str, str]:
    """Projection columns of a new member, as `domain.projection.replay` gives them."""
    state = {"status": str(RESULT[found[-1][0]])}
    for kind, day in found:
        if kind == K.REPORTED_IN:
            state["reported_on"] = day.isoformat()
        elif kind == K.ENROLLED:
            state["enrolled_on"] = day.isoformat()
    return state
