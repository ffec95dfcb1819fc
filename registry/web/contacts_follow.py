"""What follows when a contact is declared a mistake, said before and after: what it did is not done any more."""

from collections.abc import Callable
from datetime import date

from registry.choices import ContactOutcome, ContactSide
from registry.domain.home_duties import Duty, owed_without
from registry.lib import clock
from registry.models import ContactLog

# What the apps above have to say: asked with the contact and with the day of the last one without it.
FURTHER: list[Callable[[ContactLog, date | None], list[str]]] = []


def follows(contact: ContactLog) -> list[str]:
    """What changes without this contact, a sentence each; nothing for an attempt that reached nobody."""
    if contact.outcome != ContactOutcome.REACHED:
        return []
    if contact.side == ContactSide.HOME:
        return [_owed(duty) for duty in owed_without(contact)]
    return _of_member(contact)


def _owed(duty: Duty) -> str:
    name = f"{duty.matter.label}（{duty.period}）" if duty.period else duty.matter.label
    until = f"，期限 {duty.due_on:%Y-%m-%d}" if duty.due_on else ""
    late = f"，已逾期 {duty.overdue_days} 天" if duty.overdue_days else ""
    return f"流出地事项“{name}”又算没有办{until}{late}。"


def _of_member(contact: ContactLog) -> list[str]:
    """The last contact goes back, and what it settled is asked for again."""
    last, rest = contact.member.last_contact_on, last_without(contact)
    if rest == last:
        return []
    back = f"退回 {rest:%Y-%m-%d}" if rest else "就没有了"
    said = [f"最近联系时间从 {last:%Y-%m-%d} {back}。"] if last else []
    return said + [text for further in FURTHER for text in further(contact, rest)]


def last_without(contact: ContactLog) -> date | None:
    """The last contact with the member by ledger and log, this one left out."""
    before = ContactLog.objects.filter(member=contact.member_id).exclude(pk=contact.pk).last_success()
    logged = clock.local(before.happened_at).date() if before else None
    return max(filter(None, (contact.member.contact_said_on, logged)), default=None)
