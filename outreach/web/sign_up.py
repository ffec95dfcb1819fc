"""Signing up for an activity by a personal link: without an account, without JavaScript, in the member's own scope."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest

from outreach.choices import Answer
from outreach.domain import activities, links, sign_ups
from outreach.domain.activities import Offer
from outreach.models import PersonalLink
from registry.domain.errors import Refused
from registry.lib import clock
from registry.models.unit import step

YES = "yes"
# What the page says after an answer: (tone, title, text).
SAID: dict[str, tuple[str, str, str]] = {
    Answer.COMING: ("success", "已报名", "给您留了名额。来不了的话，请回到这里退出，名额好给别人。"),
    Answer.WAITING: ("warning", "已排候补", "名额已满，您排在候补。有人退出，就按次序递补，会通知您。"),
    Answer.DECLINED: ("info", "已记下", "您这次不参加。改变主意的话，截止前可以再报名。"),
    Answer.WITHDRAWN: ("info", "已退出", "名额已经让出。改变主意的话，截止前可以再报名。"),
    "refused": ("warning", "没有办成", "活动已经开始、取消，或者报名已经截止。想参加的话，请直接和组织联系。"),
}


def context(request: HttpRequest, link: PersonalLink) -> dict[str, Any]:
    """The activity as she sees it, and what was just done."""
    offer = activities.offer_of(link.activity_id)
    tone, title, text = SAID.get(request.GET.get("done", ""), ("", "", ""))
    return {"offer": card(offer) if offer else None, "said": {"tone": tone, "title": title, "text": text}}


def card(offer: Offer) -> dict[str, Any]:
    """What a page shows of an activity."""
    begins, until = clock.local(offer.starts_at), offer.sign_up_until
    return {
        "it": offer,
        "day": f"{begins.year}年{begins.month}月{begins.day}日（星期{'一二三四五六日'[begins.weekday()]}）",
        "hours": f"{begins:%H:%M}—{clock.local(offer.ends_at):%H:%M}",
        "until": f"{clock.local(until):%m月%d日 %H:%M}" if until and not offer.is_over else "",
        "left": "" if offer.is_over else _left(offer),
        "state": standing(offer),
    }


def _left(offer: Offer) -> str:
    return f"共 {offer.capacity} 个名额，还剩 {max(offer.capacity - offer.taken, 0)} 个" if offer.capacity else ""


def standing(offer: Offer) -> dict[str, str]:
    """Where she stands, as a badge."""
    if offer.state == "cancelled":
        return {"text": "活动已取消", "tone": "danger"}
    if offer.attended:
        return {"text": offer.attended, "tone": "success"}
    if offer.is_over:
        return {"text": "已经结束", "tone": "neutral"}
    tones = {Answer.COMING: "success", Answer.WAITING: "warning"}
    text = f"候补，前面还有 {offer.ahead} 人" if offer.answer == Answer.WAITING else str(Answer(offer.answer).label)
    return {"text": text, "tone": tones.get(Answer(offer.answer), "neutral")}


def answered(request: HttpRequest, link: PersonalLink, activity: UUID | None = None) -> str:
    """Say whether she comes, to the activity of the link or (on her own page) to any that she is offered; what became
    of it, as a key of SAID."""
    wanted = activity or link.activity_id
    if wanted is None:
        return "refused"
    try:
        with step():
            said = sign_ups.by_link(link=link, activity=wanted, coming=request.POST.get("coming") == YES)
            links.use(link)
    except Refused:
        return "refused"
    return said.value
