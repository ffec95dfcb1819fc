"""What a personal link opens: a page without an account, on which a member answers a message or wants no more of them.

A GET changes nothing: programs that preview links open them too. A link that is wrong, revoked or past its day gets one
answer. Whatever is asked after the link was found is asked in the scope of that one member.
"""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from outreach.choices import ChannelKind, LinkPurpose
from outreach.domain import links, opt_outs
from outreach.entry.throttle import too_often
from outreach.models import Message, OptOut, PersonalLink
from outreach.web import sign_up
from outreach.web.me import door
from outreach.web.private import private
from registry.domain.errors import Refused
from registry.models.identity import member_scope
from registry.models.unit import step, work
from registry.web.access import public

ALL = "all"
# Links that come with a message, which can be answered in words.
IN_WORDS = (LinkPurpose.REPLY, LinkPurpose.ACTIVITY)


class AnswerForm(forms.Form):
    """A few lines."""

    text = forms.CharField(
        label="回复", max_length=opt_outs.LONGEST, widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "请写几个字再提交。", "max_length": f"最多 {opt_outs.LONGEST} 个字，请写短一些。"},
    )  # fmt: skip


@public("党员凭消息里的个人链接回复和退订，不登录；只看得到本人的这一条")
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The page of one link."""
    if too_often(request, "wrong", 0) or (request.method == "POST" and too_often(request, "sent", 1)):
        return _closed(request, 429)
    try:
        found = links.admit(token)
    except links.Unknown:
        too_often(request, "wrong", 1)
        return _closed(request, 404)
    if found.purpose == LinkPurpose.PAGE and (request.method != "POST" or "open" in request.POST):
        return door.opened(request, found) if request.method == "POST" else _door(request)
    with work(member_scope(found.owner_path, found.member_id)):
        response = _answered(request, token, found) if request.method == "POST" else _page(request, found)
    return private(response)


def _door(request: HttpRequest) -> HttpResponse:
    """Before her own page: a button, since programs that preview links press none."""
    return private(render(request, "outreach/me/door.html"))


def _answered(request: HttpRequest, token: str, found: PersonalLink) -> HttpResponse:
    """What was sent: an answer, or that she wants no more. Done, the page is asked for anew."""
    here = reverse("personal-link", args=[token])
    if "coming" in request.POST and found.purpose == LinkPurpose.ACTIVITY:
        return redirect(f"{here}?done={sign_up.answered(request, found)}")
    if "stop" in request.POST:
        message = _message(found)
        channel = "" if request.POST["stop"] == ALL or message is None else message.channel
        opt_outs.by_link(link=found, channel=channel)
        return redirect(f"{here}?done=stop")
    form = AnswerForm(request.POST)
    if found.purpose in IN_WORDS and found.message_id and form.is_valid():
        try:
            with step():
                opt_outs.answer(link=found, text=form.cleaned_data["text"])
            return redirect(f"{here}?done=reply")
        except Refused as refusal:
            form.add_error("text", str(refusal))
    return _page(request, found, form)


def _page(request: HttpRequest, found: PersonalLink, form: AnswerForm | None = None) -> HttpResponse:
    message = _message(found)
    stopped = set(OptOut.objects.filter(undone_at__isnull=True).values_list("channel", flat=True))
    context = {
        "sender": message.sender_label if message else "",
        "title": message.title if message else "",
        "channel": _called(message) if message else "",
        "form": (form or AnswerForm()) if found.purpose in IN_WORDS and message else None,
        "done": request.GET.get("done", ""),
        **(sign_up.context(request, found) if found.purpose == LinkPurpose.ACTIVITY else {}),
        "stopped_all": "" in stopped,
        "stopped": "" in stopped or (message is not None and message.channel in stopped),
    }
    template = "activities/sign_up.html" if found.purpose == LinkPurpose.ACTIVITY else "messages/link.html"
    return render(request, f"outreach/{template}", context)


def _message(found: PersonalLink) -> Message | None:
    return Message.objects.filter(pk=found.message_id).first() if found.message_id else None


def _called(message: Message) -> str:
    """The channel as the member knows it: whose hand copied a text is no business of hers."""
    return "微信" if message.channel == ChannelKind.WECHAT else str(message.get_channel_display())


def _closed(request: HttpRequest, status: int) -> HttpResponse:
    """The one answer to whatever is no link, and to whoever asks too often."""
    return private(render(request, "outreach/messages/link_closed.html", {"too_often": status == 429}, status=status))
