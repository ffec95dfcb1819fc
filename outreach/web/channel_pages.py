"""Channels of a district, for the security administrator: what each has to know, and its switch; keys stay hidden."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from outreach.channels.contract import Setting
from outreach.channels.registry import SENDERS
from outreach.choices import ChannelKind
from outreach.domain import channel_setup as verbs
from outreach.domain.message_words import reason_text
from outreach.models import Channel, ChannelSecret
from registry.lib import clock
from registry.lib import scope as scopes
from registry.policies import Action
from registry.web import labels
from registry.web.access import actor, needs
from registry.web.attempts import attempted


class ChannelForm(forms.Form):
    """A field for each thing that the sender has to be told."""

    is_on = forms.BooleanField(label="启用这一途径", required=False)

    def __init__(self, data: Any, wanted: tuple[Setting, ...], channel: Channel | None, kept: bool) -> None:
        super().__init__(data)
        self.secrets = {one.name for one in wanted if one.secret}
        present = channel.settings if channel else {}
        for one in wanted:
            self.fields[one.name] = _field(one, present.get(one.name, one.default), kept)
        self.fields["is_on"].initial = bool(channel and channel.is_on)
        self.order_fields([*(one.name for one in wanted), "is_on"])

    def parts(self) -> tuple[dict[str, str], dict[str, str]]:
        """What may be shown again, and what may not."""
        sent = {name: str(value) for name, value in self.cleaned_data.items() if name != "is_on"}
        plain = {name: value for name, value in sent.items() if name not in self.secrets}
        return plain, {name: sent[name] for name in self.secrets}


def _field(one: Setting, present: str, kept: bool) -> forms.Field:
    if one.choices:
        return forms.ChoiceField(label=one.label, choices=one.choices, initial=present)
    if one.secret:
        hint = "已保存，不再显示；要换就填新的，留空则不变。" if kept else one.hint
        widget = forms.PasswordInput(attrs={"autocomplete": "off"})
        return forms.CharField(label=one.label, required=False, max_length=200, help_text=hint, widget=widget)
    return forms.CharField(label=one.label, required=False, max_length=200, help_text=one.hint, initial=present)


@needs(Action.CHANNEL_MANAGE)
@require_GET
def channels(request: HttpRequest) -> HttpResponse:
    """Every way there is, and how it stands."""
    found = {channel.kind: channel for channel in Channel.objects.all()}
    rows = [
        _row(kind, provider, sender.title, found.get(kind))
        for kind, providers in SENDERS.items()
        for provider, sender in providers.items()
    ]
    columns = [{"label": label} for label in ("途径", "状态", "最近的问题", "修改")]
    return render(request, "outreach/messages/channels.html", {"columns": columns, "rows": rows})


def _row(kind: str, provider: str, title: str, channel: Channel | None) -> dict[str, Any]:
    mine = channel if channel is not None and channel.provider == provider else None
    return {
        "id": f"{kind}-{provider}",
        "name": title,
        "url": reverse("channel", args=[kind, provider]),
        "sub": ChannelKind(kind).label,
        "cells": [
            {"label": "状态", "badge": _badge(mine)},
            {"label": "最近的问题", "text": reason_text(mine.last_problem) if mine else ""},
            {"label": "修改", "text": labels.moment(mine.changed_at) if mine else ""},
        ],
    }


def _badge(channel: Channel | None) -> dict[str, str]:
    if channel is None:
        return {"text": "未配置", "tone": "outline"}
    if not channel.is_on:
        return {"text": "已停用", "tone": "neutral"}
    if channel.open_until and channel.open_until > clock.now():
        return {"text": f"暂停到 {labels.moment(channel.open_until)}", "tone": "warning"}
    return {"text": "启用", "tone": "success"}


@needs(Action.CHANNEL_MANAGE)
@require_http_methods(["GET", "POST"])
def channel(request: HttpRequest, kind: str, provider: str) -> HttpResponse:
    """Fill in one way and switch it on or off. Another provider of the same way takes its place."""
    if provider not in SENDERS.get(kind, {}):
        raise Http404
    present = Channel.objects.filter(kind=kind).first()
    mine = present if present is not None and present.provider == provider else None
    kept = mine is not None and ChannelSecret.objects.filter(channel=mine).exists()
    sender = SENDERS[kind][provider]
    form = ChannelForm(request.POST if request.method == "POST" else None, sender.settings, mine, kept)
    if form.is_bound and form.is_valid():
        plain, hidden = form.parts()
        path = scopes.current().office[: scopes.SEGMENT]
        arguments: dict[str, Any] = {
            "path": path,
            "kind": kind,
            "provider": provider,
            "values": plain,
            "secrets": hidden,
        }
        if attempted(form, verbs.configure, by=actor(request), is_on=form.cleaned_data["is_on"], **arguments):
            messages.success(request, f"{sender.title}：已保存。")
            return redirect("channels")
    context = {
        "form": form,
        "title": sender.title,
        "replaces": present.get_kind_display() if present is not None and mine is None else "",
        "back_url": reverse("channels"),
        "crumbs": [{"label": "发送途径", "url": reverse("channels")}],
    }
    return render(request, "outreach/messages/channel.html", context)
