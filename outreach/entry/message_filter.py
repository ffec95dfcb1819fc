"""What narrows the list of messages: state, way, batch, organisation."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from outreach.choices import ChannelKind, MessageState
from outreach.models import Message, MessageAnswer
from outreach.models.message import MessageQuerySet
from registry.entry.list_filter import Listed, ListFilter, of_members, searched
from registry.entry.organisations import Node, options, own_nodes

DEAD = "dead"
# What a row shows; the encrypted text stays in the database.
SHOWN = (
    "state", "reason", "channel", "title", "queued_at", "ended_at", "address_hint", "owner_path", "needs_person",
    "member__name", "member__owner_path", "member__organisation__full_name", "member__organisation__name",
)  # fmt: skip


class MessageFilter(ListFilter):
    """The GET form of the list."""

    state = forms.ChoiceField(
        label="状态", required=False, choices=[("", "不限"), (DEAD, "要人处理的"), *MessageState.choices]
    )
    channel = forms.ChoiceField(label="途径", required=False, choices=[("", "不限"), *ChannelKind.choices])
    batch = forms.UUIDField(required=False, widget=forms.HiddenInput())
    org = forms.ChoiceField(label="管理组织", required=False)

    def __init__(self, data: Any, nodes: list[Node]) -> None:
        super().__init__(data, nodes)
        self.offer("org", options(nodes) if len(nodes) > 1 else [])
        self.take()

    def narrow(self, messages: MessageQuerySet) -> MessageQuerySet:
        """The messages that are asked for."""
        state = self.given.get("state")
        if state:
            messages = messages.dead() if state == DEAD else messages.filter(state=state)
        if channel := self.given.get("channel"):
            messages = messages.filter(channel=channel)
        if batch := self.given.get("batch"):
            messages = messages.filter(batch_id=batch)
        if org := self.given.get("org"):
            messages = messages.filter(self.subtree(org))
        return messages

    def label_of(self, name: str) -> str:
        """A given field in words; a batch has no name of its own."""
        return "同一批消息" if name == "batch" else super().label_of(name)


def by_hand() -> MessageQuerySet:
    """Texts that wait to be copied: after a week they are out of date."""
    return Message.objects.all().by_hand()


def dead() -> MessageQuerySet:
    """What has not gone out and waits for a person."""
    return Message.objects.all().dead()


def unread() -> QuerySet[Any]:
    """What members wrote back and nobody has read."""
    return MessageAnswer.objects.filter(seen_at__isnull=True)


def listed(asked: Any) -> Listed:
    """The messages as the address of the list says; the search box asks to whom."""
    form, text = MessageFilter(asked, own_nodes()), searched(asked)
    rows = form.narrow(Message.objects.all()).filter(of_members(text))
    rows = rows.select_related("member", "member__organisation").only(*SHOWN)
    return Listed(rows, form, words=form.words(text), query={"q": text, **form.query()})
