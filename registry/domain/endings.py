"""What ends with a record, or before it: assignments of liaisons, written down with who, when and why, and requests."""

from datetime import datetime
from typing import Any

from registry.choices import EndReason, RequestKind, RequestState
from registry.lib import clock
from registry.models import LiaisonAssignment, Member, MoveRequest, User
from registry.models.custody import WAITING, definer
from registry.models.liaison import LiaisonAssignmentQuerySet
from registry.models.unit import record

HAS_ENDED = "这位党员的记录已经结束，申请自动关闭。"
# The columns of an end, as they are while there is none.
STILL: dict[str, Any] = {"ended_on": None, "ended_at": None, "ended_by_id": None, "ended_label": "", "end_reason": ""}


def end(
    rows: LiaisonAssignmentQuerySet, *, by: User | None, label: str, reason: EndReason, at: datetime | None = None
) -> int:
    """End assignments in force as of today (`at` for the moment); returns how many. `label` names `by` as rows do."""
    moment = at or clock.now()
    facts = {"ended_on": clock.today(), "ended_at": moment, "ended_by": by, "ended_label": label[:120]}
    return rows.current().update(**facts, end_reason=reason)


def explain(rows: LiaisonAssignmentQuerySet, *, by: User | None, label: str, reason: EndReason) -> None:
    """Say why of assignments that a function of the database has just ended: it knows nothing of reasons."""
    unsaid = rows.filter(ended_on=clock.today(), ended_at__isnull=True)
    unsaid.update(ended_at=clock.now(), ended_by=by, ended_label=label[:120], end_reason=reason)


def let_go(*, by: User | None, member: Member, label: str, at: datetime) -> None:
    """The member's record has ended, by what was recorded at the moment `at`: nobody keeps in touch any more."""
    held = LiaisonAssignment.objects.all().filter(member=member)
    end(held, by=by, label=label, reason=EndReason.MEMBER_ENDED, at=at)


def close_request(half: MoveRequest, *, by: User | None, state: RequestState, answer: str, at: datetime) -> None:
    """The only half of a request is over, with what was said to it."""
    half.state, half.answer, half.decided_by, half.decided_at = state, answer, by.pk if by else None, at
    half.save()


def drop_requests(*, by: User | None, member: Member, at: datetime) -> None:
    """Nobody has to decide any more about a member whose record has ended: what was asked for him is taken back, and
    whoever else asked for him is answered."""
    who = by.pk if by else None
    for half in MoveRequest.objects.filter(member=member, state__in=WAITING):
        if half.kind == RequestKind.ENROLL:
            close_request(half, by=by, state=RequestState.WITHDRAWN, answer=HAS_ENDED, at=at)
        elif half.kind == RequestKind.TRANSFER:
            definer("registry_withdraw_request", half.key, who, at)
        elif half.state == RequestState.WAITING_RELEASE:
            definer("registry_release_custody", half.key, False, who, at, HAS_ENDED)
        else:  # released already: only the other side can close it, and learns why when it agrees
            continue
        record("request.closed", on=half)


def take_back(*, member: Member, at: datetime) -> None:
    """What was recorded at the moment `at` was a mistake: those whose assignments it ended have the member again."""
    LiaisonAssignment.objects.filter(member=member, end_reason=EndReason.MEMBER_ENDED, ended_at=at).update(**STILL)
