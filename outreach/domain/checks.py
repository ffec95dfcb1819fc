"""Asked again at the moment of sending: is this message still to be sent, and as it was approved?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from outreach.choices import BatchState
from outreach.domain import occasions, seals
from outreach.models import Message, OptOut
from registry.models import Member

STALE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Known:
    """What was found out about some messages all at once: whose members opted out, and of which the occasion is over
    (message → a code of `message_words`)."""

    silent: frozenset[UUID]
    over: Mapping[UUID, str]


def objection(message: Message, now: datetime, known: Known | None = None) -> str:
    """Why a message is no longer to be sent, as a code of `message_words`; empty when nothing speaks against it.

    A list asks first about all of its messages (`known_of`).
    """
    if now - _since(message) > STALE:
        return "stale"
    return _of_batch(message) or ("" if seals.fits(message) else "text_changed") or _of_member(message, known)


def _since(message: Message) -> datetime:
    """From when on it grows old: of one that a person has sent once more, since then."""
    return message.queued_at if message.round == 1 else max(message.queued_at, message.due_at)


def _of_batch(message: Message) -> str:
    batch = message.batch
    if batch is None:
        return ""
    if batch.state != BatchState.APPROVED:
        return "stopped" if batch.state == BatchState.STOPPED else "not_approved"
    return "" if batch.seal == seals.of_batch(batch) else "text_changed"


def _of_member(message: Message, known: Known | None) -> str:
    member = message.member
    if member is None:
        return ""
    if message.owner_path != message.node_at_event:
        return "moved"
    if not member.is_open or member.merged_into_id:
        return "member_ended"
    known = known or known_of([message])
    return "opted_out" if member.pk in known.silent else known.over.get(message.pk, "")


def known_of(messages: Sequence[Message]) -> Known:
    """About these messages of one channel; some queries for all of them."""
    return Known(_silent(messages), occasions.over(messages))


def _silent(messages: Sequence[Message]) -> frozenset[UUID]:
    members = [message.member_id for message in messages if message.member_id]
    rows = OptOut.objects.filter(member__in=members, undone_at__isnull=True)
    channels = {"", *(message.channel for message in messages)}
    return frozenset(rows.filter(channel__in=channels).values_list("member_id", flat=True))


def opted_out(member: Member, channel: str) -> bool:
    """Whether a member wants nothing by this channel, or by any."""
    rows = OptOut.objects.filter(member=member, undone_at__isnull=True)
    return rows.filter(Q(channel=channel) | Q(channel="")).exists()
