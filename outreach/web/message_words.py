"""How messages are said on a page, and the tabs above their lists."""

from typing import Any

from django.urls import reverse

from outreach.choices import BatchState, MessageState
from outreach.domain.message_words import reason_text
from outreach.models import Message, MessageBatch
from registry.models import User
from registry.policies import Action, allowed

S = MessageState
TONES: dict[str, str] = {
    S.QUEUED: "info",
    S.SENDING: "info",
    S.SENT: "success",
    S.FAILED: "danger",
    S.UNKNOWN: "warning",
    S.CANCELLED: "neutral",
}
BATCH_TONES: dict[str, str] = {
    BatchState.DRAFT: "outline",
    BatchState.APPROVED: "success",
    BatchState.STOPPED: "neutral",
}
PAGES = (
    ("messages", "全部消息", Action.MESSAGE_COPY),
    ("messages-by-hand", "待复制到微信", Action.MESSAGE_COPY),
    ("message-answers", "回复", Action.MESSAGE_COPY),
    ("batches", "批次", Action.MESSAGE_SEND),
    ("message-templates", "常用文字", Action.MESSAGE_SEND),
)


def tabs(current: str) -> list[dict[str, Any]]:
    """The lists of messages beside each other."""
    return [
        {"label": label, "url": reverse(name), "current": name == current}
        for name, label, right in PAGES
        if allowed(right)
    ]


def badge(message: Message) -> dict[str, str]:
    """Where a message stands, in words and in colour."""
    return {"text": S(message.state).label, "tone": TONES[message.state]}


def batch_badge(batch: MessageBatch) -> dict[str, str]:
    """Where a batch stands."""
    return {"text": BatchState(batch.state).label, "tone": BATCH_TONES[batch.state]}


def why(message: Message) -> str:
    """Why it stands so; nothing for what went well."""
    return "" if message.state == S.SENT else reason_text(message.reason)


def label_of(user: User) -> str:
    """How a person is written down for good."""
    return user.name or user.username
