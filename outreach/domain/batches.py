"""Verbs on batches: put down, look at what would go out, approve, stop."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q
from django.http import QueryDict

from outreach.choices import BatchState, ChannelKind, LinkPurpose, MessageState
from outreach.domain import late, links, occasions, participation, seals, texts
from outreach.domain.addresses import OF_A_GROUP, address_of
from outreach.domain.channel_setup import usable
from outreach.models import Message, MessageBatch, MessageTemplate, OptOut, PersonalLink
from registry.domain.errors import Conflict, Refused
from registry.entry.filters import MemberFilter, narrowed
from registry.entry.organisations import own_nodes
from registry.lib import clock
from registry.lib import scope as scopes
from registry.lib.ids import uuid7
from registry.models import Member, User
from registry.models.sealed import sealed_json
from registry.models.unit import record

S = BatchState
# A node's own people; a whole district is written to street by street.
MOST = 5000
BLOCK = 500
EXAMPLES = 3
CHANGED = "名单、文字或发送途径和您刚才看到的不一样了。请再看一遍，确认后再发。"


@dataclass(slots=True)
class Preview:
    """What approving a batch would do: how many, who is left out and why, three finished texts."""

    count: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    examples: list[tuple[str, str]] = field(default_factory=list)
    seal: str = ""


def create(*, by: User, label: str, fields: Mapping[str, Any], query: Mapping[str, str]) -> MessageBatch:
    """Put a batch down as a draft at the present node. Raises Refused for a text or a channel that can't be."""
    batch = MessageBatch(
        owner_path=scopes.current().path, created_at=clock.now(), created_by=by, created_label=label[:120]
    )
    _fill(batch, fields, query)
    batch.save(force_insert=True)
    record("batch.created", on=batch, channel=batch.channel)
    return batch


def edit(*, by: User, batch: MessageBatch, fields: Mapping[str, Any], query: Mapping[str, str]) -> MessageBatch:
    """Change a draft. What was approved is not changed any more: it is stopped, and another one made."""
    if batch.state != S.DRAFT:
        raise Refused("这一批已经确认发送，不能再改文字。可以先停止还没发的，再另建一批。")
    _fill(batch, fields, query)
    batch.version += 1
    batch.save()
    record("batch.changed", on=batch, version=batch.version)
    return batch


def _fill(batch: MessageBatch, fields: Mapping[str, Any], query: Mapping[str, str]) -> None:
    if not usable(fields["channel"]):
        raise Refused(f"“{ChannelKind(fields['channel']).label}”还没有配置，请先用“复制到微信”，或请安全管理员启用。")
    for name in ("name", "channel", "subject", "provider_code", "filter_name"):
        setattr(batch, name, fields.get(name, "").strip())
    template = fields.get("template")
    batch.template = template if isinstance(template, MessageTemplate) else None
    batch.body = texts.complete(fields["body"], batch.channel)
    batch.query = dict(query)


def recipients(batch: MessageBatch) -> Any:
    """The members in custody whom the batch's filter finds, in the present scope."""
    asked = QueryDict(mutable=True)
    asked.update(batch.query)
    members = narrowed(Member.objects.all().open(), MemberFilter(asked, own_nodes()))
    return late.only(members, batch.query).select_related("organisation").order_by("id")


def preview(batch: MessageBatch) -> Preview:
    """What approving would do now."""
    found = Preview()
    if batch.channel in OF_A_GROUP:
        found.count, found.examples = 1, [("群", _group_text(batch))]
        found.seal = seals.of_preview(batch, [])
        return found
    chosen = _chosen(batch, found.left_out)
    for member in chosen[:EXAMPLES]:
        text = texts.fill(batch.body, values_of(member) | {texts.LINK: texts.link_of("个人链接")})
        found.examples.append((member.name, text))
    found.count, found.seal = len(chosen), seals.of_preview(batch, [member.pk for member in chosen])
    return found


def _chosen(batch: MessageBatch, left_out: Counter[str]) -> list[Member]:
    """To whom it goes; counts into `left_out` those who opted out, have answered already or have no address."""
    # Whoever has a message of this batch gets no second one, whatever brought it there.
    have = Message.objects.filter(batch=batch, member=OuterRef("pk"))
    members = list(recipients(batch).filter(~Exists(have))[: MOST + 1])
    if len(members) > MOST:
        raise Refused(f"一批最多发给 {MOST} 人。请用筛选分成几批，例如按街道。")
    silent, answered = _opted_out(members, batch.channel), _answered(batch, members)
    chosen = []
    for member in members:
        reason = "opted_out" if member.pk in silent else "answered" if member.pk in answered else ""
        reason = reason or ("" if address_of(batch.channel, member) else "no_address")
        left_out.update([reason] if reason else [])
        if not reason:
            chosen.append(member)
    return chosen


def _answered(batch: MessageBatch, members: Iterable[Member]) -> set[UUID]:
    """Who has said already whether she comes, and is not to be asked once more."""
    if batch.activity_id is None or occasions.AGAIN in batch.query:
        return set()
    return occasions.answered_already(batch, [member.pk for member in members])


def _opted_out(members: Iterable[Member], channel: str) -> set[UUID]:
    rows = OptOut.objects.filter(Q(channel=channel) | Q(channel=""), undone_at__isnull=True)
    return set(rows.filter(member__in=[member.pk for member in members]).values_list("member_id", flat=True))


def values_of(member: Member) -> dict[str, str]:
    """What fills the blanks for a member."""
    return {texts.NAME: member.name, texts.ORGANISATION: str(member.organisation)}


def approve(*, by: User, label: str, batch: MessageBatch, seen: str) -> MessageBatch:
    """Write every message of the batch into the outbox. `seen` is the seal of the preview that was looked at: when
    list, text or channel are no longer the same, Conflict."""
    # The row's lock: a second tap waits, and finds it approved.
    batch = MessageBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.state != S.DRAFT:
        raise Refused("这一批已经确认过了，没有重复发送。")
    if not usable(batch.channel):
        raise Refused("发送途径已经停用，请换一种途径。")
    found = preview(batch)
    if found.seal != seen:
        raise Conflict(CHANGED)
    if not found.count:
        raise Refused("没有可以发送的人。请放宽筛选，或换一种途径。")
    return _write(by, label, batch, found)


def _write(by: User, label: str, batch: MessageBatch, found: Preview) -> MessageBatch:
    batch.state, batch.approved_at, batch.approved_label = S.APPROVED, clock.now(), label[:120]
    batch.recipients, batch.left_out, batch.seal = found.count, dict(found.left_out), seals.of_batch(batch)
    batch.save()
    for block in _blocks(batch, by, label):
        Message.objects.bulk_create([message for message, _ in block])
        PersonalLink.objects.bulk_create([link for _, link in block if link is not None])
        participation.invited(batch, [message.member for message, _ in block if message.member is not None])
    record("batch.approved", on=batch, channel=batch.channel, count=found.count, seal=batch.seal)
    return batch


def _blocks(batch: MessageBatch, by: User, label: str) -> Iterator[list[tuple[Message, PersonalLink | None]]]:
    if batch.channel in OF_A_GROUP:
        yield [(_group_message(batch, by, label), None)]
        return
    chosen = _chosen(batch, Counter())
    for at in range(0, len(chosen), BLOCK):
        yield [
            written(
                by=by, label=label, member=member, channel=batch.channel, title=batch.name, body=batch.body,
                subject=batch.subject, provider_code=batch.provider_code, batch=batch, activity=batch.activity_id,
            )
            for member in chosen[at : at + BLOCK]
        ]  # fmt: skip


def written(
    *, by: User | None, label: str, member: Member, channel: str, title: str, body: str, subject: str = "",
    provider_code: str = "", batch: MessageBatch | None = None, activity: UUID | None = None,
) -> tuple[Message, PersonalLink]:  # fmt: skip
    """One finished message to one member and the link that it carries, neither of them stored yet."""
    token, values = links.new_token(), values_of(member)
    message = _bare(by, label, channel, title, batch, member)
    text = texts.fill(body, values | {texts.LINK: texts.link_of(token)})
    _seal(message, text, subject or title, provider_code, values, token)
    link = links.made(by=by, member=member, purpose=LinkPurpose.REPLY, token=token, message=message)
    if activity:
        link.purpose, link.activity_id = LinkPurpose.ACTIVITY, activity
    return message, link


def _bare(
    by: User | None, label: str, channel: str, title: str, batch: MessageBatch | None, member: Member | None
) -> Message:
    now = clock.now()
    path = member.owner_path if member else batch.owner_path if batch else ""
    return Message(
        id=uuid7(), owner_path=path, node_at_event=path, member=member, batch=batch, channel=channel, title=title[:50],
        sender_label=str(member.organisation)[:200] if member else scopes.current().label[:200],
        state=MessageState.QUEUED, due_at=now, queued_at=now, created_by=by, created_label=label[:120],
    )  # fmt: skip


def _seal(message: Message, text: str, subject: str, template: str, values: Mapping[str, str], token: str) -> None:
    content = sealed_json(
        {"text": text, "subject": subject, "template": template, "values": dict(values), "token": token}
    )
    message.content, message.seal = content, seals.of_message(message, content)


def _group_text(batch: MessageBatch) -> str:
    return texts.fill(batch.body, {texts.ORGANISATION: scopes.current().label})


def _group_message(batch: MessageBatch, by: User, label: str) -> Message:
    message = _bare(by, label, batch.channel, batch.name, batch, None)
    _seal(message, _group_text(batch), batch.subject, "", {}, "")
    return message


def stop(*, by: User, label: str, batch: MessageBatch) -> int:
    """Stop what is not yet sent; returns how many messages that were. What is being sent just now may still go."""
    batch = MessageBatch.objects.select_for_update(of=("self",)).get(pk=batch.pk)
    if batch.state == S.STOPPED:
        return 0
    batch.state, batch.stopped_at, batch.stopped_label = S.STOPPED, clock.now(), label[:120]
    batch.save(update_fields=["state", "stopped_at", "stopped_label"])
    waiting = Message.objects.filter(batch=batch, state=MessageState.QUEUED)
    ended = {"state": MessageState.CANCELLED, "reason": "stopped", "ended_at": clock.now(), "ended_label": label[:120]}
    stopped = waiting.update(**ended)
    record("batch.stopped", on=batch, count=stopped)
    return stopped
