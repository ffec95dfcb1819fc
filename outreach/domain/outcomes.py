"""What becomes of one message: each ending is written in one place, with its trail."""

from datetime import timedelta

from outreach.channels.contract import Failure
from outreach.choices import MessageState
from outreach.domain.seals import content_of
from outreach.domain.texts import without_link
from outreach.models import Message
from registry.lib import clock
from registry.models.sealed import sealed_json
from registry.models.unit import record

S = MessageState
MOST_ATTEMPTS = 3
# Before the second and the third try; a provider that asks for more gets more.
PAUSES = (timedelta(minutes=1), timedelta(minutes=5))
# How long somebody's own mark on a text can be taken back.
SECOND_THOUGHTS = timedelta(hours=1)
FIELDS = (
    "state", "reason", "due_at", "lease_until", "attempts", "unknown_since", "needs_person", "provider_id", "ended_at",
    "ended_label", "undo_until",
)  # fmt: skip


def sent(message: Message, *, provider_id: str = "", label: str = "") -> None:
    """Taken by the provider. The link in it is only a hash from now on."""
    message.content, message.provider_id = _without_link(message), provider_id
    _end(message, S.SENT, "", label, more=["content"])


def marked(message: Message, state: S, label: str) -> None:
    """A person says of a text to be copied that it was sent, or is not to go. For a while this can be taken back, so
    long the text stays as it was."""
    message.undo_until = clock.now() + SECOND_THOUGHTS
    _end(message, state, "" if state == S.SENT else "withdrawn", label)


def unmarked(message: Message) -> None:
    """Waiting again, as before the mark. That it was once called sent is said beside it."""
    was = message.state
    message.state, message.reason = S.QUEUED, "unmarked" if was == S.SENT else ""
    message.undo_until, message.ended_at, message.ended_label = None, None, ""
    message.save(update_fields=FIELDS)
    record("message.unmarked", on=message, channel=message.channel, was=was)


def settled(message: Message) -> None:
    """The time for second thoughts is over: the link is only a hash from now on."""
    message.undo_until = None
    if message.state == S.SENT:
        message.content = _without_link(message)
    message.save(update_fields=["undo_until", "content"])


def _without_link(message: Message) -> str:
    content = content_of(message)
    content["text"] = without_link(content["text"], content["token"])
    return sealed_json(content | {"token": ""})


def failed(message: Message, failure: Failure) -> None:
    """Not taken: tried again after a pause, three times at most, unless it never will be."""
    if failure.permanent:
        fail(message, failure.code)
    elif message.attempts >= MOST_ATTEMPTS:
        fail(message, f"gave_up:{failure.code}"[:40])
    else:
        pause = PAUSES[min(message.attempts, len(PAUSES)) - 1]
        queue_again(message, max(pause, timedelta(seconds=failure.retry_after or 0)), failure.code)


def queue_again(message: Message, pause: timedelta, reason: str) -> None:
    """Back into the queue, for a later try."""
    message.state, message.reason, message.lease_until = S.QUEUED, reason[:40], None
    message.unknown_since, message.needs_person = None, False
    message.due_at = clock.now() + pause
    message.save(update_fields=FIELDS)


def unknown(message: Message, reason: str) -> None:
    """Perhaps taken. The provider is asked about it from now on (`reconciling`)."""
    now = clock.now()
    message.state, message.reason, message.lease_until = S.UNKNOWN, reason[:40], None
    message.unknown_since, message.due_at = message.unknown_since or now, now
    message.save(update_fields=FIELDS)


def ask_a_person(message: Message, reason: str) -> None:
    """Nobody can find out whether it arrived: it stays unknown until a person says so."""
    message.needs_person, message.reason = True, reason[:40]
    message.save(update_fields=FIELDS)
    record("message.unknown", on=message, channel=message.channel, reason=reason)


def fail(message: Message, reason: str, label: str = "") -> None:
    """A dead letter: a person looks at it, and may have it sent once more."""
    _end(message, S.FAILED, reason, label)


def cancel(message: Message, reason: str, label: str = "") -> None:
    """Not to be sent any more."""
    _end(message, S.CANCELLED, reason, label)


def again(message: Message) -> None:
    """A person has it sent once more: a new round, with a key of its own and all its tries."""
    message.round, message.attempts, message.tried_at = message.round + 1, 0, None
    message.ended_at, message.ended_label = None, ""
    message.save(update_fields=["round", "tried_at"])
    queue_again(message, timedelta(0), "")


def _end(message: Message, state: S, reason: str, label: str, more: list[str] | None = None) -> None:
    message.state, message.reason, message.lease_until = state, reason[:40], None
    message.needs_person, message.ended_at, message.ended_label = False, clock.now(), label[:120]
    message.save(update_fields=[*FIELDS, *(more or [])])
    record(f"message.{state}", on=message, channel=message.channel, reason=reason, attempts=message.attempts)
