"""Personal links of one member: a new one as a text for WeChat and as a slip with a QR code, and those in force."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from outreach.choices import LinkPurpose
from outreach.domain import links as verbs
from outreach.models import PersonalLink
from outreach.web import message_words as words
from outreach.web import qr
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models import Member
from registry.models.unit import step
from registry.policies import Action
from registry.web import labels, member_page
from registry.web.access import actor, needs

SHOWN = 50


@needs(Action.MEMBER_VIEW, Action.MESSAGE_COPY)
@require_http_methods(["GET", "POST"])
def link_list(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The page. A POST issues a link, which this answer alone shows."""
    member = member_page.find(pk)
    context = {
        "member": member,
        "title": f"{member.name}的个人页面",
        "crumbs": [{"label": member.name, "url": reverse("member", args=[pk])}],
        "open": member.is_open and not member.merged_into_id,
    }
    if request.method == "POST":
        context |= _issued(request, member)
    rows = PersonalLink.objects.all().in_force().filter(member=member).order_by("-id")[:SHOWN]
    context["rows"] = [_row(row) for row in rows.select_related("created_by")]
    return render(request, "outreach/me/links.html", context)


def _issued(request: HttpRequest, member: Member) -> dict[str, Any]:
    try:
        with step():
            link, token = verbs.issue(by=actor(request), member=member)
    except Refused as refusal:
        return {"refused": str(refusal)}
    url = settings.PUBLIC_URL.rstrip("/") + reverse("personal-link", args=[token])
    until = f"{clock.local(link.expires_at):%Y-%m-%d}"
    return {"issued": {"url": url, "qr": qr.drawn(url), "until": until, "text": _text(member, url, until)}}


def _text(member: Member, url: str, until: str) -> str:
    """What is pasted into WeChat."""
    return (
        f"{member.name}同志，您好！这是您在{member.organisation}的个人页面：{url}\n"
        f"可以看自己的信息、交学习汇报。点开后按“打开我的页面”，不用密码。\n"
        f"{until} 前有效，只给您本人用，请不要转发。"
    )


def _row(row: PersonalLink) -> dict[str, Any]:
    return {
        "what": row.get_purpose_display(),
        "made": " ".join(filter(None, (labels.moment(row.created_at), row.created_by.name if row.created_by else ""))),
        "until": f"{clock.local(row.expires_at):%Y-%m-%d}",
        "used": labels.moment(row.used_at) if row.used_at else "还没有打开过",
        "page": row.purpose == LinkPurpose.PAGE,
        "revoke_url": reverse("link-revoke", args=[row.pk]) if verbs.may_revoke(row) else "",
    }


@needs(Action.MEMBER_VIEW, Action.MESSAGE_COPY)
@require_POST
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """End a link; whoever has it open is out with the next tap."""
    row = get_object_or_404(PersonalLink.objects.all(), pk=pk)
    try:
        verbs.revoke(by=actor(request), link=row, label=words.label_of(actor(request)))
        messages.success(request, "链接已撤销，马上打不开了。")
    except Refused as refusal:
        messages.error(request, str(refusal))
    return redirect("personal-links", pk=row.member_id)
