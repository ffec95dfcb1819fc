"""Rows that change a record or ask for one, through the domain's verbs: what they changed is kept for an undo."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction

from registry.choices import Direction
from registry.domain import custody
from registry.domain.errors import Refused
from registry.domain.members import update_details
from registry.domain.movements import record_movement
from registry.intake.rows.around import Surroundings
from registry.intake.staging.candidates import Candidate, seal
from registry.intake.staging.deciding import Decision
from registry.intake.staging.happenings import happenings
from registry.intake.staging.job import Job
from registry.models import Member, Movement, Organisation
from registry.models.sealed import cipher

REASON = "名册导入"


@dataclass(slots=True)
class Outcome:
    """What became of one row: the sealed state before and the version after, or why it was left alone."""

    before: bytes | None = None
    version: int | None = None
    conflict: str = ""


def update(job: Job, item: Candidate, decision: Decision, around: Surroundings) -> Outcome:
    """Change what the row knows better, then record what it says has happened. All of it or nothing."""
    assert decision.member is not None
    member = decision.member
    kept: dict[str, Any] = {"columns": {name: _plain(getattr(member, name)) for name in decision.changes}}
    try:
        with transaction.atomic():
            member = update_details(by=job.user, member=member, changes=decision.changes, version=member.version)
            kept["movements"] = [str(fact.pk) for fact in _record(job, item, member, around)]
            if kept["movements"]:
                member.refresh_from_db()
    except Refused as refusal:
        return Outcome(conflict=str(refusal))
    return Outcome(seal(cipher(), item.key, kept), member.version)


def _record(job: Job, item: Candidate, member: Member, around: Surroundings) -> list[Movement]:
    known = item.known or bool(member.id_number or member.phone)
    found = happenings(
        member.status, item.payload, known=known, may_enroll=around.may_enroll(member.owner_path), today=around.today
    )
    if not found:
        return []
    latest = Movement.objects.filter(member=member).order_by("-effective_on").values_list("effective_on", flat=True)
    first: date = latest[0]
    return [
        record_movement(
            by=job.user, member=member, kind=kind, effective_on=max(first, day), intake=str(job.claim.intake_id)
        )
        for kind, day in found
    ]


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def take_over(job: Job, item: Candidate) -> Outcome:
    """Ask for custody of somebody who is open elsewhere; the wording is the same whoever holds him."""
    node = Organisation.objects.get(pk=item.node.id)
    try:
        with transaction.atomic():
            request = custody.take_over(
                by=job.user,
                organisation=node,
                direction=Direction(item.direction),
                name=item.columns["name"],
                id_number=item.columns["id_number"],
                reason=REASON,
            )
    except Refused as refusal:
        return Outcome(conflict=str(refusal))
    return Outcome(seal(cipher(), item.key, {"request": str(request.pk)}))
