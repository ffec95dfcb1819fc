"""Messages of the scope: how each stands, by which way, from which batch; dead letters first in a tab of their own."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.choices import ChannelKind, MessageState
from outreach.models import Message
from outreach.models.message import MessageQuerySet
from outreach.web import message_words as words
from registry.entry.list_filter import ListFilter, of_members
from registry.entry.organisations import Node, options, own_nodes
from registry.entry.paging import page_of
from registry.policies import Action, allowed
from registry.web import labels, pager
from registry.web.access import needs

COLUMNS = ("收件人", "状态", "途径", "事由", "时间", "管理组织")
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


@needs(Action.MESSAGE_COPY)
@require_GET
def message_list(request: HttpRequest) -> HttpResponse:
    """The list, found by the search box and narrowed."""
    asked, nodes = request.GET, own_nodes()
    text, form = asked.get("q", "")[:100], MessageFilter(asked, nodes)
    rows = form.narrow(Message.objects.all()).filter(of_members(text))
    rows = rows.select_related("member", "member__organisation").only(*SHOWN)
    page = page_of(rows, after=asked.get("after", ""), before=asked.get("before", ""))
    query, url = form.query() | {"q": text}, reverse("messages")
    context = {
        "tabs": words.tabs("messages"),
        "form": [field for field in form if not field.is_hidden],
        "hidden": [{"name": "batch", "value": form.given["batch"]}] if "batch" in form.given else [],
        "text": text,
        "query": form.given,
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(message) for message in page.rows],
        "narrowed": bool(form.given or text.strip()),
        "may_send": allowed(Action.MESSAGE_SEND),
        **pager.links(page, url, **query),
    }
    return render(request, "outreach/messages/list.html", context)


def _row(message: Message) -> dict[str, Any]:
    member = message.member
    return {
        "id": message.pk,
        "name": member.name if member else "（群消息）",
        "url": reverse("message", args=[message.pk]),
        "cells": [
            {"label": "状态", "badge": words.badge(message), "sub": words.why(message)},
            {"label": "途径", "text": message.get_channel_display(), "sub": message.address_hint},
            {"label": "事由", "text": message.title},
            {"label": "时间", "text": labels.moment(message.ended_at or message.queued_at), "kind": "code"},
            {"label": "管理组织", "text": str(member.organisation) if member else "", "kind": "long"},
        ],
    }
