"""How a member and we stand: the last contact, what was tried since, and when the next one is due. All derived."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count

from registry.lib import clock
from registry.models import ContactLog, Member
from registry.models.contact import FAILING_DAYS, local_day


@dataclass(frozen=True, slots=True)
class ContactState:
    """`last` is None where only a ledger knows of the last contact; `attempts` failed since, on `failed_days` days."""

    today: date
    last_on: date | None
    last: ContactLog | None
    attempts: int
    failed_days: int
    next_on: date | None

    @property
    def overdue_days(self) -> int:
        """Days since the agreed day went by; 0 when it did not."""
        return max((self.today - self.next_on).days, 0) if self.next_on else 0

    @property
    def hard_to_reach(self) -> bool:
        """Nobody got through on several different days: 联系困难 should be looked into."""
        return self.failed_days >= FAILING_DAYS


def contact_state(member: Member, today: date | None = None) -> ContactState:
    """The member's state as it is known now; three queries."""
    contacts = ContactLog.objects.filter(member=member)
    last = contacts.last_success()
    said = member.last_contact_on
    tried = contacts.attempts_since(_since(last, said)).order_by()
    counted = tried.aggregate(attempts=Count("id"), days=Count(local_day(), distinct=True))
    agreed = contacts.pending().with_member().order_by("-happened_at", "-id").values_list("next_on", flat=True).first()
    day = clock.local(last.happened_at).date() if last else None
    return ContactState(
        today=today or clock.today(),
        last_on=max(filter(None, (day, said)), default=None),
        last=last if last and day and (said is None or said <= day) else None,
        attempts=counted["attempts"],
        failed_days=counted["days"],
        next_on=agreed,
    )


def _since(last: ContactLog | None, said: date | None) -> datetime | None:
    """The moment of the last success; the end of its day where only a ledger knows of it."""
    if last and (said is None or said <= clock.local(last.happened_at).date()):
        return last.happened_at
    return clock.midnight(said + timedelta(days=1)) - timedelta(microseconds=1) if said else None
