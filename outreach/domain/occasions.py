"""Whether what a message is about is still so: asked for a list of them at once, at the moment of sending."""

from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

from outreach.choices import Answer, NoticeKind
from outreach.domain import late
from outreach.models import ActivityNotice, Message, MessageBatch, Participation
from registry.lib.scope import SEGMENT
from registry.models.identity import system_scope
from registry.models.unit import work

# Marks a batch that invites those too who have answered already.
AGAIN = "again"
NO = (Answer.DECLINED, Answer.WITHDRAWN)


def over(messages: Sequence[Message]) -> dict[UUID, str]:
    """Message → a code of `message_words`, of those of one district alone that are about nothing any more. Asked with
    the district's eyes: a batch of a superior is not in sight of whoever copies its texts."""
    if not messages:
        return {}
    found: dict[UUID, str] = {}
    with work(system_scope(messages[0].owner_path[:SEGMENT])):
        for batch, rows in _by_batch(messages).items():
            found |= _of_reminder(batch, rows) if late.asked(batch.query) else _of_invitation(batch, rows)
        return found | _of_notices([message.pk for message in messages if message.batch_id is None])


def _by_batch(messages: Sequence[Message]) -> dict[MessageBatch, list[Message]]:
    """The batches that are about something which may be over, with their messages."""
    rows: dict[UUID, list[Message]] = defaultdict(list)
    for message in messages:
        if message.batch_id is not None:
            rows[message.batch_id].append(message)
    batches = MessageBatch.objects.filter(pk__in=rows) if rows else ()
    return {batch: rows[batch.pk] for batch in batches if batch.activity_id or late.asked(batch.query)}


def _of_reminder(batch: MessageBatch, rows: list[Message]) -> dict[UUID, str]:
    """Whoever has handed in meanwhile is not reminded."""
    members = [message.member_id for message in rows]
    missing = set(late.found(batch.query).filter(member__in=members).values_list("member_id", flat=True))
    return {message.pk: "handed_in" for message in rows if message.member_id not in missing}


def _of_invitation(batch: MessageBatch, rows: list[Message]) -> dict[UUID, str]:
    """Whoever has said meanwhile whether she comes is not asked."""
    answered = set() if AGAIN in batch.query else answered_already(batch, [message.member_id for message in rows])
    return {message.pk: "answered" for message in rows if message.member_id in answered}


def answered_already(batch: MessageBatch, members: Sequence[UUID | None]) -> set[UUID]:
    """Who of these has answered the batch's invitation, by whatever way."""
    rows = Participation.objects.filter(activity=batch.activity_id, member__in=members).exclude(answer=Answer.NONE)
    return set(rows.values_list("member_id", flat=True))


def _of_notices(keys: list[UUID]) -> dict[UUID, str]:
    """Whoever has stepped back is neither reminded nor told that she has moved up or that the day is another."""
    rows = ActivityNotice.objects.filter(message__in=keys) if keys else ActivityNotice.objects.none()
    told = rows.exclude(kind=NoticeKind.CANCELLED).filter(participation__answer__in=NO)
    return dict.fromkeys(told.values_list("message_id", flat=True), "stepped_back")
