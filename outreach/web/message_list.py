"""Messages of the scope: how each stands, by which way, from which batch; dead letters first in a tab of their own."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from outreach.entry.message_filter import listed
from outreach.models import Message
from outreach.web import message_words as words
from registry.entry.paging import page_of
from registry.policies import Action
from registry.web import labels, pager
from registry.web.access import needs
from registry.web.nav import export_action, new_action

COLUMNS = ("收件人", "状态", "途径", "事由", "时间", "管理组织")


@needs(Action.MESSAGE_COPY)
@require_GET
def message_list(request: HttpRequest) -> HttpResponse:
    """The list, found by the search box and narrowed."""
    asked, found = request.GET, listed(request.GET)
    form, text = found.form, found.query["q"]
    page = page_of(found.rows, after=asked.get("after", ""), before=asked.get("before", ""))
    context = {
        "tabs": words.tabs("messages"),
        "form": [field for field in form if not field.is_hidden],
        "hidden": [{"name": "batch", "value": form.given["batch"]}] if "batch" in form.given else [],
        "text": text,
        "query": form.given,
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(message) for message in page.rows],
        "narrowed": bool(form.given or text),
        "actions": export_action("messages", found.query) + new_action("batch-new", "发一批消息", Action.MESSAGE_SEND),
        **pager.links(page, reverse("messages"), **found.query),
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
