"""双重管理: what we owe the organisation that holds an inflow member's formal relation, and until when.

Derived from the record and from the contact log, never stored. The numbers are this program's defaults for a district,
not national rules: no governing text states them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from registry.choices import ContactSide, Direction, HomeMatter, MovementKind, Status
from registry.domain.calendar import calendar
from registry.lib import clock
from registry.lib.workdays import Calendar
from registry.models import ContactLog, Member, Movement

IDENTITY_WORKING_DAYS = 10
RECEIPT_WORKING_DAYS = 10
# Of a half year or a year that one has been here for less, nothing is reported yet.
SETTLING_DAYS = 90
HALF, YEAR = 6, 12


@dataclass(frozen=True, slots=True)
class Duty:
    """One matter for the home organisation. `due_on` is None where the working days of that year are not announced."""

    matter: HomeMatter
    since: date
    due_on: date | None
    today: date
    period: str = ""
    done: ContactLog | None = None

    @property
    def overdue_days(self) -> int:
        """Days since it was due; 0 when done or not yet due."""
        return 0 if self.done or not self.due_on else max((self.today - self.due_on).days, 0)


def home_duties(member: Member, today: date | None = None) -> list[Duty]:
    """What is owed for one member, done or not, in the order in which it falls due; two queries, none for others."""
    return duties_of([member], today).get(member.pk, [])


def owed_without(contact: ContactLog) -> list[Duty]:
    """What is owed as soon as this contact counts no more, and is not owed now."""
    member = contact.member
    now = {(duty.matter, duty.period) for duty in home_duties(member) if not duty.done}
    then = duties_of([member], but=contact.pk).get(member.pk, [])
    return [duty for duty in then if not duty.done and (duty.matter, duty.period) not in now]


def duties_of(
    members: Iterable[Member], today: date | None = None, *, but: UUID | None = None
) -> dict[UUID, list[Duty]]:
    """The same for several members at once, two queries; those for whom nothing is asked are left out. `but` is a
    contact that is not to count."""
    kept = [row for row in members if row.direction == Direction.IN and row.is_open and row.status != Status.LEAD]
    if not kept:
        return {}
    registered = Movement.objects.filter(member__in=kept, kind=MovementKind.REGISTERED, voided_by__isnull=True)
    latest = {row.member_id: row for row in registered.order_by("recorded_at")}
    told: dict[UUID, list[ContactLog]] = {row.pk: [] for row in kept}
    of_home = ContactLog.objects.filter(member__in=kept, side=ContactSide.HOME)
    of_home = of_home.exclude(pk=but) if but else of_home
    for contact in of_home.valid().reached().order_by("happened_at"):
        told[contact.member_id].append(contact)
    day, days = today or clock.today(), calendar()
    return {row.pk: list(duties(row, latest.get(row.pk), told[row.pk], day, days)) for row in kept}


def duties(
    member: Member, registered: Movement | None, told: Sequence[ContactLog], today: date, days: Calendar
) -> Iterator[Duty]:
    """The same from rows at hand: the latest registration, the successful contacts with home, oldest first, and the
    working days.

    Days are counted from when we knew, so that an old ledger brings no duty that is years overdue; what was told counts
    from when it happened.
    """
    if registered:
        known = clock.local(registered.recorded_at).date()
        due = days.working_day_after(max(known, registered.effective_on), IDENTITY_WORKING_DAYS)
        yield _duty(HomeMatter.IDENTITY, registered.effective_on, due, told, today)
    if member.reported_on:
        began = max(clock.local(member.created_at).date(), member.reported_on)
        due = days.working_day_after(began, RECEIPT_WORKING_DAYS)
        yield _duty(HomeMatter.RECEIPT, member.reported_on, due, told, today)
        yield _regular(HomeMatter.SITUATION, HALF, began, told, today)
        yield _regular(HomeMatter.REVIEW, YEAR, began, told, today)


def _duty(
    matter: HomeMatter, since: date, due_on: date | None, told: Sequence[ContactLog], today: date, period: str = ""
) -> Duty:
    done = next((row for row in told if row.matter == matter and clock.local(row.happened_at).date() >= since), None)
    return Duty(matter, since, due_on, today, period, done)


def _regular(matter: HomeMatter, months: int, began: date, told: Sequence[ContactLog], today: date) -> Duty:
    """The first period that is still owed, of the last one, this one and, for newcomers, the next one."""
    this = period_of(today, months)
    periods = [period_of(this[0] - timedelta(days=1), months), this, period_of(this[1] + timedelta(days=1), months)]
    counted = [(start, end) for start, end in periods if (end - max(start, began)).days >= SETTLING_DAYS]
    owed = [
        _duty(matter, start, end, told, today, period_name(start, months))
        for start, end in counted
        if start <= today or len(counted) == 1
    ]
    return next((duty for duty in owed if not duty.done), owed[-1])


def period_of(day: date, months: int) -> tuple[date, date]:
    """First and last day of the calendar half year (6) or year (12) around `day`."""
    first = date(day.year, (day.month - 1) // months * months + 1, 1)
    later = first.month + months
    following = date(first.year + later // 13, (later - 1) % 12 + 1, 1)
    return first, following - timedelta(days=1)


def period_name(start: date, months: int) -> str:
    """2026年上半年, 2026年."""
    half = ("上半年" if start.month == 1 else "下半年") if months == HALF else ""
    return f"{start.year}年{half}"
