"""One message: what it says, how it stands, what was answered, and what a person can decide about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages as notes
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from outreach.choices import ChannelKind, MessageState
from outreach.domain import messages as verbs
from outreach.domain.message_words import reason_text
from outreach.domain.seals import content_of
from outreach.domain.texts import without_link
from outreach.models import Message
from outreach.tasks import kick_messages
from outreach.web import message_words as words
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models.unit import step
from registry.policies import Action, allowed, check
from registry.web import labels
from registry.web.access import actor, needs
from registry.web.redirects import safe_next

S = MessageState
# verb: (label, right, what is said afterwards)
VERBS = {
    "sent": ("已经发了", Action.MESSAGE_COPY, "已标记为发出。点错了，一小时内在“刚才标过的”里可以改回来。"),
    "unmark": ("标错了，改回来", Action.MESSAGE_COPY, "改回来了，还在“待复制到微信”里。"),
    "withdraw": ("不发了", Action.MESSAGE_COPY, "已取消，不再发送。"),
    "retry": ("重发", Action.MESSAGE_SEND, "已放回待发送，马上再试。"),
    "settle": ("本人说收到了", Action.MESSAGE_SEND, "已记为发出。"),
}


def find(pk: UUID) -> Message:
    """The message; an unknown one and somebody else's get the same 404."""
    return get_object_or_404(Message.objects.select_related("member", "member__organisation"), pk=pk)


@needs(Action.MESSAGE_COPY)
@require_GET
def message(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page. The link in a text that still waits is the member's, and not shown."""
    found = find(pk)
    content = content_of(found)
    context = {
        "message": found,
        "title": str(found.member or "群消息"),
        "lead": f"{found.title} · {found.get_channel_display()}",
        "badge": words.badge(found),
        "why": words.why(found),
        "text": without_link(content.get("text", ""), content.get("token", "")),
        "facts": _facts(found),
        "answers": _answers(found),
        "decisions": [
            {"label": VERBS[verb][0], "url": reverse("message-decide", args=[found.pk, verb])}
            for verb in offered(found)
        ],
        "crumbs": [{"label": "消息", "url": reverse("messages")}],
    }
    return render(request, "outreach/messages/message.html", context)


def _answers(found: Message) -> list[dict[str, str]]:
    rows = found.answers.order_by("id")[:20]
    return [{"when": labels.moment(row.answered_at), "text": str(row.text), "seen": row.seen_label} for row in rows]


def _facts(found: Message) -> list[dict[str, Any]]:
    member = found.member
    pairs: tuple[tuple[str, str, str], ...] = (
        ("收件人", member.name if member else "", reverse("member", args=[member.pk]) if member else ""),
        ("发往", found.address_hint, ""),
        ("管理组织", found.sender_label, ""),
        ("写下", f"{labels.moment(found.queued_at)} {found.created_label}", ""),
        ("了结", f"{labels.moment(found.ended_at)} {found.ended_label}" if found.ended_at else "", ""),
        ("尝试次数", str(found.attempts) if found.attempts else "", ""),
        ("服务商编号", found.provider_id, ""),
    )
    return [{"label": label, "value": value, "url": url} for label, value, url in pairs if value]


def offered(found: Message) -> list[str]:
    """The decisions that make sense for the message and are the user's to make."""
    names = []
    if found.state == S.QUEUED:
        names = ["sent", "withdraw"] if found.channel == ChannelKind.WECHAT else ["withdraw"]
    elif found.undo_until and found.undo_until > clock.now():
        names = ["unmark"]
    elif found.state == S.FAILED:
        names = ["retry"]
    elif found.state == S.UNKNOWN and found.needs_person:
        names = ["settle", "retry"]
    return [name for name in names if allowed(VERBS[name][1]) and verbs.is_hers(found)]


@needs(Action.MESSAGE_COPY)
@require_POST
def decide(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """One decision; afterwards back to where it was made."""
    found = find(pk)
    if verb not in VERBS:
        raise Http404
    check(VERBS[verb][1])
    try:
        with step():
            done = _act(verb, request, found)
        _tell(request, verb, done)
    except Refused as refusal:
        notes.warning(request, str(refusal))
    return redirect(safe_next(request) or reverse("message", args=[pk]))


def _tell(request: HttpRequest, verb: str, done: Message) -> None:
    """What was done; of a text that was not to go any more when somebody said that it went, why it is off the list."""
    name = done.member or "群消息"
    if verb == "sent" and done.state == S.CANCELLED:
        why = reason_text(done.reason)
        notes.warning(request, f"{name}：{why}，这一条已取消，没有记作发出。已经在微信里发给本人的，请另外记一次联系。")
    else:
        notes.success(request, f"{name}：{VERBS[verb][2]}")


def _act(verb: str, request: HttpRequest, found: Message) -> Message:
    by = actor(request)
    label = words.label_of(by)
    if verb == "sent":
        return verbs.mark_sent(by=by, label=label, message=found)
    if verb == "withdraw":
        return verbs.withdraw(by=by, label=label, message=found)
    if verb == "unmark":
        return verbs.unmark(by=by, message=found)
    if verb == "settle":
        return verbs.settle(by=by, label=label, message=found)
    done = verbs.retry(by=by, message=found)
    kick_messages()
    return done
