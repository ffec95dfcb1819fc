"""Asked again at the moment of sending: is this message still to be sent, and as it was approved?"""

from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from outreach.choices import BatchState
from outreach.domain import late, seals
from outreach.models import Message, OptOut
from registry.models import Member

STALE = timedelta(days=7)


def objection(message: Message, now: datetime, silent: frozenset[UUID] | None = None) -> str:
    """Why a message is no longer to be sent, as a code of `message_words`; empty when nothing speaks against it.

    A list asks first who of its members opted out (`silent`), all at once.
    """
    if now - message.queued_at > STALE:
        return "stale"
    return _of_batch(message) or ("" if seals.fits(message) else "text_changed") or _of_member(message, silent)


def _of_batch(message: Message) -> str:
    batch = message.batch
    if batch is None:
        return ""
    if batch.state != BatchState.APPROVED:
        return "stopped" if batch.state == BatchState.STOPPED else "not_approved"
    return "" if batch.seal == seals.of_batch(batch) else "text_changed"


def _of_member(message: Message, silent: frozenset[UUID] | None) -> str:
    member = message.member
    if member is None:
        return ""
    if message.owner_path != message.node_at_event:
        return "moved"
    if not member.is_open or member.merged_into_id:
        return "member_ended"
    if silent is not None:
        return "opted_out" if member.pk in silent else ""
    return "opted_out" if opted_out(member, message.channel) else _of_errand(message, member)


def _of_errand(message: Message, member: Member) -> str:
    """Whoever has handed in meanwhile is not reminded."""
    query = message.batch.query if message.batch else {}
    done = late.asked(query) and not late.found(query).filter(member=member).exists()
    return "handed_in" if done else ""


def silent(messages: list[Message]) -> frozenset[UUID]:
    """Whose messages of one channel are not wanted; one query for all of them."""
    members = [message.member_id for message in messages if message.member_id]
    rows = OptOut.objects.filter(member__in=members, undone_at__isnull=True)
    channels = {"", *(message.channel for message in messages)}
    return frozenset(rows.filter(channel__in=channels).values_list("member_id", flat=True))


def opted_out(member: Member, channel: str) -> bool:
    """Whether a member wants nothing by this channel, or by any."""
    rows = OptOut.objects.filter(member=member, undone_at__isnull=True)
    return rows.filter(Q(channel=channel) | Q(channel="")).exists()
