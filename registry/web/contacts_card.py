"""What a member's page says of contacts: how we stand, what is owed the home organisation, and what to do next."""

from typing import Any

from django.urls import reverse

from registry.choices import ContactSide, HomeMatter
from registry.domain.contact_state import ContactState, contact_state
from registry.domain.home_duties import Duty, home_duties
from registry.lib import clock
from registry.lib.workdays import UNANNOUNCED
from registry.models import ContactLog, Member
from registry.policies import Action, allowed
from registry.web.labels import Badge

# What a letter can be about.
LETTERS = (HomeMatter.IDENTITY, HomeMatter.RECEIPT, HomeMatter.SITUATION, HomeMatter.REVIEW)


def card(member: Member) -> dict[str, Any]:
    """Context of `registry/contacts/card.html`; five queries."""
    may_write = member.is_open and allowed(Action.CONTACT_WRITE)
    return {
        "standing": [*_said(member), *standing(contact_state(member))],
        "duties": [_duty(duty, member, may_write) for duty in home_duties(member)],
        "quick_url": reverse("contact-quick", args=[member.pk]) if may_write else "",
    }


def _said(member: Member) -> list[dict[str, Any]]:
    """联系情况, where a ledger said something."""
    said = member.get_contact_status_display()
    return [{"label": "联系情况", "value": said}] if said else []


def standing(state: ContactState) -> list[dict[str, Any]]:
    """Last contact, attempts since, next date: items of `components/facts.html`."""
    return [
        {"label": "上次联系上", "value": _ago(state), "note": _how(state.last)},
        {"label": "之后试过", "value": f"{state.attempts} 次没有联系上" if state.attempts else "没有", **_hard(state)},
        {"label": "下次联系", "value": _next(state), **_late(state)},
    ]


def _ago(state: ContactState) -> str:
    if state.last_on is None:
        return "还没有联系上过"
    days = (state.today - state.last_on).days
    return f"{state.last_on:%Y-%m-%d}（{f'{days} 天前' if days > 0 else '今天'}）"


def _how(last: ContactLog | None) -> str:
    return f"{last.get_channel_display()} · {last.contact_label}" if last else ""


def _hard(state: ContactState) -> dict[str, str]:
    if not state.hard_to_reach:
        return {}
    return {"note": f"已在 {state.failed_days} 天里都没有联系上，请核实号码和去向，问问单位、老乡或流出地党组织"}


def _next(state: ContactState) -> str:
    return f"{state.next_on:%Y-%m-%d}" if state.next_on else "没有约定"


def _late(state: ContactState) -> dict[str, str]:
    return {"note": f"已过 {state.overdue_days} 天"} if state.overdue_days else {}


def _duty(duty: Duty, member: Member, may_write: bool) -> dict[str, Any]:
    return {
        "title": duty.matter.label,
        "period": duty.period,
        "badge": duty_badge(duty),
        "when": when(duty),
        "done_url": reverse("contact", args=[duty.done.pk]) if duty.done else "",
        "letter_url": reverse("home-letter", args=[member.pk, duty.matter.value]) if may_write else "",
        "log_url": log_url(member, duty.matter) if may_write and not duty.done else "",
    }


def duty_badge(duty: Duty) -> Badge:
    """Where a duty stands, in words and in colour."""
    if duty.done:
        return {"text": "已办", "tone": "success"}
    if duty.overdue_days:
        return {"text": f"逾期 {duty.overdue_days} 天", "tone": "danger"}
    return {"text": "待办", "tone": "neutral" if duty.due_on is None or duty.due_on > duty.today else "warning"}


def when(duty: Duty) -> str:
    """Until when it is to be done; of one that is done, when and how it was."""
    if duty.done:
        return f"{clock.local(duty.done.happened_at):%Y-%m-%d} {duty.done.get_channel_display()}"
    return f"{duty.due_on:%Y-%m-%d} 前" if duty.due_on else f"期限待定：{UNANNOUNCED}"


def log_url(member: Member, matter: HomeMatter) -> str:
    """Where a contact about this matter is noted."""
    return reverse("contact-new", args=[member.pk]) + f"?side={ContactSide.HOME}&matter={matter}"
