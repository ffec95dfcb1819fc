"""What outreach shows among the background work: how many messages wait, and the dead letters with their button."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from outreach.choices import MessageState
from outreach.entry import message_filter
from outreach.models import Message
from outreach.web import message_words as words
from registry.models.custody import definer
from registry.policies import Action, allowed
from registry.web import jobs_page, labels

MOST = 10
S = MessageState
# (label, note, what outreach_messages_waiting() counts, state of the list)
FIGURES = (
    ("消息等着发", "到了时间就发，晚上九点到早上八点不发", "queued", S.QUEUED),
    ("消息送达不明", "正在问服务商有没有收下", "unknown", S.UNKNOWN),
    ("没发出去的消息", "要人看一眼，决定重发还是不发", "dead", message_filter.DEAD),
)


def figures() -> list[dict[str, Any]]:
    """Numbers for those who look after the machinery; a link only for those who may see messages."""
    counted = dict(definer("outreach_messages_waiting"))
    return [
        {
            "label": label,
            "note": note,
            "number": str(counted.get(kind, 0)),
            "url": f"{reverse('messages')}?state={state}" if allowed(Action.MESSAGE_COPY) else "",
            "tone": "warning" if kind == "dead" and counted.get(kind) else "",
        }
        for label, note, kind, state in FIGURES
    ]


def dead_letters(request: HttpRequest) -> dict[str, Any]:
    """The last dead letters for those who may have them sent again; nothing for others."""
    if not allowed(Action.MESSAGE_SEND):
        return {}
    failed = Message.objects.filter(state=S.FAILED).select_related("member").only(*message_filter.SHOWN)
    rows = [_row(message) for message in failed[:MOST]]
    more = f"{reverse('messages')}?state={message_filter.DEAD}"
    return {"template": "outreach/jobs_dead.html", "rows": rows, "more_url": more} if rows else {}


def _row(message: Message) -> dict[str, Any]:
    return {
        "id": message.pk,
        "name": message.title,
        "channel": message.get_channel_display(),
        "why": words.why(message),
        "when": labels.moment(message.ended_at or message.queued_at),
        "url": reverse("message", args=[message.pk]),
        "retry_url": reverse("message-decide", args=[message.pk, "retry"]),
    }


def add() -> None:
    """Once a process, when the app is ready."""
    if figures not in jobs_page.FIGURES:
        jobs_page.FIGURES.append(figures)
        jobs_page.SECTIONS.append(dead_letters)
