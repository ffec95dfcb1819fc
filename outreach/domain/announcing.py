"""What the program says of itself to a district's group (企业微信群): by the outbox, to nobody in person."""

from outreach.choices import ChannelKind, MessageState
from outreach.domain import seals
from outreach.domain.channel_setup import usable
from outreach.models import Message
from registry.lib import clock
from registry.lib.ids import uuid7
from registry.models.sealed import sealed_json
from registry.models.unit import record


def announce(*, path: str, title: str, text: str, label: str) -> Message | None:
    """Queue one text to the district's group; None where it has no robot that is switched on. The text holds nobody's
    name and nobody's link."""
    if not usable(ChannelKind.WECOM):
        return None
    now = clock.now()
    message = Message(
        id=uuid7(), owner_path=path, node_at_event=path, channel=ChannelKind.WECOM, title=title[:50],
        sender_label=label[:200], state=MessageState.QUEUED, due_at=now, queued_at=now, created_label=label[:120],
    )  # fmt: skip
    content = sealed_json({"text": text, "subject": title, "template": "", "values": {}, "token": ""})
    message.content, message.seal = content, seals.of_message(message, content)
    message.save(force_insert=True)
    record("message.announced", on=message, channel=ChannelKind.WECOM.value)
    return message
