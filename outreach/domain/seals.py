"""Seals: keyed digests of what somebody approved. What doesn't fit its seal is not sent."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from outreach.models import Material, Message, MessageBatch
from registry.models.sealed import blind_index, opened


def _digest(purpose: str, *parts: object) -> str:
    text = json.dumps([str(part) for part in parts], ensure_ascii=False)
    return (blind_index().of(purpose, text) or b"").hex()


def of_batch(batch: MessageBatch) -> str:
    """Of what a batch says and how. Its recipients are its messages, each with a seal of its own."""
    return _digest(
        "message-batch", batch.pk, batch.channel, batch.subject, batch.body, batch.provider_code, batch.version
    )


def of_preview(batch: MessageBatch, members: Iterable[UUID]) -> str:
    """Of a batch and the recipients who were shown: what is approved is what was looked at."""
    return _digest("message-preview", of_batch(batch), *sorted(members))


def of_message(message: Message, content: str) -> str:
    """Of one message as it was approved: to whom, how, what."""
    return _digest("message", message.pk, message.member_id, message.batch_id, message.channel, content)


def fits(message: Message) -> bool:
    """Whether a message is still what was approved."""
    content = str(message.content)
    return bool(message.seal) and message.seal == of_message(message, content)


def content_of(message: Message) -> dict[str, Any]:
    """`text`, `subject`, `template`, `values`, `token` of a message."""
    return opened(str(message.content))


def of_handing_out(material: Material, facts: Mapping[str, Any], members: Iterable[UUID]) -> str:
    """Of a material, how it is handed out, and to whom: what is written is what was looked at."""
    said = [f"{name}={facts[name]}" for name in sorted(facts)]
    return _digest("handing-out", material.pk, material.version, *said, *sorted(members))
