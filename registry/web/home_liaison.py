"""A liaison's first page: the members assigned to her as cards, with a call button and what is due."""

from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from registry.domain import rhythm
from registry.domain.home_owed import OVERDUE
from registry.lib import clock
from registry.models import ContactLog, Member
from registry.policies import Action, allowed
from registry.web import home_owed, labels, pager
from registry.web.nav import address

# A liaison has two or three members; whoever stands in for a colleague has some more.
MOST = 60


def cards() -> list[dict[str, Any]]:
    """What is most overdue comes first; two queries whoever is assigned."""
    members = list(Member.objects.all().open().select_related("organisation").order_by("name_key", "id")[:MOST])
    agreed = _agreed([member.pk for member in members])
    found = [_card(member, agreed.get(member.pk)) for member in members]
    return sorted(found, key=lambda card: not card["late"])


def owed_home() -> dict[str, str]:
    """How much the home organisations of her members are owed and have not got in time; empty when nothing."""
    number = home_owed.overdue().total()
    if number == "0":
        return {}
    return {"number": number, "url": pager.link(reverse("home-duties"), state=OVERDUE)}


def _agreed(keys: list[UUID]) -> dict[UUID, date | None]:
    """The day that was agreed for the next contact, of each member who has one."""
    pending = ContactLog.objects.all().pending().with_member().filter(member__in=keys)
    return dict(pending.order_by("happened_at", "id").values_list("member_id", "next_on"))


def _card(member: Member, agreed: date | None) -> dict[str, Any]:
    today = clock.today()
    silent = (today - known).days if (known := member.last_contact_on or member.flowed_on) else None
    due, late = _due(agreed, silent, today)
    return {
        "member": member,
        "url": reverse("member", args=[member.pk]),
        "badge": labels.status_badge(member.status),
        "phone": labels.phone(member),
        "may_dial": bool(member.phone) and allowed(Action.MEMBER_SEE_PHONE),
        "last": labels.partial_date(member.last_contact_on) or "没有记录",
        "due": due,
        "late": late,
        "note_url": address("contact-quick", member.pk) or address("contact-new", member.pk),
        "study_url": address("study-new", member.pk),
    }


def _due(agreed: date | None, silent: int | None, today: date) -> tuple[str, bool]:
    """What is due in words, and whether it is late: what was agreed, else how long it has been."""
    if agreed and agreed < today:
        return f"约好 {agreed:%Y-%m-%d} 联系，已过 {(today - agreed).days} 天", True
    if agreed:
        return f"约好 {agreed:%Y-%m-%d} 联系", False
    if silent is not None and silent >= rhythm.SILENT_DAYS:
        return f"已 {silent} 天没有联系，请打个电话", True
    return "近期联系过", False
