"""Batches: write a text, choose to whom, look at what would go out, confirm; then how far it is, and stopping it."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from outreach.choices import BatchState, ChannelKind, MessageState
from outreach.domain import batches as verbs
from outreach.domain import late, wordings
from outreach.domain.channel_setup import usable
from outreach.domain.message_words import reason_text
from outreach.models import Message, MessageBatch
from outreach.tasks import kick_messages
from outreach.web import message_words as words
from outreach.web.template_pages import begun
from registry.domain.errors import Refused
from registry.entry.fields import offer
from registry.entry.paging import page_of
from registry.models import SavedFilter
from registry.models.unit import step
from registry.policies import Action
from registry.web import labels, pager
from registry.web.access import actor, needs
from registry.web.attempts import attempted

S = MessageState
COLUMNS = ("名称", "状态", "途径", "收件人", "建立")
ENDED = (S.SENT, S.FAILED, S.CANCELLED, S.UNKNOWN)


class BatchForm(forms.Form):
    """One page: what, by which way, to whom."""

    name = forms.CharField(label="事由", max_length=50, help_text="例如：七一问候")
    channel = forms.ChoiceField(label="用什么途径发", choices=())
    saved = forms.ModelChoiceField(
        label="发给谁", queryset=SavedFilter.objects.none(), required=False, empty_label="本组织及下级全部在册党员",
        help_text="先在“流动党员”里筛选并保存，这里就能选。",
    )  # fmt: skip
    body = forms.CharField(
        label="正文", max_length=480, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="{姓名}、{组织} 会自动换成每个人的；末尾自动带上回复和退订的链接。",
    )  # fmt: skip
    subject = forms.CharField(label="邮件标题", max_length=60, required=False, help_text="只有发邮件才用得上。")
    provider_code = forms.CharField(
        label="短信模板代码", max_length=40, required=False, help_text="只有阿里云短信才用得上，例如 SMS_123456。"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "saved" in self.fields:
            offer(self, "saved", SavedFilter.objects.all())
        channel = self.fields["channel"]
        assert isinstance(channel, forms.ChoiceField)
        channel.choices = [(kind.value, kind.label + ("" if usable(kind) else "（未配置）")) for kind in ChannelKind]

    def sent(self, before: MessageBatch | None = None) -> tuple[dict[str, Any], dict[str, str]]:
        """The batch's fields, and the conditions of its filter: of a draft without another choice those of `before`."""
        saved = self.cleaned_data.get("saved")
        fields = {name: value for name, value in self.cleaned_data.items() if name != "saved"}
        if saved is None and before is not None:
            return fields | {"filter_name": before.filter_name}, before.query
        return fields | {"filter_name": saved.name if saved else ""}, saved.query if saved else {}

    def keeps(self, draft: MessageBatch) -> None:
        """To whom a draft goes stays, unless somebody chooses another filter; of an invitation and of a reminder it
        always does."""
        if draft.activity_id or late.asked(draft.query):
            del self.fields["saved"]
        else:
            saved = self.fields["saved"]
            assert isinstance(saved, forms.ModelChoiceField)
            saved.empty_label = f"不变：{draft.filter_name or '本组织及下级全部在册党员'}"


@needs(Action.MESSAGE_SEND)
@require_GET
def batch_list(request: HttpRequest) -> HttpResponse:
    """Batches of the scope, newest first."""
    rows = MessageBatch.objects.all()
    page = page_of(rows, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    context = {
        "tabs": words.tabs("batches"),
        "columns": [{"label": label} for label in COLUMNS],
        "rows": [_row(batch) for batch in page.rows],
        **pager.links(page, reverse("batches")),
    }
    return render(request, "outreach/messages/batches.html", context)


def _row(batch: MessageBatch) -> dict[str, Any]:
    return {
        "id": batch.pk,
        "name": batch.name,
        "url": reverse("batch", args=[batch.pk]),
        "cells": [
            {"label": "状态", "badge": words.batch_badge(batch)},
            {"label": "途径", "text": batch.get_channel_display()},
            {"label": "收件人", "text": str(batch.recipients or ""), "sub": batch.filter_name, "kind": "code"},
            {"label": "建立", "text": labels.moment(batch.created_at), "sub": batch.created_label},
        ],
    }


@needs(Action.MESSAGE_SEND)
@require_http_methods(["GET", "POST"])
def batch_new(request: HttpRequest) -> HttpResponse:
    """Put a batch down; nothing is sent before it was looked at."""
    form, by = BatchForm(request.POST if request.method == "POST" else None, initial=_begun(request)), actor(request)
    if form.is_bound and form.is_valid():
        fields, query = form.sent()
        made = attempted(form, verbs.create, by=by, label=words.label_of(by), fields=fields, query=query)
        if made:
            return redirect("batch", pk=made.pk)
    crumbs = [{"label": "批次", "url": reverse("batches")}]
    context = {"form": form, "crumbs": crumbs, "title": "发一批消息", "templates": wordings.in_use()}
    return render(request, "outreach/messages/batch_new.html", context)


def _begun(request: HttpRequest) -> dict[str, str]:
    found = begun(request)
    return {name: getattr(found, name) for name in ("name", "body", "subject", "provider_code")} if found else {}


@needs(Action.MESSAGE_SEND)
@require_http_methods(["GET", "POST"])
def batch_edit(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A draft, changed before it is confirmed; what was confirmed leads back to its page, which says how far it is."""
    found, by = get_object_or_404(MessageBatch.objects.all(), pk=pk), actor(request)
    if found.state != BatchState.DRAFT:
        messages.warning(request, "这一批已经确认或停止，不能再改。要改的，停止还没发的，另建一批。")
        return redirect("batch", pk=pk)
    start = {name: getattr(found, name) for name in ("name", "channel", "body", "subject", "provider_code")}
    form = BatchForm(request.POST if request.method == "POST" else None, initial=start)
    form.keeps(found)
    if form.is_bound and form.is_valid():
        fields, query = form.sent(found)
        if attempted(form, verbs.edit, by=by, batch=found, fields=fields, query=query):
            messages.success(request, "已改好。看过样子再确认。")
            return redirect("batch", pk=pk)
    crumbs = [{"label": "批次", "url": reverse("batches")}, {"label": found.name, "url": reverse("batch", args=[pk])}]
    context = {"form": form, "crumbs": crumbs, "title": "修改这一批", "back_url": reverse("batch", args=[pk])}
    return render(request, "outreach/part/form.html", context)


@needs(Action.MESSAGE_SEND)
@require_http_methods(["GET", "POST"])
def batch(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A draft shows what would go out and asks for a yes; what was confirmed shows how far it is."""
    found = get_object_or_404(MessageBatch.objects.all(), pk=pk)
    if request.method == "POST":
        return _approve(request, found)
    context = {
        "batch": found,
        "title": found.name,
        "lead": f"{found.get_channel_display()} · {found.filter_name or '本组织及下级全部在册党员'}",
        "badge": words.batch_badge(found),
        "crumbs": [{"label": "批次", "url": reverse("batches")}],
    }
    more = _draft(found) if found.state == BatchState.DRAFT else _progress(found)
    return render(request, "outreach/messages/batch.html", context | more)


def _draft(found: MessageBatch) -> dict[str, Any]:
    try:
        preview = verbs.preview(found)
    except Refused as refusal:
        return {"refusal": str(refusal)}
    left_out = [f"{reason_text(code)} {count} 人" for code, count in sorted(preview.left_out.items())]
    return {"preview": preview, "left_out": left_out, "by_hand": found.channel == ChannelKind.WECHAT}


def _progress(found: MessageBatch) -> dict[str, Any]:
    counts = Message.objects.filter(batch=found).counts()
    done, total = sum(counts.get(state, 0) for state in ENDED), sum(counts.values())
    url = reverse("messages")
    return {
        "stats": [
            {
                "label": state.label,
                "number": str(counts[state]),
                "url": pager.link(url, batch=str(found.pk), state=state),
            }
            for state in S
            if counts.get(state)
        ],
        "done": done,
        "total": total,
        "count": f"{done} / {total} 条",
        "by_hand": found.channel == ChannelKind.WECHAT and counts.get(S.QUEUED),
        "left_out": [f"{reason_text(code)} {count} 人" for code, count in sorted(found.left_out.items())],
        "may_stop": found.state == BatchState.APPROVED and counts.get(S.QUEUED, 0),
    }


def _approve(request: HttpRequest, found: MessageBatch) -> HttpResponse:
    by = actor(request)
    try:
        with step():
            done = verbs.approve(by=by, label=words.label_of(by), batch=found, seen=request.POST.get("seen", ""))
        kick_messages()
        by_hand = found.channel == ChannelKind.WECHAT
        next_ = "请到“待复制到微信”逐条发。" if by_hand else "程序会逐条发出，晚上九点到早上八点不发。"
        messages.success(request, f"已确认，共 {done.recipients} 条。{next_}")
    except Refused as refusal:
        messages.warning(request, str(refusal))
    return redirect("batch", pk=found.pk)


@needs(Action.MESSAGE_SEND)
@require_POST
def stop(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Stop what is not yet sent."""
    found, by = get_object_or_404(MessageBatch.objects.all(), pk=pk), actor(request)
    draft = found.state == BatchState.DRAFT
    stopped = verbs.stop(by=by, label=words.label_of(by), batch=found)
    said = "这一批不发了，一条也没有发出。" if draft else f"已停止，{stopped} 条没有发出。已经发出的收不回来。"
    messages.success(request, said)
    return redirect("batches") if draft else redirect("batch", pk=pk)
