"""Verbs on single messages: write one to copy, mark it as sent, try a dead one again, say what became of it."""

from outreach.choices import ChannelKind, MessageState
from outreach.domain import checks, outcomes, texts
from outreach.domain.batches import written
from outreach.domain.message_words import reason_text
from outreach.domain.seals import content_of
from outreach.models import Message, MessageAnswer
from registry.domain.errors import Refused
from registry.lib import clock
from registry.lib import scope as scopes
from registry.models import Member, User
from registry.models.unit import record

S = MessageState
NOT_HERS = "这一条是村（社区）写的，由他们复制、发送；您发自己写的那些。"


def write_one(*, by: User, label: str, member: Member, title: str, body: str) -> Message:
    """One text to one member, to be copied into WeChat."""
    if why := why_not(member):
        raise Refused(why)
    body = texts.complete(body, ChannelKind.WECHAT)
    message, link = written(by=by, label=label, member=member, channel=ChannelKind.WECHAT, title=title, body=body)
    message.save(force_insert=True)
    link.save(force_insert=True)
    record("message.written", on=message, channel=message.channel)
    return message


def why_not(member: Member) -> str:
    """Why nobody writes to a member, in words; empty where one may."""
    if not member.is_open:
        return "这条记录已经结束，不再联系。"
    if checks.opted_out(member, ChannelKind.WECHAT):
        return "本人已退订，不能再发。要恢复的话，请在党员页面写明原因。"
    return ""


def copy_text(message: Message) -> str:
    """What is to be pasted. Raises Refused when the message is not to go any more."""
    why = checks.objection(message, clock.now())
    if why:
        raise Refused(f"{reason_text(why)}，这一条不用发了。")
    return str(content_of(message)["text"])


def mark_sent(*, by: User, label: str, message: Message) -> Message:
    """A person has sent it by hand; a second tap changes nothing."""
    message = _locked(message)
    if message.channel != ChannelKind.WECHAT:
        raise Refused("这一条由程序发送，不用手工标记。")
    if message.state == S.SENT:
        return message
    if message.state != S.QUEUED:
        raise Refused("这一条已经取消，不用发了。")
    why = checks.objection(message, clock.now())
    if why:
        outcomes.cancel(message, why, label)
        return message
    outcomes.marked(message, S.SENT, label)
    return message


def unmark(*, by: User, message: Message) -> Message:
    """A mark that was set by mistake is taken back, a short while long; a second tap changes nothing."""
    message = _locked(message)
    if message.state == S.QUEUED:
        return message
    if not message.undo_until or message.undo_until <= clock.now():
        raise Refused("标记只能在一小时内改回来，这一条已经过了。要再发，请在党员页面另写一条。")
    outcomes.unmarked(message)
    return message


def withdraw(*, by: User, label: str, message: Message) -> Message:
    """Not to be sent after all, while it still waits."""
    message = _locked(message)
    if message.state != S.QUEUED:
        raise Refused("这一条已经发出或正在发送，撤不回来了。")
    if message.channel == ChannelKind.WECHAT:
        outcomes.marked(message, S.CANCELLED, label)
    else:
        outcomes.cancel(message, "withdrawn", label)
    return message


def retry(*, by: User, message: Message) -> Message:
    """A dead letter goes once more, with all its tries."""
    message = _locked(message)
    if not _is_dead(message):
        raise Refused("这一条现在不需要重发。")
    outcomes.again(message)
    record("message.retried", on=message, round=message.round)
    return message


def settle(*, by: User, label: str, message: Message) -> Message:
    """A person found out that a message of unknown fate did arrive."""
    message = _locked(message)
    if not (message.state == S.UNKNOWN and message.needs_person):
        raise Refused("这一条现在不需要核实。")
    outcomes.sent(message, label=label)
    return message


def _is_dead(message: Message) -> bool:
    return message.state == S.FAILED or (message.state == S.UNKNOWN and message.needs_person)


def is_hers(message: Message) -> bool:
    """Whether the active scope may do anything with it: a liaison with what she wrote herself."""
    scope = scopes.current()
    return not scope.liaison or message.created_by_id == scope.user_id


def _locked(message: Message) -> Message:
    if not is_hers(message):
        raise Refused(NOT_HERS)
    return Message.objects.select_for_update(of=("self",)).get(pk=message.pk)


def note_seen(*, by: User, label: str, answers: list[MessageAnswer]) -> int:
    """Staff have read these answers; returns how many were new."""
    fresh = [answer.pk for answer in answers if answer.seen_at is None]
    seen = {"seen_at": clock.now(), "seen_by": by, "seen_label": label[:120]}
    changed = MessageAnswer.objects.filter(pk__in=fresh, seen_at__isnull=True).update(**seen)
    if changed:
        record("answer.seen", object_type="messageanswer", count=changed)
    return changed
