"""What became of messages that were perhaps taken: the provider is asked by our key, for a quarter of an hour.

Where a key is delivered once however often it is sent, the message is simply sent again. Where neither is possible a
person decides; nothing is ever sent twice on a guess.
"""

from datetime import datetime, timedelta
from uuid import UUID

from outreach.channels.contract import Failure, Letter, Sender, Uncertain, Verdict
from outreach.choices import MessageState
from outreach.domain import outbox, outcomes
from outreach.domain.addresses import OF_A_GROUP, address_of
from outreach.domain.outbox import letter_of, senders_of
from outreach.models import Message
from registry.lib import clock
from registry.models.identity import system_scope
from registry.models.unit import work

S = MessageState
ASK_EVERY = timedelta(minutes=1)
GIVE_UP_AFTER = timedelta(minutes=15)
# A provider's books may lag behind: "never heard of it" counts from then on.
BOOKS_LAG = timedelta(minutes=3)
MOST_IN_A_ROW = 200


def reconcile(district: str, most: int = MOST_IN_A_ROW) -> int:
    """Take over what was abandoned, and ask about what is unknown; returns how many messages were looked at."""
    note_abandoned(district)
    senders, done = senders_of(district), 0
    while done < most and _one(district, senders):
        done += 1
    return done


def note_abandoned(district: str) -> int:
    """Whose sender is gone: whether it was taken nobody knows."""
    with work(system_scope(district)):
        rows = (
            Message.objects.all().abandoned(clock.now(), outbox.LEASE).select_for_update(skip_locked=True, of=("self",))
        )
        gone = list(rows[:MOST_IN_A_ROW])
        for message in gone:
            outcomes.unknown(message, "lease_lost")
    return len(gone)


def _one(district: str, senders: dict[str, Sender]) -> bool:
    """Look at one unknown message; False when there is none."""
    now = clock.now()
    with work(system_scope(district)):
        rows = Message.objects.all().to_ask(now).order_by("due_at", "id")
        message = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if message is None:
            return False
        sender = senders.get(message.channel)
        if sender is None or not sender.can_ask:
            _without_asking(message, sender, now)
            return True
        # Nobody else asks meanwhile; if this process dies the question comes up again.
        message.due_at = now + ASK_EVERY
        message.save(update_fields=["due_at"])
        letter = _letter(message)
        asked = (message.pk, message.attempts)
    _note(district, asked, _verdict(sender, letter), sender.takes_key)
    return True


def _letter(message: Message) -> Letter:
    group = message.channel in OF_A_GROUP or message.member is None
    return letter_of(message, "" if group or message.member is None else address_of(message.channel, message.member))


def _without_asking(message: Message, sender: Sender | None, now: datetime) -> None:
    if sender is not None and sender.takes_key:
        _send_again(message)
    elif sender is not None:
        outcomes.ask_a_person(message, "cannot_ask")
    else:
        _later_or_never(message, now)


def _verdict(sender: Sender, letter: Letter) -> Verdict | None:
    """What the provider says; None when it can't be asked now."""
    try:
        return sender.ask(letter)
    except (Failure, Uncertain):
        return None


def _note(district: str, asked: tuple[UUID, int], verdict: Verdict | None, takes_key: bool) -> None:
    with work(system_scope(district)):
        rows = Message.objects.filter(pk=asked[0], attempts=asked[1], state=S.UNKNOWN)
        message = rows.select_for_update(of=("self",)).first()
        if message is None:
            return
        now = clock.now()
        if verdict is None:
            _later_or_never(message, now)
        elif verdict.state == "accepted":
            outcomes.sent(message, provider_id=verdict.provider_id)
        elif verdict.state == "refused":
            outcomes.fail(message, verdict.code or "refused")
        elif takes_key or now - (message.unknown_since or now) >= BOOKS_LAG:
            _send_again(message)


def _send_again(message: Message) -> None:
    if message.attempts >= outcomes.MOST_ATTEMPTS:
        outcomes.fail(message, "gave_up")
    else:
        outcomes.queue_again(message, outcomes.PAUSES[0], message.reason)


def _later_or_never(message: Message, now: datetime) -> None:
    if now - (message.unknown_since or now) >= GIVE_UP_AFTER:
        outcomes.ask_a_person(message, "nobody_knows")
    else:
        message.due_at = now + ASK_EVERY
        message.save(update_fields=["due_at"])
