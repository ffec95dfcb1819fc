"""The outbox at work: claim a message, ask once more whether it is to go, hand it over, write down what came of it.

Three steps in three transactions: whoever dies in the second leaves a lease that runs out, and a message of which it is
not known whether it was taken (`outreach.domain.reconciling`). `attempts` is the fence: who slept through the lease
finds that the number has moved on.
"""

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from outreach.channels.contract import Failure, Letter, Receipt, Sender, Uncertain
from outreach.choices import MessageState
from outreach.domain import breaker, checks, outcomes
from outreach.domain.addresses import OF_A_GROUP, address_of, hint
from outreach.domain.channel_setup import sender_of
from outreach.domain.quiet import is_quiet
from outreach.domain.seals import content_of
from outreach.domain.texts import PROVIDER_NAMES
from outreach.models import Channel, Message
from registry.lib import clock
from registry.models.identity import system_scope
from registry.models.unit import work

S = MessageState
# Longer than a try may last: looking up the name, connecting, TLS, and wire.TOTAL_SECONDS.
LEASE = timedelta(seconds=120)
MOST_IN_A_ROW = 500

log = logging.getLogger("bdx.message")


@dataclass(frozen=True, slots=True)
class Held:
    """One message on its way, and who holds it."""

    message_id: UUID
    path: str
    attempt: int
    channel: str
    probing: bool
    sender: Sender
    letter: Letter


def work_off(district: str, most: int = MOST_IN_A_ROW) -> int:
    """Send what is due in a district, one after the other; returns how many were handed over. Never in quiet hours."""
    senders, done = senders_of(district), 0
    while done < most and senders and (held := claim(district, senders)) is not None:
        deliver(held)
        done += 1
    return done


def senders_of(district: str) -> dict[str, Sender]:
    """The senders of the channels that are switched on."""
    with work(system_scope(district)):
        found = {channel.kind: sender_of(channel) for channel in Channel.objects.filter(is_on=True)}
    return {kind: sender for kind, sender in found.items() if sender is not None}


def claim(district: str, senders: dict[str, Sender]) -> Held | None:
    """Take the next message that is to go; what is not to go any more is put aside on the way."""
    now = clock.now()
    if is_quiet(now):
        return None
    with work(system_scope(district)):
        while (message := _next(now, senders)) is not None:
            held = _take(message, senders, now)
            if held is not None:
                return held
    return None


def _next(now: datetime, senders: dict[str, Sender]) -> Message | None:
    ready = Channel.objects.all().ready(now).filter(kind__in=senders)
    queue = Message.objects.due(now).filter(channel__in=ready.values("kind")).order_by("due_at", "id")
    return queue.select_for_update(skip_locked=True, of=("self",)).first()


def _take(message: Message, senders: dict[str, Sender], now: datetime) -> Held | None:
    """Claim a message; None when it is not to go, or its channel lets nobody through just now."""
    objection = checks.objection(message, now)
    if objection:
        outcomes.cancel(message, objection)
        return None
    to = "" if message.channel in OF_A_GROUP or message.member is None else address_of(message.channel, message.member)
    if not to and message.channel not in OF_A_GROUP:
        outcomes.fail(message, "no_address")
        return None
    channel = Channel.objects.get(kind=message.channel)
    if not breaker.take_turn(channel, now + LEASE):
        message.due_at = now + LEASE
        message.save(update_fields=["due_at"])
        return None
    message.state, message.attempts, message.lease_until = S.SENDING, message.attempts + 1, now + LEASE
    message.tried_at, message.address_hint = message.tried_at or now, hint(message.channel, to)
    message.save(update_fields=["state", "attempts", "lease_until", "tried_at", "address_hint"])
    return Held(
        message.pk, message.owner_path[:4], message.attempts, message.channel, bool(channel.rests),
        senders[message.channel], letter_of(message, to),
    )  # fmt: skip


def letter_of(message: Message, to: str) -> Letter:
    """The message as a sender takes it."""
    content = content_of(message)
    values = {PROVIDER_NAMES[name]: value for name, value in content["values"].items()}
    return Letter(
        message.key, to, content["text"], content["subject"], content["template"],
        values | {"link": content["token"]}, message.tried_at,
    )  # fmt: skip


def deliver(held: Held) -> str:
    """Hand a claimed message over and write down what came of it; returns the state, for the log."""
    try:
        receipt = held.sender.send(held.letter)
    except Failure as failure:
        return _write(held, failure)
    except Uncertain as uncertain:
        return _write(held, uncertain)
    except Exception:
        log.exception("sender broke", extra={"channel": held.channel})
        return _write(held, Uncertain("sender_broke"))
    return _write(held, receipt)


def _write(held: Held, outcome: Receipt | Failure | Uncertain) -> str:
    with work(system_scope(held.path)):
        _note_channel(held, outcome)
        message = Message.objects.select_for_update(of=("self",)).filter(pk=held.message_id).first()
        if message is None or message.attempts != held.attempt or message.state not in (S.SENDING, S.UNKNOWN):
            return "lease lost"
        if isinstance(outcome, Receipt):
            outcomes.sent(message, provider_id=outcome.provider_id)
        elif isinstance(outcome, Failure):
            outcomes.failed(message, outcome)
        elif message.state == S.SENDING:
            outcomes.unknown(message, outcome.code)
        return str(message.state)


def _note_channel(held: Held, outcome: Receipt | Failure | Uncertain) -> None:
    if isinstance(outcome, Uncertain) or (isinstance(outcome, Failure) and outcome.channel):
        retry_after = outcome.retry_after if isinstance(outcome, Failure) else None
        breaker.note_failure(held.channel, outcome.code, retry_after, probing=held.probing)
    else:
        breaker.note_success(held.channel)
