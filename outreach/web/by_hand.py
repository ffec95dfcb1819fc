"""复制到微信: the texts that wait for somebody's own hand. One tap copies, one tap says that it was sent."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from outreach.choices import MessageState
from outreach.domain import checks, quiet, wordings
from outreach.domain import messages as verbs
from outreach.domain.checks import Known
from outreach.domain.message_words import reason_text
from outreach.domain.seals import content_of
from outreach.models import Message
from outreach.web import message_words as words
from outreach.web.template_pages import begun
from registry.lib import clock
from registry.models import Member
from registry.policies import Action
from registry.web import labels
from registry.web.access import actor, needs
from registry.web.attempts import attempted, typed_in

# A phone's page: what is sent goes off the list, and the next ones come up.
MOST = 20


class TextForm(forms.Form):
    """One text to one member."""

    title = forms.CharField(label="事由", max_length=50, help_text="自己看的，例如：节日问候")
    body = forms.CharField(
        label="正文", max_length=500, widget=forms.Textarea(attrs={"rows": 6}),
        help_text="{姓名}、{组织} 会自动换成他的；末尾自动带上回复和退订的链接，也可以用 {链接} 指定位置。",
    )  # fmt: skip


@needs(Action.MESSAGE_COPY)
@require_GET
def worklist(request: HttpRequest) -> HttpResponse:
    """What waits to be copied, the oldest first; what is not to go any more says why."""
    waiting = Message.objects.all().by_hand()
    rows = waiting.select_related("member", "member__organisation", "batch").order_by("owner_path", "id")
    found, now = list(rows[:MOST]), clock.now()
    known = checks.known_of(found)
    context = {
        "tabs": words.tabs("messages-by-hand"),
        "rows": [_card(message, now, known) for message in found],
        "total": waiting.count(),
        "most": MOST,
        "marked": _marked(now),
        "quiet": quiet.is_quiet(now),
        "here": reverse("messages-by-hand"),
    }
    return render(request, "outreach/messages/by_hand.html", context)


def _marked(now: datetime) -> list[dict[str, Any]]:
    """What was marked a short while ago, the last first: a slip can be put right."""
    rows = Message.objects.all().marked(now).select_related("member").order_by("-undo_until")[:MOST]
    return [
        {
            "name": message.member.name if message.member else "",
            "title": message.title,
            "said": _said(message),
            "url": reverse("message", args=[message.pk]),
            "undo_url": reverse("message-decide", args=[message.pk, "unmark"]),
        }
        for message in rows
    ]


def _said(message: Message) -> str:
    """Who marked it as what, and when."""
    when = labels.moment(message.ended_at) if message.ended_at else ""
    mark = "已经发了" if message.state == MessageState.SENT else "不发了"
    return f"{when} {message.ended_label}：{mark}"


def _card(message: Message, now: datetime, known: Known) -> dict[str, Any]:
    why = checks.objection(message, now, known)
    return {
        "id": message.pk,
        "name": message.member.name if message.member else "",
        "title": message.title,
        "place": message.sender_label,
        "text": "" if why else content_of(message)["text"],
        "why": reason_text(why),
        "note": "" if why else reason_text(message.reason),
        "url": reverse("message", args=[message.pk]),
        "sent_url": reverse("message-decide", args=[message.pk, "sent"]),
        "withdraw_url": reverse("message-decide", args=[message.pk, "withdraw"]),
    }


@needs(Action.MESSAGE_COPY)
@require_http_methods(["GET", "POST"])
def write(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One text to one member, to be copied; begun from a template where there is one."""
    member = get_object_or_404(Member.objects.select_related("organisation"), pk=pk)
    form = TextForm(request.POST if request.method == "POST" else None, initial=_begun(request))
    by = actor(request)
    if form.is_bound and form.is_valid():
        sent = form.cleaned_data
        arguments = {"member": member, "title": sent["title"], "body": sent["body"]}
        if attempted(form, verbs.write_one, by=by, label=words.label_of(by), **arguments):
            messages.success(request, f"给{member.name}的消息写好了：点“复制”，到微信里粘贴，发完点“已经发了”。")
            return redirect("messages-by-hand")
    context = {
        "form": form,
        "member": member,
        "title": f"给{member.name}写消息",
        "stale": verbs.why_not(member),
        "typed": typed_in(form),
        "templates": wordings.in_use(),
        "back_url": reverse("member", args=[pk]),
        "crumbs": [{"label": member.name, "url": reverse("member", args=[pk])}],
    }
    return render(request, "outreach/messages/write.html", context)


def _begun(request: HttpRequest) -> dict[str, str]:
    found = begun(request)
    return {"title": found.name, "body": found.body} if found else {}
